/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a disk holds in one number, whatever format it is stored in.
 *
 * The one law: a block of zeroes counts as a hole does, so that neither how a disk is
 * stored nor zeroes behind its end make a difference, and holes are not read.
 */
#pragma once

#include "base/hash.h"
#include "export/disk.h"

enum { DATAHASH_BLOCK = 1 << 20 };

/*
 * SHA-256 of a text: for each block of DATAHASH_BLOCK bytes that is not all zero, in
 * ascending order, its number from 0, a blank, its SHA-256 in hexadecimal digits, and a
 * newline.  The last block is filled up with zeroes.  0 or -errno of the disk.
 */
int datahash(const struct export_disk *disk, char digits[HASH_DIGITS]);

/* The same of what the file FD holds from its start, up to SIZE bytes. */
int datahash_file(int fd, uint64_t size, char digits[HASH_DIGITS]);
