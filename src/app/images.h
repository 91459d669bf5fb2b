/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host knows of the files of the disks, on its way to the rules in the
 * appliance.
 *
 * The one law: who reads it there believes nothing of it but what it is: texts, numbers
 * and flags.
 */
#pragma once

#include <jansson.h>

#include "guest/imagefile.h"

/* COUNT of IMAGE as an array. */
json_t *images_json(const struct imagefile *image, size_t count);

/* The array in VALUE, which outlives the result; COUNT is 0 where it is none. */
struct imagefile *images_of_json(struct pool *pool, const json_t *value, size_t *count);
