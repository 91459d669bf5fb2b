/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nothing uses of a disk is taken out of the layer over it, as a guest does by
 * discarding.
 *
 * The one law: the disk itself is only read; what is not given here is as it was.
 */
#pragma once

#include "format/freemap.h"
#include "host/output.h"

/*
 * Have the ranges of FREE, bytes from the start of the disk of JOB, which has an overlay,
 * read as holes there; what is smaller than a cluster of the overlay stays.  Errors are
 * said.
 */
int discard_free(struct pool *pool, const struct output_job *job,
		 const struct workdir *work, const struct freemap *free,
		 struct host_error *error);
