/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A raw image: the disk itself, with holes where it has nothing.
 *
 * The one law: what lies before the place that was reported reached is as the disk, so
 * that a file that was left unfinished can be gone on with.
 */
#pragma once

#include "export/writer.h"

struct raw_mark {
	/* All before AT is written, not synced; anything but 0 ends the writing. */
	int (*reached)(void *arg, uint64_t at);
	void *arg;
};

/* Write the disk from START on, where SINK stands: 0, or what was reached.  MARK may be
 * NULL. */
int raw_write_from(const struct export_job *job, struct sink *sink, uint64_t start,
		   const struct raw_mark *mark);

/*
 * The block map of the raw image IMAGE into the empty file TO, as bmaptool(1) takes it:
 * format 2.0, SHA-256, blocks of 4096 bytes.  What the file system has as holes is left
 * out.
 */
int bmap_write(int image, int to);
