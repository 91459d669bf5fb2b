/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On disks that sgdisk(8), sfdisk(8) and fdisk(8) made; sgdisk judges what comes out. */
#include "format/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

/* An 8 MiB disk with two partitions; $2 is the program that makes it. */
#define MAKE "set -e; rm -f disk; truncate -s 8M disk; "
#define SGDISK                                                                           \
	MAKE "sgdisk -n 1:2048:6143 -t 1:ef02 -n 2:6144:10239 -c 2:Root disk >log; "
#define SFDISK                                                                           \
	MAKE "printf 'label: gpt\\nstart=2048, size=4096\\nsize=4096, name=\"r\"\\n' | " \
	     "sfdisk -q --no-tell-kernel disk >log; "
#define WIPE(first, count)                                                               \
	"dd if=/dev/zero of=disk seek=" first " count=" count                            \
	" conv=notrunc status=none; "

struct disk {
	struct pool *pool;
	int fd;
	struct table_source source;
	struct table *table;
};

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	struct disk *disk = ctx;

	return pread(disk->fd, buf, len, (off_t)offset) == (ssize_t)len ? 0 : -EIO;
}

/* All scripts run in one directory, which the last test removes. */
static bool shell(const char *script)
{
	static char dir[] = "/tmp/drydock-mend.XXXXXX";

	if (strstr(dir, "XXXXXX"))
		EXPECT(mkdtemp(dir) && chdir(dir) == 0);
	return system(script) == 0;
}

static void open_disk(struct disk *disk)
{
	disk->pool = pool_new();
	disk->fd = open("disk", O_RDWR | O_CLOEXEC);
	EXPECT(disk->fd >= 0);
	disk->source = (struct table_source){
		.read = on_read,
		.ctx = disk,
		.size = (uint64_t)lseek(disk->fd, 0, SEEK_END),
	};
	EXPECT_INT(table_read(disk->pool, &disk->source, &disk->table), 0);
}

static void close_disk(struct disk *disk)
{
	close(disk->fd);
	pool_free(disk->pool);
}

/* Make a disk by SCRIPT, expect PROBLEM of it and mend it in COUNT patches. */
static void mended(const char *script, const char *problem, size_t want)
{
	struct disk disk;
	struct table_patch *patch;
	size_t count = 0;
	const char *why = "";

	EXPECT(shell(script));
	open_disk(&disk);
	EXPECT_INT(disk.table->kind, TABLE_GPT);
	EXPECT_INT(disk.table->count, 2);
	EXPECT_STR(disk.table->problem, problem);
	EXPECT(shell("cp disk before"));
	if (!EXPECT(table_mend(disk.pool, &disk.source, &patch, &count, &why) == 0))
		printf("     %s\n", why);
	EXPECT_INT(count, want);
	for (size_t i = 0; i < count; i++)
		EXPECT(pwrite(disk.fd, patch[i].after.data, patch[i].after.len,
			      (off_t)patch[i].offset) == (ssize_t)patch[i].after.len);
	close_disk(&disk);
	open_disk(&disk);
	EXPECT(!disk.table->problem);
	EXPECT_INT(disk.table->count, 2);
	EXPECT_INT(table_mend(disk.pool, &disk.source, &patch, &count, &why), 0);
	EXPECT_INT(count, 0);
	close_disk(&disk);
}

static void refused(const char *script, const char *problem, const char *why)
{
	struct disk disk;
	struct table_patch *patch;
	size_t count;
	const char *said = "";

	EXPECT(shell(script));
	open_disk(&disk);
	if (problem || disk.table->problem)
		EXPECT_STR(disk.table->problem, problem);
	EXPECT_INT(table_mend(disk.pool, &disk.source, &patch, &count, &said), -EINVAL);
	EXPECT_STR(said, why);
	close_disk(&disk);
}

#define CHECK "sgdisk -v disk >log || exit; "
#define FINE  CHECK "grep -q 'No problems found' log && ! grep -qi corrupt log"

static void grown(void)
{
	const char *elsewhere = "the backup GPT is not at the end of the disk";

	mended(SGDISK "truncate -s 9M disk", elsewhere, 3);
	EXPECT(shell(FINE));
	/* The same as sgdisk -e but for the DOS table, whose size that one changes. */
	EXPECT(shell("sgdisk -e before >log; "
		     "cmp -n 440 disk before && cmp -i 512 disk before"));
	mended(SFDISK "truncate -s 9M disk", elsewhere, 3);
	EXPECT(shell(FINE));
	EXPECT(shell("sfdisk -d disk 2>log | grep -q 'last-lba: 18398'; "
		     "cmp -n 512 disk before"));
}

static void shrunk(void)
{
	const char *larger = "the GPT is of a larger disk; the backup GPT is damaged or "
			     "missing";

	mended(SGDISK "truncate -s 6M disk", larger, 3);
	EXPECT(shell(FINE));
	/* As far as it goes: 33 sectors behind the last partition. */
	mended(SGDISK "truncate -s $((10273 * 512)) disk", larger, 3);
	EXPECT(shell(FINE));
	refused(SGDISK "truncate -s $((10272 * 512)) disk", larger,
		"a partition ends where the backup GPT belongs");
	refused(SGDISK "truncate -s 5000K disk",
		"the GPT is of a larger disk; a partition reaches over the end of the "
		"disk; the backup GPT is damaged or missing",
		"a partition reaches over the end: the disk was cut, and what lay there "
		"is gone");
}

static void damaged_primary(void)
{
	static const char *const scripts[] = {
		SGDISK "cp disk good; " WIPE("1", "33"),
		SGDISK "cp disk good; " WIPE("1", "1"),
		SGDISK "cp disk good; " WIPE("2", "1"),
		SFDISK "cp disk good; printf X | dd of=disk bs=1 seek=600 conv=notrunc "
		       "status=none",
	};
	static const size_t patches[] = { 2, 1, 1, 1 };

	for (size_t i = 0; i < 4; i++) {
		mended(scripts[i], "the primary GPT is damaged, its backup is good",
		       patches[i]);
		EXPECT(shell(FINE));
		EXPECT(shell("cmp disk good"));
	}
	/* Grown as well: the damaged header still tells where the backup is. */
	mended(SGDISK "truncate -s 9M disk; " WIPE("2", "1"),
	       "the primary GPT is damaged, its backup is good; "
	       "the backup GPT is not at the end of the disk",
	       4);
	EXPECT(shell(FINE));
}

static void no_protective(void)
{
	const char *boot = "printf 'boot code' | dd of=disk conv=notrunc status=none; ";
	struct pool *pool = pool_new();

	mended(pool_printf(pool, "%s%s%s", SGDISK "cp disk good; " WIPE("0", "1"), boot,
			   "dd if=disk of=good count=1 bs=440 conv=notrunc status=none"),
	       "a GPT without a protective MBR", 1);
	EXPECT(shell(FINE));
	/* The end in CHS is never used; sgdisk has another one. */
	EXPECT(shell("cmp -n 451 disk good && cmp -i 454 disk good"));
	mended(SGDISK WIPE("0", "34"),
	       "a GPT without a protective MBR; the primary GPT is damaged, its "
	       "backup is good",
	       3);
	EXPECT(shell(FINE));
	refused(SGDISK WIPE("0",
			    "34") "printf junk | dd of=disk bs=1 seek=3000 conv=notrunc "
				  "status=none",
		"a GPT without a protective MBR; the primary GPT is damaged, its "
		"backup is good",
		"the first sectors of the disk hold something else");
	pool_free(pool);
}

static void damaged_backup(void)
{
	const char *gone = "the backup GPT is damaged or missing";

	mended(SGDISK "cp disk good; " WIPE("16351", "33"), gone, 2);
	EXPECT(shell("cmp disk good"));
	mended(SGDISK
	       "cp disk good; printf X | dd of=disk bs=1 seek=8372300 conv=notrunc "
	       "status=none",
	       gone, 1);
	EXPECT(shell("cmp disk good"));
	/* The superblock of an array of md of format 1.0, 8 KiB before the end. */
	refused(SGDISK WIPE("16351", "33") "printf '\\374N+\\251' | dd of=disk bs=1 "
					   "seek=8380416 conv=notrunc status=none",
		gone, "the last sectors of the disk hold something else");
	/* A smaller image written over a disk that had a GPT of its own. */
	mended(SGDISK "sgdisk -G disk >log; mv disk large; truncate -s 6M disk; "
		      "sgdisk -n 1:2048:4095 -n 2:4096:6143 disk >log; "
		      "dd if=disk of=large conv=notrunc status=none; mv large disk",
	       "the backup GPT is not at the end of the disk", 3);
	EXPECT(shell(FINE));
}

static void copies_differ(void)
{
	refused(SGDISK
		"cp disk other; sgdisk -d 2 other >log; "
		"dd if=other of=disk skip=16351 seek=16351 conv=notrunc status=none",
		"the backup GPT lists other partitions",
		"both copies are whole: which one is meant is not known");
}

static void hybrid(void)
{
	struct disk disk;

	EXPECT(shell(SGDISK "sgdisk -h 2:EE disk >log"));
	open_disk(&disk);
	EXPECT(disk.table->hybrid && !disk.table->problem);
	close_disk(&disk);
	mended(SGDISK "sgdisk -h 2:EE disk >log; truncate -s 9M disk",
	       "the backup GPT is not at the end of the disk", 3);
	EXPECT(shell("cmp -n 512 disk before"));
	EXPECT(shell(FINE));
	mended(SGDISK "sgdisk -h 2:EE disk >log; cp disk good; " WIPE("1", "33"),
	       "the primary GPT is damaged, its backup is good", 2);
	EXPECT(shell("cmp disk good"));
}

static void sectors_of_4096(void)
{
	struct disk disk;

	mended(MAKE "printf 'g\\nn\\n1\\n512\\n+1M\\nn\\n2\\n\\n+1M\\nw\\n' | "
		    "fdisk -b 4096 disk >log; truncate -s 9M disk",
	       "the backup GPT is not at the end of the disk", 3);
	EXPECT(shell("LC_ALL=C fdisk -b 4096 -l disk >log 2>&1; "
		     "grep -q 'Disklabel type: gpt' log && "
		     "! grep -qiE 'corrupt|backup|error' log"));
	open_disk(&disk);
	EXPECT_INT(disk.table->sector_size, 4096);
	EXPECT_INT(disk.table->partition[0].start, 512 * 4096);
	close_disk(&disk);
}

/* What an older table left at the end of a disk that is a file system now. */
static void whole_disk(void)
{
	static const char *const scripts[] = {
		SGDISK "mke2fs -q -F disk",
		SGDISK "mkswap disk >log 2>&1; " WIPE("0", "2"),
		SFDISK
		"mke2fs -q -F disk; printf '\\125\\252' | dd of=disk bs=1 seek=510 "
		"conv=notrunc status=none",
	};

	for (size_t i = 0; i < 3; i++) {
		struct disk disk;

		EXPECT(shell(scripts[i]));
		open_disk(&disk);
		EXPECT_INT(disk.table->kind, TABLE_NONE);
		EXPECT(!disk.table->problem && !disk.table->unprotected);
		close_disk(&disk);
	}
}

static void not_gpt(void)
{
	refused(MAKE "echo start=2048 | sfdisk -q --no-tell-kernel disk >log", NULL,
		"only a GPT has a second copy to mend it from");
	refused(SGDISK WIPE("1", "33") WIPE("16383", "1"),
		"a protective MBR, but no GPT that is whole",
		"only a GPT has a second copy to mend it from");
	EXPECT(shell("rm -r \"$PWD\""));
}

const struct test tests[] = {
	{ "grown", grown },
	{ "shrunk", shrunk },
	{ "damaged primary", damaged_primary },
	{ "no protective table", no_protective },
	{ "damaged backup", damaged_backup },
	{ "copies differ", copies_differ },
	{ "hybrid", hybrid },
	{ "sectors of 4096", sectors_of_4096 },
	{ "whole disk", whole_disk },
	{ "not gpt", not_gpt },
	{ 0 },
};
