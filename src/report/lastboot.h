/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the system logged of its last start, as evidence beside the findings.
 *
 * The one law: it is shown, and judges nothing.
 */
#pragma once

#include <jansson.h>

#include "guest/lastboot.h"
#include "report/html-internal.h"
#include "report/layout.h"

/* For the report; NULL where there is nothing to show. */
json_t *lastboot_json(struct pool *pool, const struct lastboot *boot);

/* The last lines of it. */
void lastboot_text(struct layout *layout, const json_t *report);
void lastboot_html(struct html *html, const json_t *report);
