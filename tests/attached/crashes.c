/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: crashes LOG DISK SEED FIRST COUNT OUT
 *
 * What a disk may hold after its power failed, out of LOG, which QEMU's blklogwrites
 * wrote (the format of the kernel's dm-log-writes,
 * Documentation/admin-guide/device-mapper), and DISK, as it was before.  State N (FIRST
 * to FIRST + COUNT - 1) becomes OUTN.raw: all writes up to a flush, and of those after
 * it, up to the next one, some.  SEED and N decide which.  Prints how many writes and
 * flushes the log has.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH = 1, FUA = 2, DISCARD = 4, MARK = 8 };

struct super {
	uint64_t magic, version, entries;
	uint32_t sector;
};

struct entry {
	uint64_t sector, sectors, flags, len;
};

struct op {
	uint64_t offset, len;
	const unsigned char *data; /* NULL: a discard */
	int flush;                 /* what is before it is safe then */
};

static void die(const char *what)
{
	perror(what);
	exit(4);
}

static const unsigned char *map(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st) < 0)
		die(path);
	*size = (size_t)st.st_size;
	data = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		die(path);
	close(fd);
	return data;
}

/* The operations of the log, in the order in which they came to their end. */
static struct op *read_log(const unsigned char *data, size_t size, size_t *count)
{
	struct super super;
	struct op *op;
	size_t at;

	memcpy(&super, data, sizeof(super));
	if (super.magic != 0x6a736677736872ULL || super.version != 1 || !super.sector)
		die("no log of writes");
	op = calloc(2 * super.entries + 1, sizeof(*op));
	at = super.sector;
	*count = 0;
	for (uint64_t i = 0; i < super.entries && at + super.sector <= size; i++) {
		struct entry entry;

		memcpy(&entry, data + at, sizeof(entry));
		at += super.sector;
		if (entry.flags & MARK)
			continue;
		if (entry.flags & FLUSH)
			op[(*count)++].flush = 1;
		if (entry.sectors) {
			op[*count].offset = entry.sector * super.sector;
			op[*count].len = entry.sectors * super.sector;
			op[(*count)++].data = entry.flags & DISCARD ? NULL : data + at;
		}
		if (!(entry.flags & DISCARD))
			at += entry.sectors * super.sector;
	}
	return op;
}

/* xorshift64*, Marsaglia and Vigna: the same everywhere. */
static uint64_t random_of(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL;
}

static void apply(unsigned char *disk, size_t size, const struct op *op)
{
	if (op->flush || op->offset > size || op->len > size - op->offset)
		return;
	if (op->data)
		memcpy(disk + op->offset, op->data, op->len);
	else
		memset(disk + op->offset, 0, op->len);
}

static void make(unsigned char *disk, size_t size, const struct op *op, size_t count,
		 uint64_t random)
{
	size_t flushes = 0, at = 0, chosen;
	unsigned keep;

	for (size_t i = 0; i < count; i++)
		flushes += (size_t)op[i].flush;
	for (int i = 0; i < 8; i++)
		(void)random_of(&random);
	chosen = random_of(&random) % (flushes + 1);
	/* Sometimes none of them, sometimes nearly all. */
	keep = (unsigned)(random_of(&random) % 5);
	for (size_t seen = 0; at < count && seen < chosen; at++) {
		seen += (size_t)op[at].flush;
		apply(disk, size, &op[at]);
	}
	for (; at < count && !op[at].flush; at++)
		if (random_of(&random) % 4 < keep)
			apply(disk, size, &op[at]);
}

static void write_sparse(const char *path, const unsigned char *disk, size_t size)
{
	enum { STEP = 4096 };
	static const unsigned char zero[STEP];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
		die(path);
	for (size_t at = 0; at < size; at += STEP)
		if (memcmp(disk + at, zero, STEP) != 0 &&
		    pwrite(fd, disk + at, STEP, (off_t)at) != STEP)
			die(path);
	close(fd);
}

int main(int argc, char **argv)
{
	size_t log_size, size, count, writes = 0, flushes = 0;
	const unsigned char *base, *log;
	unsigned char *disk;
	unsigned long first, states;
	struct op *op;
	char path[4096];

	if (argc != 7)
		return 2;
	log = map(argv[1], &log_size);
	op = read_log(log, log_size, &count);
	base = map(argv[2], &size);
	disk = malloc(size);
	first = strtoul(argv[4], NULL, 10);
	states = strtoul(argv[5], NULL, 10);
	for (unsigned long n = first; n < first + states; n++) {
		memcpy(disk, base, size);
		make(disk, size, op, count,
		     (strtoull(argv[3], NULL, 10) + 1) * 0x9e3779b97f4a7c15ULL + n + 1);
		(void)snprintf(path, sizeof(path), "%s%lu.raw", argv[6], n);
		write_sparse(path, disk, size);
	}
	for (size_t i = 0; i < count; i++) {
		writes += !op[i].flush;
		flushes += (size_t)op[i].flush;
	}
	printf("%zu writes, %zu flushes\n", writes, flushes);
	return 0;
}
