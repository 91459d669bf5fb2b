/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "format/bootcode.h"
#include "test.h"

enum { CODE = 1300, HEAD = 64 * 512 };

static struct bytes stage1_file(struct pool *pool)
{
	unsigned char *data = pool_alloc(pool, 512);

	memset(data, 0xcc, 0x1b8);
	memcpy(data, "\xeb\x48\x90", 3);
	memcpy(data + 0x3e,
	       "\x03\x02\x80\x00\x00\x80\x01\x00\x00\x00\x00\x08\xfa\xeb\x07", 15);
	memcpy(data + 0x180, "GRUB ", 5);
	memcpy(data + 0x1fe, "\x55\xaa", 2);
	return (struct bytes){ data, 512 };
}

/* As e2fs_stage1_5 of GRUB 0.97 comes: the code begins at 0x270. */
static struct bytes stage15_file(struct pool *pool)
{
	unsigned char *data = pool_alloc(pool, CODE);

	memset(data, 0x11, 0x1f8);
	memcpy(data + 0x1f8, "\x02\x00\x00\x00\x00\x00\x20\x02", 8);
	memcpy(data + 0x200, "\xea\x70\x22\x00\x00\x00\x03\x02\xff\xff\xff", 11);
	memcpy(data + 0x210,
	       "\x02\x00"
	       "0.97\x00\xff\xff\xff\xff/boot/grub/stage2",
	       28);
	memset(data + 0x270, 0x22, CODE - 0x270);
	return (struct bytes){ data, CODE };
}

static struct bytes old_head(struct pool *pool)
{
	unsigned char *data = pool_alloc(pool, HEAD);

	for (size_t i = 0; i < HEAD; i++)
		data[i] = (unsigned char)(i * 7 >> 3);
	return (struct bytes){ data, HEAD };
}

static struct bootcode_legacy files_of(struct pool *pool)
{
	return (struct bootcode_legacy){
		.stage1 = stage1_file(pool),
		.stage15 = stage15_file(pool),
		.part = 5,
		.stage2 = "/grub/stage2",
		.menu = "/grub/menu.lst",
	};
}

/* The values are those that "setup (hd0)" of the shell of GRUB 0.97 was seen to write. */
static void installs_as_setup_does(void)
{
	struct pool *pool = pool_new();
	struct bootcode_legacy files = files_of(pool);
	struct bootcode_place place = { .lba = 1, .sectors = 63 };
	struct bytes head = old_head(pool), made;
	struct bootcode_stage15 stage15;
	struct bootcode_stage1 stage1;
	struct bootcode_patch *patch;
	const char *why;
	size_t count;

	EXPECT(bootcode_embed_legacy(pool, &files, head, &place, &patch, &count, &why) ==
	       0);
	EXPECT(count == 2 && patch[0].offset == 512 && patch[1].offset == 0);

	made = patch[0].after;
	EXPECT(made.len == 3 * 512);
	EXPECT(bytes_equal(patch[0].before, bytes_slice(head, 512, 3 * 512)));
	EXPECT(memcmp(made.data + 0x1f8, "\x02\x00\x00\x00\x02\x00\x20\x02", 8) == 0);
	EXPECT(memcmp(made.data + 0x217, "\xff\xff\x04\xff/grub/stage2 /grub/menu.lst",
		      32) == 0);
	EXPECT(made.data[0x270] == 0x22 && made.data[CODE - 1] == 0x22);
	EXPECT(made.data[CODE] == 0);
	EXPECT(bootcode_stage15(pool, made, &stage15));
	EXPECT(stage15.part == 5);
	EXPECT_STR(stage15.stage2, "/grub/stage2");

	made = patch[1].after;
	EXPECT(memcmp(made.data, "\xeb\x48\x90", 3) == 0);
	EXPECT(bytes_equal(bytes_slice(made, 3, 0x3b), bytes_slice(head, 3, 0x3b)));
	EXPECT(memcmp(made.data + 0x3e,
		      "\x03\x02\xff\x00\x00\x20\x01\x00\x00\x00\x00\x02\xfa\x90\x90",
		      15) == 0);
	EXPECT(bytes_equal(bytes_slice(made, 0x1b8, 0x46),
			   bytes_slice(head, 0x1b8, 0x46)));
	EXPECT(bootcode_stage1(made, &stage1));
	EXPECT(stage1.starts_stage15 && stage1.sector == 1);
	pool_free(pool);
}

static const char *refusal(struct pool *pool, const struct bootcode_legacy *files,
			   uint64_t sectors, int error)
{
	struct bootcode_place place = { .lba = 1, .sectors = sectors };
	struct bootcode_patch *patch;
	const char *why = "";
	size_t count;

	EXPECT(bootcode_embed_legacy(pool, files, old_head(pool), &place, &patch, &count,
				     &why) == error);
	EXPECT(count == 0);
	return why;
}

static void refuses_what_is_not_its_own(void)
{
	struct pool *pool = pool_new();
	struct bootcode_legacy files = files_of(pool);

	EXPECT_STR(refusal(pool, &files, 2, -ENOSPC),
		   "stage 1.5 does not fit before the first partition");
	files.menu = "/a/directory/with/a/really/quite/long/name/that/is/not/usual/at/"
		     "all/menu.lst";
	EXPECT_STR(refusal(pool, &files, 63, -EINVAL),
		   "the names of stage 2 and of the menu are too long for stage 1.5");
	files = files_of(pool);
	files.stage1.len = 511;
	EXPECT_STR(refusal(pool, &files, 63, -EINVAL),
		   "stage1 is not the one of GRUB Legacy");
	files = files_of(pool);
	for (size_t len = 0; len < CODE; len++) {
		files.stage15.len = len;
		if (len < 2 * BOOTCODE_SECTOR)
			EXPECT_STR(refusal(pool, &files, 63, -EINVAL),
				   "stage 1.5 is not the one of GRUB Legacy");
	}
	pool_free(pool);
}

static void reads_only_what_is_there(void)
{
	struct pool *pool = pool_new();
	struct bytes code = stage15_file(pool);
	unsigned char *data = pool_grow(pool, code.data, code.len, code.len);
	struct bootcode_stage15 stage15;

	code.data = data;
	EXPECT(bootcode_stage15(pool, code, &stage15));
	EXPECT(stage15.part == 0);
	/* The jump must stay in the code, and the string end before where it leads. */
	put_le16(data + 0x201, 0x2210);
	EXPECT(!bootcode_stage15(pool, code, &stage15));
	put_le16(data + 0x201, 0x2100);
	EXPECT(!bootcode_stage15(pool, code, &stage15));
	put_le16(data + 0x201, 0xffff);
	EXPECT(!bootcode_stage15(pool, code, &stage15));
	put_le16(data + 0x201, 0x2225);
	EXPECT(!bootcode_stage15(pool, code, &stage15));
	pool_free(pool);
}

const struct test tests[] = {
	{ "installs as setup does", installs_as_setup_does },
	{ "refuses what is not its own", refuses_what_is_not_its_own },
	{ "reads only what is there", reads_only_what_is_there },
	{ 0 },
};
