/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/datahash.h"

#include <stdio.h>

#include "base/bytes.h"
#include "export/crew.h"
#include "export/filedisk.h"

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

int datahash_file(int fd, uint64_t size, char digits[HASH_DIGITS])
{
	struct filedisk file = { .fd = fd };
	const struct export_disk disk = filedisk(&file, size);

	return datahash(&disk, digits);
}
