/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modindex.h"

#include <stdlib.h>

#include "base/strs.h"

#include "test.h"

/* Reads as index_searchfile() of libkmod does, so that the writer does not judge itself.
 */
static uint32_t be(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const unsigned char *values_of(struct bytes index, const char *key)
{
	uint32_t offset = be(index.data + 8);

	for (;;) {
		const unsigned char *p = index.data + (offset & 0x0fffffff);
		const unsigned char *children = NULL;

		if (offset & 0x80000000) {
			size_t len = strlen((const char *)p);

			if (strncmp(key, (const char *)p, len) != 0)
				return NULL;
			key += len;
			p += len + 1;
		}
		if (offset & 0x20000000) {
			children = p;
			p += 2 + 4 * (size_t)(p[1] - p[0] + 1);
		}
		if (!*key)
			return offset & 0x40000000 ? p : NULL;
		if (!children || (unsigned char)*key < children[0] ||
		    (unsigned char)*key > children[1])
			return NULL;
		offset = be(children + 2 + 4 * ((unsigned char)*key - children[0]));
		if (!offset)
			return NULL;
		key++;
	}
}

static const char *first_value(struct bytes index, const char *key)
{
	const unsigned char *values = values_of(index, key);

	return values ? (const char *)values + 8 : NULL;
}

static void finds_what_was_added(void)
{
	struct pool *pool = pool_new();
	struct modindex *index = modindex_new(pool);
	struct bytes file;

	modindex_add(index, "virtio_blk", "blk", 0);
	modindex_add(index, "virtio", "virtio", 1);
	modindex_add(index, "virtio-ring", "ring", 2);
	modindex_add(index, "pci:v00001AF4d*sv*[a-z]-x", "pci", 3);
	modindex_add(index, "ext4", "ext4", 4);
	file = modindex_write(index);
	EXPECT_INT(be(file.data), 0xB007F457);
	EXPECT_INT(be(file.data + 4), 0x00020001);
	EXPECT_STR(first_value(file, "virtio_blk"), "blk");
	EXPECT_STR(first_value(file, "virtio"), "virtio");
	EXPECT_STR(first_value(file, "virtio_ring"), "ring");
	EXPECT_STR(first_value(file, "ext4"), "ext4");
	EXPECT_STR(first_value(file, "pci:v00001AF4d*sv*[a-z]_x"), "pci");
	EXPECT(!first_value(file, "virt"));
	EXPECT(!first_value(file, "virtio_"));
	EXPECT(!first_value(file, "ext44"));
	pool_free(pool);
}

static void orders_values(void)
{
	struct pool *pool = pool_new();
	struct modindex *index = modindex_new(pool);
	const unsigned char *values;

	modindex_add(index, "a", "second", 7);
	modindex_add(index, "a", "first", 1);
	modindex_add(index, "a", "third", 7);
	values = values_of(modindex_write(index), "a");
	EXPECT(values && be(values) == 3);
	EXPECT_STR((const char *)values + 8, "first");
	EXPECT_STR((const char *)values + 8 + 6 + 4, "second");
	EXPECT_STR((const char *)values + 8 + 6 + 4 + 7 + 4, "third");
	pool_free(pool);
}

static void takes_odd_keys(void)
{
	struct pool *pool = pool_new();
	struct modindex *index = modindex_new(pool);

	EXPECT_INT(modindex_write(index).len, 12);
	modindex_add(index, "caf\xc3\xa9", "latin", 0);
	EXPECT_INT(modindex_write(index).len, 12);
	modindex_add(index, "", "empty", 0);
	EXPECT_STR(first_value(modindex_write(index), ""), "empty");
	pool_free(pool);
}

const struct test tests[] = {
	{ "finds what was added", finds_what_was_added },
	{ "orders values", orders_values },
	{ "takes odd keys", takes_odd_keys },
	{ 0 },
};
