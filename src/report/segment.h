/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a segment appended to an initramfs holds, for people.
 *
 * The one law: members are shown as written in the archive, none is left out unsaid: the
 * kernel may drop or replace some of them, which format/initramfs.h knows.
 */
#pragma once

#include "base/bytes.h"

enum {
	SEGMENT_LIST_MAX = 2000,         /* members listed; the rest is counted */
	SEGMENT_INFLATE_MAX = 256 << 20, /* bytes; a segment of modules is far below */
};

/*
 * Compressor and sizes on one line, then a line for each member with its size in bytes;
 * "not an initramfs segment" where DATA is none.  The text belongs to POOL, and names in
 * it are clean.
 */
struct bytes segment_listing(struct pool *pool, struct bytes data);
