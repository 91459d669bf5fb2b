/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deflate: bytes packed for an initramfs segment.
 *
 * Its one law: the same input gives the same output; no time, no name.
 */
#pragma once

#include "base/bytes.h"

/* A gzip member (RFC 1952) with the content IN; the bytes belong to POOL. */
struct bytes deflate_gzip(struct pool *pool, struct bytes in);

/* An lz4 legacy frame (doc/lz4_Frame_format.md of lz4), as the kernel's unlz4() reads. */
struct bytes deflate_lz4_legacy(struct pool *pool, struct bytes in);
