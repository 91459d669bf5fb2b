/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disk that is exported, as the writers see it: stretches that hold data, and holes.
 *
 * The one law: a hole is never read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct export_disk {
	uint64_t size; /* bytes, whole sectors */
	/* *END of the stretch that FROM lies in; it holds zeroes unless *DATA. */
	int (*stretch)(void *arg, uint64_t from, uint64_t *end, bool *data);
	/* LEN bytes at FROM, all of them. */
	int (*read)(void *arg, uint64_t from, void *to, size_t len);
	void *arg;
};

/* LEN bytes at FROM into TO; holes, and what lies behind the end, are zeroes. */
int export_read(const struct export_disk *disk, uint64_t from, unsigned char *to,
		size_t len);

/* A way through a disk, in blocks of BLOCK bytes. */
struct walk {
	const struct export_disk *disk;
	size_t block;
	uint64_t at; /* what comes next; 0 at first */
};

/*
 * Read the next block that may hold data into TO, zeroes where it does not and behind the
 * end of the disk.  1 with *NUMBER, 0 at the end of the disk, or -errno of the disk.
 */
int walk_next(struct walk *walk, unsigned char *to, uint64_t *number);

/*
 * The next stretch of data at or after FROM, in *START and *END: holes of less than HOLE
 * bytes count as data, and both are whole numbers of GRAIN bytes or the end of the disk.
 * 1, 0 where there is none, or -errno of the disk.
 */
int export_next_data(const struct export_disk *disk, uint64_t from, uint64_t hole,
		     uint64_t grain, uint64_t *start, uint64_t *end);
