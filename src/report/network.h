/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which name had which MAC and address, in a report.
 *
 * The one law: the text names each interface once; JSON and HTML have all rows.
 */
#pragma once

#include <jansson.h>

#include "guest/nictable.h"
#include "report/layout.h"

/* The array "network" of report.schema.json. */
json_t *network_json(struct pool *pool, const struct nic_table *table);

/* One line for each name whose MAC or address is known, with where that is said. */
void network_text(struct layout *layout, const json_t *report);
