/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The free blocks of file systems that mke2fs has made, beside what dumpe2fs says. */
#include "disk/extmap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static char image[] = "/tmp/drydock-extmap-XXXXXX";

/* The first number that COMMAND prints, run with $image; or -1. */
static long long told(const char *command)
{
	long long number = -1;
	FILE *pipe;

	setenv("image", image, 1);
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", 1);
	pipe = popen(command, "re");
	if (!pipe || fscanf(pipe, "%lld", &number) != 1)
		number = -1;
	if (pipe)
		pclose(pipe);
	return number;
}

static void make(const char *options)
{
	struct pool *pool = pool_new();

	EXPECT(told(pool_printf(pool,
				"rm -f $image; mke2fs -q -F %s $image 64M </dev/null "
				">/dev/null 2>&1; echo $?",
				options)) == 0);
	pool_free(pool);
}

static void agrees_with_the_maps(void)
{
	static const char *const kinds[] = { "-t ext2 -b 1024", "-t ext3 -b 4096",
					     "-t ext4 -b 4096 -O metadata_csum,64bit",
					     "-t ext4 -b 1024 -O ^flex_bg" };
	struct pool *pool = pool_new();
	struct freemap map;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		long long size = strstr(kinds[k], "4096") ? 4096 : 1024;

		make(kinds[k]);
		EXPECT_INT(extmap_read(pool, image, &map), 0);
		EXPECT_INT(freemap_bytes(&map) / (uint64_t)size,
			   told("dumpe2fs -h $image 2>/dev/null | "
				"sed -n 's/^Free blocks: *//p'"));
		for (size_t i = 1; i < map.count; i++)
			EXPECT(map.range[i - 1].start + map.range[i - 1].size <
			       map.range[i].start);
		EXPECT(map.count > 0 &&
		       map.range[map.count - 1].start + map.range[map.count - 1].size <=
			       64u << 20);
	}
	pool_free(pool);
}

/* Overwriting all that is said to be free must leave every file as it was. */
static void what_is_free_may_go(void)
{
	struct pool *pool = pool_new();
	struct freemap map;
	FILE *file;

	make("-t ext4 -d /usr/include/linux");
	EXPECT_INT(extmap_read(pool, image, &map), 0);
	file = fopen(image, "r+e");
	for (size_t i = 0; file && i < map.count; i++) {
		EXPECT(fseek(file, (long)map.range[i].start, SEEK_SET) == 0);
		for (uint64_t at = 0; at < map.range[i].size; at++)
			(void)putc(0xdb, file);
	}
	EXPECT(file && fclose(file) == 0);
	EXPECT_INT(told("e2fsck -fn $image >/dev/null 2>&1; echo $?"), 0);
	EXPECT_INT(
		told("d=$(mktemp -d); debugfs -R \"rdump / $d\" $image >/dev/null 2>&1;"
		     "rmdir $d/lost+found; diff -r $d /usr/include/linux >/dev/null;"
		     "echo $?; rm -r $d"),
		0);
	pool_free(pool);
}

static void nothing_is_free_where_it_cannot_be_told(void)
{
	struct pool *pool = pool_new();
	struct freemap map;

	make("-t ext4");
	EXPECT_INT(told("debugfs -w -R 'ssv free_blocks_count 77' $image >/dev/null 2>&1;"
			"echo 0"),
		   0);
	EXPECT_INT(extmap_read(pool, image, &map), -EUCLEAN);
	EXPECT_INT(map.count, 0);
	make("-t ext4");
	EXPECT_INT(told("debugfs -w -R 'feature needs_recovery' $image >/dev/null 2>&1;"
			"echo 0"),
		   0);
	EXPECT_INT(extmap_read(pool, image, &map), -EUCLEAN);
	make("-t ext4");
	EXPECT_INT(told("debugfs -w -R 'ssv state 2' $image >/dev/null 2>&1; echo 0"), 0);
	EXPECT_INT(extmap_read(pool, image, &map), -EUCLEAN);
	make("-t ext4 -O bigalloc");
	EXPECT_INT(extmap_read(pool, image, &map), -ENOTSUP);
	EXPECT_INT(told("head -c 1000000 /dev/zero >$image; echo 0"), 0);
	EXPECT_INT(extmap_read(pool, image, &map), -EIO);
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
	{ "agrees with the maps", agrees_with_the_maps },
	{ "what is free may go", what_is_free_may_go },
	{ "nothing is free where it cannot be told",
	  nothing_is_free_where_it_cannot_be_told },
	{ 0 },
};
