/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modlist.h"

#include "sample.h"

static void knows_what_is_listed(void)
{
	struct pool *pool = pool_new();
	struct modlist *list =
		modlist_parse(pool, sample_read(pool, "modlist/initramfs-tools"));

	EXPECT_INT(list->count, 2);
	EXPECT_INT(list->item[1].line, 9);
	EXPECT(modlist_has(list, "virtio_blk"));
	EXPECT(modlist_has(list, "loop"));
	EXPECT(!modlist_has(list, "sd_mod"));
	EXPECT(!modlist_has(list, "virtio"));
	EXPECT(!modlist_has(list, "max_loop=64"));
	pool_free(pool);
}

static void adds_what_is_missing(void)
{
	struct pool *pool = pool_new();
	struct strs names = strs_words(pool, "virtio_blk virtio_pci virtio-pci");

	EXPECT(bytes_is(
		modlist_add(pool, bytes_of("virtio-blk # x\r\n;virtio_pci"), &names),
		"virtio-blk # x\r\n;virtio_pci\r\nvirtio_pci\r\n"));
	EXPECT(bytes_is(modlist_add(pool, bytes_of(" virtio_pci\nvirtio_blk"), &names),
			" virtio_pci\nvirtio_blk"));
	EXPECT(bytes_is(modlist_add(pool, bytes_of(""), &names),
			"virtio_blk\nvirtio_pci\n"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "knows what is listed", knows_what_is_listed },
	{ "adds what is missing", adds_what_is_missing },
	{ 0 },
};
