/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of freespace.h: which extents of physical volumes are whose.
 *
 * The one law: a segment nobody here knows is told of as SEGMENT_OTHER, never left out.
 */
#pragma once

#include "disk/probe.h"

struct lvm_segment {
	enum {
		SEGMENT_FREE,
		SEGMENT_LINEAR, /* of a logical volume that is this and nothing else */
		SEGMENT_OTHER,
	} kind;
	size_t member;        /* index of the physical volume */
	uint64_t start, size; /* bytes from the start of that */
	const char *lv;       /* LINEAR: "vg/lv" */
	uint64_t within;      /* LINEAR: bytes from the start of that */
};

/* All segments of PROBE's physical volumes that nothing speaks against; *COUNT. */
struct lvm_segment *lvm_segments(struct pool *pool, const struct probe *probe,
				 size_t *count);
