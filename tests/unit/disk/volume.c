/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which disks a volume lies on, through what is stacked. */
#include "disk/disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static const struct disk first = { .name = "disk0" }, second = { .name = "disk1" };

static void a_partition_lies_on_its_disk(void)
{
	struct pool *pool = pool_new();
	const struct volume volume[] = { { .disk = &first, .part = 1 } };
	const struct disk **disk;
	size_t disks;

	disk = volume_disks(pool, volume, 1, 0, &disks);
	EXPECT(disks == 1 && disk[0] == &first);
	pool_free(pool);
}

static void each_disk_is_told_once(void)
{
	struct pool *pool = pool_new();
	static const size_t members[] = { 0, 1, 2 }, array[] = { 3 };
	const struct volume volume[] = {
		{ .disk = &first, .part = 1 },
		{ .disk = &second, .part = 1 },
		{ .disk = &first, .part = 2 },
		{ .kind = VOLUME_MD, .under = members, .under_count = 3 },
		{ .kind = VOLUME_LV, .under = array, .under_count = 1 },
	};
	const struct disk **disk;
	size_t disks;

	disk = volume_disks(pool, volume, 5, 4, &disks);
	EXPECT(disks == 2 && disk[0] == &first && disk[1] == &second);
	pool_free(pool);
}

static void a_circle_ends(void)
{
	struct pool *pool = pool_new();
	static const size_t up[] = { 1 }, down[] = { 0, 7 };
	const struct volume volume[] = {
		{ .kind = VOLUME_LV, .under = up, .under_count = 1 },
		{ .kind = VOLUME_LV, .under = down, .under_count = 2 },
	};
	size_t disks;

	(void)volume_disks(pool, volume, 2, 0, &disks);
	EXPECT(disks == 0);
	pool_free(pool);
}

static void a_volume_is_read_to_its_end(void)
{
	char name[] = "/tmp/volume-XXXXXX", byte[4];
	int fd = mkstemp(name);
	struct disk disk = { .fd = fd, .size = 8 };
	struct volume part = { .disk = &disk, .start = 2, .size = 4 };
	struct volume stacked = { .kind = VOLUME_LV, .node = name, .size = 8 };

	EXPECT(write(fd, "01234567", 8) == 8);
	EXPECT(volume_read(&part, 1, byte, 3) == 0 && memcmp(byte, "345", 3) == 0);
	EXPECT(volume_read(&part, 1, byte, 4) == -EIO);
	EXPECT(volume_read(&stacked, 6, byte, 2) == 0 && memcmp(byte, "67", 2) == 0);
	EXPECT(volume_read(&stacked, UINT64_MAX, byte, 1) == -EIO);
	close(fd);
	unlink(name);
	EXPECT(volume_read(&stacked, 0, byte, 1) == -ENOENT);
}

const struct test tests[] = {
	{ "a partition lies on its disk", a_partition_lies_on_its_disk },
	{ "each disk is told once", each_disk_is_told_once },
	{ "a circle ends", a_circle_ends },
	{ "a volume is read to its end", a_volume_is_read_to_its_end },
	{ 0 },
};
