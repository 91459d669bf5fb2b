/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies outside of partitions: writing over it must leave the tables as they were. */
#include "disk/freespace.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static char image[] = "/tmp/drydock-freespace-XXXXXX";

static bool shell(const char *command)
{
	setenv("image", image, 1);
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", 1);
	return system(command) == 0;
}

/* A disk of 64 MiB that sfdisk makes of LINES. */
static bool make(struct pool *pool, const char *lines)
{
	return shell(pool_printf(pool,
				 "rm -f $image; truncate -s 64M $image; "
				 "printf '%s' | sfdisk -q --no-tell-kernel $image",
				 lines));
}

static int gaps(struct pool *pool, struct freemap *map)
{
	struct disk *disk;
	int err = disk_open(pool, "disk0", image, &disk);

	if (err < 0)
		return err;
	err = disk_gaps(pool, disk, map);
	close(disk->fd);
	return err;
}

static void erase(const struct freemap *map)
{
	FILE *file = fopen(image, "r+e");

	for (size_t i = 0; file && i < map->count; i++) {
		EXPECT(fseek(file, (long)map->range[i].start, SEEK_SET) == 0);
		for (uint64_t at = 0; at < map->range[i].size; at++)
			(void)putc(0xdb, file);
	}
	EXPECT(file && fclose(file) == 0);
}

enum { MIB = 1 << 20 };

static const char gpt[] = "label: gpt\\nstart=8M, size=16M\\nstart=40M, size=8M\\n";

static void a_gpt_and_its_copy_stay(void)
{
	struct pool *pool = pool_new();
	struct freemap map;

	EXPECT(make(pool, gpt));
	EXPECT_INT(gaps(pool, &map), 0);
	EXPECT_INT(map.count, 2);
	EXPECT_INT(map.range[0].start, 24 * MIB);
	EXPECT_INT(map.range[0].size, 16 * MIB);
	EXPECT_INT(map.range[1].start, 48 * MIB);
	EXPECT_INT(map.range[1].size, 15 * MIB);
	erase(&map);
	EXPECT(shell("sgdisk -v $image | grep -q 'No problems'"));
	pool_free(pool);
}

static void the_chain_of_logical_partitions_stays(void)
{
	struct pool *pool = pool_new();
	struct freemap map;

	EXPECT(make(pool,
		    "label: dos\\nstart=4M, size=4M\\nstart=12M, size=50M, type=5\\n"
		    "start=16M, size=4M\\nstart=28M, size=4M\\nstart=40M, "
		    "size=4M\\n"));
	EXPECT(shell("sfdisk -d $image >$image.before"));
	EXPECT_INT(gaps(pool, &map), 0);
	EXPECT(freemap_bytes(&map) > 20 * MIB);
	EXPECT(!freemap_touches(&map, 0, 8 * MIB) &&
	       !freemap_touches(&map, 16 * MIB, 4 * MIB) &&
	       !freemap_touches(&map, 63 * MIB, MIB));
	erase(&map);
	EXPECT(shell("sfdisk -d $image | cmp - $image.before; s=$?; rm $image.before; "
		     "exit $s"));
	pool_free(pool);
}

static void all_stays_where_the_table_may_not_be_all(void)
{
	static const char *const damage[] = {
		/* The backup GPT; the primary one. */
		"dd if=/dev/zero of=$image bs=1M seek=63 count=1 conv=notrunc "
		"2>/dev/null",
		"dd if=/dev/zero of=$image bs=512 seek=1 count=1 conv=notrunc "
		"2>/dev/null",
		/* The disk grew. */
		"truncate -s 80M $image",
		/* It is also a swap area, or so it seems. */
		"truncate -s 64M $image.s; mkswap $image.s >/dev/null 2>&1; "
		"dd if=$image.s of=$image bs=1 skip=1024 seek=1024 count=64 conv=notrunc "
		"2>/dev/null; dd if=$image.s of=$image bs=1 skip=4086 seek=4086 count=10 "
		"conv=notrunc 2>/dev/null; rm $image.s",
		/* No table at all. */
		"rm $image; truncate -s 64M $image",
	};
	struct pool *pool = pool_new();
	struct freemap map;

	for (size_t i = 0; i < sizeof(damage) / sizeof(*damage); i++) {
		EXPECT(make(pool, gpt));
		EXPECT(shell(damage[i]));
		if (!EXPECT(gaps(pool, &map) < 0 && map.count == 0))
			printf("(%s)\n", damage[i]);
	}
	pool_free(pool);
}

static void a_volume_with_a_problem_has_nothing_free(void)
{
	struct volume volume = { .type = "vfat", .node = image, .size = 64 * MIB };
	struct pool *pool = pool_new();
	struct freemap map;

	EXPECT(shell("rm -f $image; mkfs.fat -C $image 65536 >/dev/null 2>&1"));
	EXPECT_INT(volume_free(pool, &volume, &map), 0);
	EXPECT(freemap_bytes(&map) > 60 * MIB);
	/* Only what is in the volume. */
	volume.size = 32 * MIB;
	EXPECT_INT(volume_free(pool, &volume, &map), -EUCLEAN);
	volume.size = 64 * MIB;
	volume.problem = "a problem";
	EXPECT_INT(volume_free(pool, &volume, &map), -ENOTSUP);
	EXPECT_INT(map.count, 0);
	unlink(image);
	pool_free(pool);
}

static void begins(void)
{
	int fd = mkstemp(image);

	EXPECT(fd >= 0);
	close(fd);
}

const struct test tests[] = {
	{ "begins", begins },
	{ "a GPT and its copy stay", a_gpt_and_its_copy_stay },
	{ "the chain of logical partitions stays",
	  the_chain_of_logical_partitions_stays },
	{ "all stays where the table may not be all",
	  all_stays_where_the_table_may_not_be_all },
	{ "a volume with a problem has nothing free",
	  a_volume_with_a_problem_has_nothing_free },
	{ 0 },
};
