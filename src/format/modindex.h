/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The binary indexes modprobe reads (modules.dep.bin, modules.alias.bin), written
 * natively.
 *
 * Format: libkmod/libkmod-index.h of kmod.  Big-endian; a trie whose node offsets carry
 * flags in the top four bits.
 *
 * The one law: equal keys keep their order, which is the priority modprobe gives them.
 */
#pragma once

#include "base/bytes.h"

struct modindex;

struct modindex *modindex_new(struct pool *pool);

/*
 * Add VALUE under KEY ('-' becomes '_', outside of "[...]").  A key with a byte over 127
 * is left out, as depmod does.
 */
void modindex_add(struct modindex *index, const char *key, const char *value,
		  uint32_t priority);

/* The whole index file. */
struct bytes modindex_write(const struct modindex *index);
