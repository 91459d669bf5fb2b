/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headers of tar archives: POSIX.1-1988 ustar, and GNU's old format for sparse files
 * (GNU tar manual, "Basic Tar Format": struct oldgnu_header).
 *
 * The one law: a number that octal digits have no room for is written in base 256, as GNU
 * tar does.
 */
#pragma once

#include <stdint.h>

enum {
	TAR_BLOCK = 512,
	TAR_SPARSE_AT = 386, /* of the old GNU header: four pairs of offset and length */
	TAR_SPARSE_IN_HEAD = 4,
	TAR_SPARSE_MORE_AT = 482,
	TAR_SPARSE_REAL_AT = 483,
	TAR_SPARSE_IN_BLOCK = 21, /* pairs of a block that follows the header */
	TAR_SPARSE_BLOCK_MORE_AT = 504,
	TAR_NUMBER = 12,
};

/* NUMBER into a field of TAR_NUMBER bytes at TO. */
void tarhead_number(unsigned char *to, uint64_t number);

/* A regular file ('0') NAME of SIZE bytes, in TAR_BLOCK bytes at TO; no owner, no time.
 */
void tarhead_file(unsigned char *to, const char *name, uint64_t size);

/* The same of a sparse one; the caller adds what is at TAR_SPARSE_*. */
void tarhead_sparse(unsigned char *to, const char *name, uint64_t size);

/* To be called last: its checksum. */
void tarhead_sum(unsigned char *head);
