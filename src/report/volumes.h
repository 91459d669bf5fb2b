/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disks and what lies on them, as members of the report and as lines of text.
 *
 * The one law: bounded; a disk with ten thousand volumes makes no larger report.
 */
#pragma once

#include "guest/guest.h"
#include "report/layout.h"

#include <jansson.h>

/* "disks" and "volumes" of the report; empty arrays where none are known. */
json_t *volumes_disks(struct pool *pool, const struct guest *guest);
json_t *volumes_json(struct pool *pool, const struct guest *guest);

/*
 * What is stacked, what could not be opened, and a disk that is no part of the system;
 * nothing where all are plain partitions of one disk.
 */
void volumes_text(struct layout *layout, const json_t *report);
