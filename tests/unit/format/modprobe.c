/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modprobe.h"

#include "test.h"

static const char text[] = "# blacklist commented\n"
			   "blacklist virtio-blk\r\n"
			   "install vfat \\\n"
			   "   /bin/true\n"
			   "install ext4 /sbin/modprobe --ignore-install ext4; true\n"
			   "options virtio_net napi=1\n"
			   "blacklist\n"
			   "  blacklist floppy # old\n"
			   "install virtio_blk /bin/false";

static void finds_what_blocks(void)
{
	struct pool *pool = pool_new();
	const struct modprobe *m = modprobe_parse(pool, bytes_of(text));

	EXPECT_INT(m->count, 4);
	EXPECT_INT(m->block[0].line, 2);
	EXPECT_INT(m->block[0].how, MODPROBE_BLACKLIST);
	EXPECT_STR(m->block[1].name, "vfat");
	EXPECT_INT(m->block[1].how, MODPROBE_INSTALL);
	EXPECT_INT(m->block[1].line, 3);
	EXPECT_STR(m->block[2].name, "floppy");
	EXPECT_INT(m->block[2].line, 8);
	EXPECT_INT(m->block[3].line, 9);
	pool_free(pool);
}

static struct bytes unblock(struct pool *pool, struct bytes before, const char *names)
{
	struct strs list = strs_words(pool, names);

	return modprobe_unblock(pool, before, &list);
}

static void unblocks_one(void)
{
	struct pool *pool = pool_new();
	struct bytes after = unblock(pool, bytes_of(text), "virtio_blk");

	EXPECT_INT(modprobe_parse(pool, after)->count, 2);
	EXPECT(strstr(bytes_str(pool, after), "\n# drydock: blacklist virtio-blk"));
	after = unblock(pool, after, "ext4 vfat");
	EXPECT(strstr(bytes_str(pool, after),
		      "\n# drydock: install vfat \\\n# drydock:    /bin/true\n"));
	EXPECT_INT(modprobe_parse(pool, after)->count, 1);
	EXPECT(bytes_equal(unblock(pool, bytes_of(text), "ext4"), bytes_of(text)));
	/* No bytes at all, found by fuzzing. */
	EXPECT_INT(unblock(pool, (struct bytes){ 0 }, "ext4").len, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "lines that block a module are found", finds_what_blocks },
	{ "a module is freed, the others stay", unblocks_one },
	{ 0 },
};
