/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of a screen: QEMU gives a PPM (also where it was built without libpng), people
 * want a PNG.
 *
 * The one law: a picture whose numbers do not fit its bytes is refused.
 *
 * Formats: ppm(5), raw ("P6", 255 levels); PNG, RFC 2083.
 */
#pragma once

#include <stdint.h>

#include "base/bytes.h"

struct ppm {
	uint32_t width, height;
	struct bytes pixels; /* three bytes each, row by row */
};

/* Read it; PPM then points into FILE.  0, or -EBADMSG. */
int ppm_parse(struct bytes file, struct ppm *ppm);

/* How many pixels differ; all of B where the sizes do. */
size_t ppm_difference(const struct ppm *a, const struct ppm *b);

/* The same picture as PNG, in POOL. */
struct bytes ppm_to_png(struct pool *pool, const struct ppm *ppm);
