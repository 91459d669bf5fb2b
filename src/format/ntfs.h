/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of NTFS (Linux fs/ntfs3/ntfs.h; ntfs.com).
 *
 * Its one law: nothing of a record is looked at before the ends of its sectors were seen
 * to be of one write, and nothing outside of it.
 */
#pragma once

#include "base/bytes.h"

enum {
	NTFS_RECORD_MAX = 4096,
	NTFS_ATTRIBUTE_LIST = 0x20,
	NTFS_VOLUME_INFORMATION = 0x70,
	NTFS_DATA = 0x80,
};

/* Bytes of SHIFTED, which is a count of UNIT or, where negative, a power of two. */
uint64_t ntfs_size(unsigned char shifted, uint64_t unit);

/*
 * Put the last two bytes of each 512 of a RECORD that begins with MAGIC back to where
 * they belong: they are kept in its head.  False where it is torn, or no such record.
 */
bool ntfs_fix(unsigned char *record, size_t size, const char *magic);

/*
 * The attribute of a record at *AT, 0 for the first, with its head; *AT is the next one's
 * then.  Of no bytes at the end; *TORN is set where the list ends in what is none.
 */
struct bytes ntfs_attribute_next(const unsigned char *record, size_t size, size_t *at,
				 bool *torn);

/*
 * The attribute of TYPE without a name, of a record after ntfs_fix(), with its head; of
 * no bytes where there is none.
 */
struct bytes ntfs_attribute(const unsigned char *record, size_t size, uint32_t type);

/* What such an attribute holds, in the record itself and LEAST bytes long; or NULL. */
const unsigned char *ntfs_content(const unsigned char *record, size_t size, uint32_t type,
				  size_t least);

/* Where a part of a file lies, in clusters. */
struct ntfs_run {
	uint64_t start, count; /* NTFS_HOLE: nothing is stored */
};

#define NTFS_HOLE UINT64_MAX

/*
 * Take the next run from the list REST of an attribute, LAST being where the one before
 * began, 0 before the first.  1, 0 at the end, or -EINVAL for what is no run.
 */
int ntfs_run_next(struct bytes *rest, uint64_t *last, struct ntfs_run *run);
