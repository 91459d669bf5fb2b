/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/moddep.h"

#include <errno.h>

#include "test.h"

static const char sample[] =
	"kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio_ring.ko "
	"kernel/drivers/virtio/virtio.ko\n"
	"kernel/drivers/virtio/virtio_ring.ko: kernel/drivers/virtio/virtio.ko\n"
	"kernel/drivers/virtio/virtio.ko:\n"
	"kernel/drivers/virtio/virtio-pci.ko.xz: kernel/drivers/virtio/virtio.ko "
	"kernel/drivers/virtio/virtio_ring.ko\n"
	"kernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko\n"
	"kernel/lib/crc16.ko:\n"
	"kernel/a.ko: kernel/b.ko\n"
	"kernel/b.ko: kernel/a.ko\n"
	"not a line\n";

static const char *closure(struct pool *pool, const char *names, const char *soft)
{
	struct moddep *dep = moddep_parse(pool, bytes_of(sample));
	struct strs want = strs_words(pool, names), got = { .pool = pool };
	struct strs missing = { .pool = pool };
	int err;

	moddep_add_soft(pool, dep, bytes_of(soft));
	err = moddep_closure(pool, dep, &want, &got, &missing);
	EXPECT_INT(err, missing.count ? -ENOENT : 0);
	strs_addf(&got, "- %s", strs_join(&missing, " "));
	for (size_t i = 0; i < got.count; i++)
		got.item[i] = strrchr(got.item[i], '/') ? strrchr(got.item[i], '/') + 1
							: got.item[i];
	return strs_join(&got, " ");
}

static void names(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(moddep_name(pool, "kernel/x/virtio-blk.ko.zst"), "virtio_blk");
	EXPECT_STR(moddep_name(pool, "snd-hda-intel"), "snd_hda_intel");
	EXPECT_STR(moddep_name(pool, ".ko"), ".ko");
	EXPECT(moddep_is_module("/a/virtio-blk.ko.gz", "virtio_blk"));
	EXPECT(moddep_is_module("virtio_blk.ko", "virtio-blk"));
	EXPECT(!moddep_is_module("/a/virtio_blk.ko.bak", "virtio_blk"));
	EXPECT(!moddep_is_module("/a/netxen_nic.ko", "xen"));
	EXPECT(!moddep_is_module("/a/virtio_blk", "virtio_blk"));
	EXPECT(!moddep_is_module("/a/.ko", ""));
	pool_free(pool);
}

static void a_copy_has_soft_links_of_its_own(void)
{
	struct pool *pool = pool_new();
	struct moddep *dep = moddep_parse(pool, bytes_of(sample)), *copy;

	moddep_add_soft(pool, dep, bytes_of("softdep crc16 pre: virtio"));
	copy = moddep_copy(pool, dep);
	EXPECT_INT(copy->count, dep->count);
	EXPECT_INT(moddep_find(copy, "crc16")->pre.count, 0);
	moddep_add_soft(pool, copy, bytes_of("softdep crc16 pre: a b"));
	EXPECT_INT(moddep_find(copy, "crc16")->pre.count, 2);
	EXPECT_INT(moddep_find(dep, "crc16")->pre.count, 1);
	EXPECT_INT(moddep_needs(pool, moddep_find(copy, "ext4")).count, 1);
	pool_free(pool);
}

static void load_order(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(closure(pool, "virtio-blk", ""),
		   "virtio.ko virtio_ring.ko virtio_blk.ko - ");
	EXPECT_STR(closure(pool, "virtio_pci virtio_blk virtio", ""),
		   "virtio.ko virtio_ring.ko virtio-pci.ko.xz virtio_blk.ko - ");
	EXPECT_STR(closure(pool, "nvme ext4", ""), "crc16.ko ext4.ko - nvme");
	EXPECT_STR(closure(pool, "a b", ""), "b.ko a.ko - ");
	pool_free(pool);
}

static void soft_dependencies(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(
		closure(pool, "crc16", "# x\nsoftdep crc16 pre: virtio post: a gone\n"),
		"virtio.ko crc16.ko b.ko a.ko - ");
	EXPECT_STR(closure(pool, "crc16", "softdep crc16 pre: ext4\n"),
		   "ext4.ko crc16.ko - ");
	EXPECT_STR(closure(pool, "crc16", "softdep crc16 virtio\nsoftdep\n"),
		   "crc16.ko - ");
	pool_free(pool);
}

/* A chain as deep as the file is long must not end the stack. */
static void deep_chain(void)
{
	struct pool *pool = pool_new();
	struct buf text = { .pool = pool };
	struct strs want = { .pool = pool }, got = { .pool = pool };
	struct moddep *dep;

	for (int i = 0; i < 50000; i++)
		buf_addf(&text, "m%d.ko: m%d.ko\n", i, i + 1);
	dep = moddep_parse(pool, buf_bytes(&text));
	strs_add(&want, "m0");
	EXPECT_INT(moddep_closure(pool, dep, &want, &got, NULL), 0);
	EXPECT_INT(got.count, 50000);
	EXPECT_STR(got.item[0], "m49999.ko");
	pool_free(pool);
}

static void builtin(void)
{
	struct bytes text = bytes_of("kernel/fs/ext4/ext4.ko\nkernel/x/crc32c-intel.ko");

	EXPECT(moddep_builtin_has(text, "ext4"));
	EXPECT(moddep_builtin_has(text, "crc32c_intel"));
	EXPECT(!moddep_builtin_has(text, "ext"));
	EXPECT(!moddep_builtin_has(bytes_of(""), "ext4"));
}

const struct test tests[] = {
	{ "names", names },
	{ "load order", load_order },
	{ "soft dependencies", soft_dependencies },
	{ "deep chain", deep_chain },
	{ "builtin", builtin },
	{ "a copy has soft links of its own", a_copy_has_soft_links_of_its_own },
	{ 0 },
};
