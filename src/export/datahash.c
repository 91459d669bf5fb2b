/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/datahash.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "export/crew.h"

enum { LINE = 20 + HASH_DIGITS + 1 /* digits of a number, blank, hash, newline */ };

struct hashing {
	struct walk walk;
	struct sha256_ctx whole;
};

static int fill(void *arg, struct crew_block *block)
{
	struct hashing *hashing = arg;

	block->in_len = DATAHASH_BLOCK;
	return walk_next(&hashing->walk, block->in, &block->number);
}

/* A block of zeroes gets no line. */
static int work(void *arg, void *tool, struct crew_block *block)
{
	char digits[HASH_DIGITS];

	(void)arg;
	(void)tool;
	block->out_len = 0;
	if (all_zero(block->in, block->in_len))
		return 0;
	hash_digits(block->in, block->in_len, digits);
	block->out_len = (size_t)snprintf((char *)block->out, LINE, "%llu %s\n",
					  (unsigned long long)block->number, digits);
	return 0;
}

static int drain(void *arg, const struct crew_block *block)
{
	struct hashing *hashing = arg;

	sha256_update(&hashing->whole, block->out_len, block->out);
	return 0;
}

int datahash(const struct export_disk *disk, char digits[HASH_DIGITS])
{
	struct hashing hashing = { .walk = { disk, DATAHASH_BLOCK, 0 } };
	const struct crew_task task = { .in_room = DATAHASH_BLOCK,
					.out_room = LINE,
					.fill = fill,
					.work = work,
					.drain = drain,
					.arg = &hashing };
	int err;

	sha256_init(&hashing.whole);
	err = crew_run(&task);
	if (!err)
		hash_end(&hashing.whole, digits);
	return err;
}

/* What the file system has as holes is none of the file's data. */
static int file_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	int fd = *(const int *)arg;
	off_t next = lseek(fd, (off_t)from, SEEK_DATA);

	*data = next == (off_t)from;
	if (*data)
		next = lseek(fd, (off_t)from, SEEK_HOLE);
	else if (next < 0 && errno == ENXIO)
		next = lseek(fd, 0, SEEK_END);
	if (next < 0)
		return -errno;
	*end = (uint64_t)next;
	return 0;
}

static int file_read(void *arg, uint64_t from, void *to, size_t len)
{
	int fd = *(const int *)arg;

	for (size_t done = 0; done < len;) {
		ssize_t n =
			pread(fd, (char *)to + done, len - done, (off_t)(from + done));

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EIO;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int datahash_file(int fd, uint64_t size, char digits[HASH_DIGITS])
{
	const struct export_disk disk = {
		.size = size, .stretch = file_stretch, .read = file_read, .arg = &fd
	};

	return datahash(&disk, digits);
}
