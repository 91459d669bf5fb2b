/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/undofile.h"

#include <errno.h>

#include "test.h"

static struct undo_xattr xattrs[] = {
	{ "security.selinux",
	  { (const unsigned char *)"system_u:object_r:etc_t:s0", 27 } },
	{ "user.empty", { (const unsigned char *)"", 0 } },
};

static struct undo_file files[] = {
	{ .path = "/etc/fstab",
	  .change = UNDO_WRITE,
	  .before = { .kind = UNDO_FILE,
		      .mode = 0640,
		      .uid = 7,
		      .gid = UINT32_MAX,
		      .flags = 0x10,
		      .inode = UINT64_MAX,
		      .links = 2,
		      .size = 4,
		      .atime = { -1, 999999999 },
		      .mtime = { 1700000000, 5 },
		      .xattr = xattrs,
		      .xattrs = 2,
		      .content = { (const unsigned char *)"old\n", 4 } },
	  .data = { (const unsigned char *)"new\0\n", 5 },
	  .made_before = 1,
	  .dir_flags = 0x20 },
	{ .path = "/root/.ssh/authorized_keys",
	  .change = UNDO_WRITE,
	  .data = { (const unsigned char *)"ssh-rsa", 7 },
	  .mode = 0644,
	  .owned = true,
	  .owner_mode = 0600,
	  .dir_mode = 0700,
	  .label = "u:r:t:s0",
	  .made_before = 1 },
	{ .path = "/link",
	  .change = UNDO_MAKE_LINK,
	  .data = { (const unsigned char *)"to", 2 } },
};

static struct undo_block blocks[] = {
	{ .disk = "sda",
	  .disk_size = 1 << 20,
	  .offset = (1 << 20) - 4,
	  .what = "boot code",
	  .before = { (const unsigned char *)"aaaa", 4 },
	  .after = { (const unsigned char *)"bbbb", 4 } },
};

static struct undo_log sample = {
	.head = { .system = "5b0a7dd2", .note = "A System", .time = 1700000000 },
	.file = files,
	.files = 3,
	.block = blocks,
	.blocks = 1,
};

static struct bytes print(struct pool *pool, const struct undo_log *log)
{
	struct buf buf = { .pool = pool };

	undofile_print(&buf, log);
	return buf_bytes(&buf);
}

static void what_is_printed_is_read(void)
{
	struct pool *pool = pool_new();
	struct bytes text = print(pool, &sample);
	struct undo_log log;

	EXPECT_INT(undofile_parse(pool, text, &log), 0);
	EXPECT(bytes_equal(print(pool, &log), text));
	EXPECT_INT(log.files, 3);
	EXPECT_STR(log.file[0].before.xattr[0].name, "security.selinux");
	EXPECT_INT(log.file[0].before.atime.seconds, -1);
	EXPECT_INT(log.file[0].data.len, 5);
	EXPECT_STR(log.file[1].label, "u:r:t:s0");
	EXPECT(!log.file[0].label);
	EXPECT_INT(log.block[0].offset, (1 << 20) - 4);
	EXPECT_STR(log.head.note, "A System");
	pool_free(pool);
}

/* A file that is cut off anywhere, or has another byte anywhere, is no undo file. */
static void half_of_it_is_nothing(void)
{
	struct pool *pool = pool_new();
	struct bytes text = print(pool, &sample);
	unsigned char *copy = pool_alloc(pool, text.len);
	struct undo_log log;
	size_t taken = 0;

	memcpy(copy, text.data, text.len);
	for (size_t len = 0; len < text.len; len++)
		taken += undofile_parse(pool, (struct bytes){ copy, len }, &log) == 0;
	for (size_t i = 0; i < text.len; i++) {
		copy[i] ^= 0x40;
		taken +=
			undofile_parse(pool, (struct bytes){ copy, text.len }, &log) == 0;
		copy[i] ^= 0x40;
	}
	EXPECT_INT(taken, 0);
	EXPECT_INT(undofile_parse(pool, (struct bytes){ copy, 3 }, &log), -ENODATA);
	EXPECT_INT(undofile_parse(pool, (struct bytes){ copy, text.len - 1 }, &log),
		   -ENODATA);
	EXPECT_INT(undofile_parse(pool,
				  bytes_of("a text of somebody else, that is long "
					   "enough to be one"),
				  &log),
		   -EBADMSG);
	pool_free(pool);
}

/* With a sum that is right: what lies on a disk may be made to do harm. */
static void nobody_believes_it(void)
{
	struct pool *pool = pool_new();
	struct undo_log log, bad = sample;
	static const char *const paths[] = { "etc/fstab",   "/",      "/etc/../x",
					     "/etc//fstab", "/etc/.", "" };
	struct undo_file file = files[0];
	struct undo_block block = blocks[0];

	bad.file = &file;
	bad.files = 1;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		file.path = paths[i];
		EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), -EBADMSG);
	}
	file.path = "/etc/fstab";
	EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), 0);
	file.change = UNDO_CHANGES;
	EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), -EBADMSG);
	bad.files = 0;
	bad.block = &block;
	block.offset = (1 << 20) - 3;
	EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), -EBADMSG);
	block.offset = UINT64_MAX;
	EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), -EBADMSG);
	block.offset = 0;
	block.after.len = 3;
	EXPECT_INT(undofile_parse(pool, print(pool, &bad), &log), -EBADMSG);
	pool_free(pool);
}

const struct test tests[] = {
	{ "what is printed is read", what_is_printed_is_read },
	{ "half of it is nothing", half_of_it_is_nothing },
	{ "nobody believes it", nobody_believes_it },
	{ 0 },
};
