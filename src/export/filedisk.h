/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file as a disk.
 *
 * The one law: what the file system has as holes is none of its data, and is not read.
 */
#pragma once

#include "export/disk.h"

/* Nobody writes to the file meanwhile. */
struct filedisk {
	int fd;
	uint64_t from, end; /* the stretch that was looked for last */
	bool data;
};

/* The first SIZE bytes of FILE->fd; FILE, in which only that is set, outlives the disk.
 */
struct export_disk filedisk(struct filedisk *file, uint64_t size);
