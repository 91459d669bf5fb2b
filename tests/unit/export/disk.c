/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/bytes.h"
#include "test.h"
#include "unit/export/memdisk.h"

static void walks_over_holes(void)
{
	struct memdisk *mem = memdisk_new(1 << 20);
	struct walk walk = { &mem->disk, 1 << 16, 0 };
	unsigned char block[1 << 16];
	uint64_t number;

	memdisk_put(mem, 70000, 100, 'a');
	memdisk_put(mem, (1 << 20) - 512, 512, 'z');
	EXPECT_INT(walk_next(&walk, block, &number), 1);
	EXPECT_INT(number, 1);
	EXPECT(memcmp(block, mem->data + (1 << 16), sizeof(block)) == 0);
	EXPECT_INT(walk_next(&walk, block, &number), 1);
	EXPECT_INT(number, 15);
	EXPECT_INT(block[sizeof(block) - 1], 'z');
	EXPECT_INT(walk_next(&walk, block, &number), 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	memdisk_free(mem);
}

static void pads_the_last_block(void)
{
	struct memdisk *mem = memdisk_new(5 * 4096);
	struct walk walk = { &mem->disk, 4 * 4096, 0 };
	unsigned char block[4 * 4096];
	uint64_t number;

	memset(block, 'x', sizeof(block));
	memdisk_put(mem, 4 * 4096, 4096, 'b');
	EXPECT_INT(walk_next(&walk, block, &number), 1);
	EXPECT_INT(number, 1);
	EXPECT_INT(block[4095], 'b');
	EXPECT(all_zero(block + 4096, sizeof(block) - 4096));
	EXPECT_INT(walk_next(&walk, block, &number), 0);
	memdisk_free(mem);
}

static void merges_small_holes(void)
{
	struct memdisk *mem = memdisk_new(1 << 20);
	uint64_t start, end;

	memdisk_put(mem, 8192, 4096, 1);
	memdisk_put(mem, 16384, 4096, 1);
	memdisk_put(mem, 1 << 19, 10, 1);
	EXPECT_INT(export_next_data(&mem->disk, 0, 65536, 4096, &start, &end), 1);
	EXPECT_INT(start, 8192);
	EXPECT_INT(end, 20480);
	EXPECT_INT(export_next_data(&mem->disk, end, 65536, 4096, &start, &end), 1);
	EXPECT_INT(start, 1 << 19);
	EXPECT_INT(end, (1 << 19) + 4096);
	EXPECT_INT(export_next_data(&mem->disk, end, 65536, 4096, &start, &end), 0);
	EXPECT_INT(export_next_data(&mem->disk, 0, 1, 4096, &start, &end), 1);
	EXPECT_INT(end, 12288);
	memdisk_free(mem);
}

static int no_way_forward(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	(void)arg;
	*end = from;
	*data = true;
	return 0;
}

static void stands_still_for_nobody(void)
{
	struct export_disk disk = { 4096, no_way_forward, NULL, NULL };
	struct walk walk = { &disk, 4096, 0 };
	unsigned char block[4096];
	uint64_t number;

	EXPECT_INT(walk_next(&walk, block, &number), -EIO);
}

const struct test tests[] = {
	{ "walks_over_holes", walks_over_holes },
	{ "pads_the_last_block", pads_the_last_block },
	{ "merges_small_holes", merges_small_holes },
	{ "stands_still_for_nobody", stands_still_for_nobody },
	{ 0 },
};
