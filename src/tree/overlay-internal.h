/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between who reads through an overlay and who plans into it. */
#pragma once

#include "tree/overlay.h"

struct overlay {
	struct tree tree;
	struct tree *lower;
	struct edit *edit;
	size_t count, room;
	unsigned *generation;
	uint64_t *size; /* of this edit and all before it */
};

struct overlay *overlay_of(struct tree *tree);

/* The index of the last edit of PATH plus one, or 0. */
size_t overlay_last(const struct overlay *ov, const char *path);
