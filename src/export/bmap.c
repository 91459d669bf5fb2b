/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A block map: which blocks of an image hold data, each range with its checksum.  The
 * format is told in the files that "bmaptool create" writes (bmap-tools, version 2.0).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/crew.h"
#include "export/raw.h"

enum {
	PAGE = 4096,
	PART = 2 << 20, /* of a range, which all processors share */
	LINE = 160,
	DIGITS = HASH_DIGITS - 1,
};

struct bmap {
	int image;
	uint64_t size;
	uint64_t at, end; /* of the stretch of data that is being read */
	struct sink sink;
	struct sha256_ctx hash;
};

/* The next data of the file at or behind FROM, in whole pages; 0 at the end. */
static int next_data(const struct bmap *bmap, uint64_t from, uint64_t *start,
		     uint64_t *end)
{
	off_t data = from < bmap->size ? lseek(bmap->image, (off_t)from, SEEK_DATA) : -1;
	off_t hole;

	if (data < 0)
		return from < bmap->size && errno != ENXIO ? -errno : 0;
	hole = lseek(bmap->image, data, SEEK_HOLE);
	if (hole < 0)
		return -errno;
	*start = (uint64_t)data / PAGE * PAGE;
	*start = *start < from ? from : *start;
	*end = ((uint64_t)hole + PAGE - 1) / PAGE * PAGE;
	*end = *end > bmap->size ? bmap->size : *end;
	return 1;
}

static int count_pages(const struct bmap *bmap, uint64_t *pages)
{
	uint64_t start, end = 0;
	int got;

	*pages = 0;
	while ((got = next_data(bmap, end, &start, &end)) > 0)
		*pages += (end - start + PAGE - 1) / PAGE;
	return got;
}

static int fill(void *arg, struct crew_block *block)
{
	struct bmap *bmap = arg;
	size_t want;

	if (bmap->at == bmap->end) {
		int got = next_data(bmap, bmap->end, &bmap->at, &bmap->end);

		if (got <= 0)
			return got;
	}
	block->number = bmap->at / PAGE;
	want = bmap->end - bmap->at < PART ? (size_t)(bmap->end - bmap->at) : PART;
	for (block->in_len = 0; block->in_len < want;) {
		ssize_t n =
			pread(bmap->image, block->in + block->in_len,
			      want - block->in_len, (off_t)(bmap->at + block->in_len));

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EIO;
		block->in_len += n > 0 ? (size_t)n : 0;
	}
	bmap->at += want;
	return 1;
}

/* The line of the range. */
static int work(void *arg, void *tool, struct crew_block *block)
{
	uint64_t last = block->number + (block->in_len - 1) / PAGE;
	char digits[HASH_DIGITS], to[32] = "";

	(void)arg;
	(void)tool;
	hash_digits(block->in, block->in_len, digits);
	if (last > block->number)
		(void)snprintf(to, sizeof(to), "-%llu", (unsigned long long)last);
	block->out_len =
		(size_t)snprintf((char *)block->out, LINE,
				 "        <Range chksum=\"%s\"> %llu%s </Range>\n",
				 digits, (unsigned long long)block->number, to);
	return 0;
}

static int drain(void *arg, const struct crew_block *block)
{
	struct bmap *bmap = arg;

	return sink_write(&bmap->sink, block->out, block->out_len);
}

static const char head[] =
	"<?xml version=\"1.0\" ?>\n"
	"<!-- What of the raw image beside this file is to be written:\n"
	"     bmaptool copy IMAGE DEVICE -->\n"
	"<bmap version=\"2.0\">\n"
	"    <ImageSize> %llu </ImageSize>\n"
	"    <BlockSize> 4096 </BlockSize>\n"
	"    <BlocksCount> %llu </BlocksCount>\n"
	"    <MappedBlocksCount> %llu </MappedBlocksCount>\n"
	"    <ChecksumType> sha256 </ChecksumType>\n"
	"    <BmapFileChecksum> ";

static int write_head(struct bmap *bmap, uint64_t *checksum_at)
{
	char text[sizeof(head) + 64], zeroes[DIGITS];
	uint64_t pages;
	int err = count_pages(bmap, &pages), len;

	if (err)
		return err;
	len = snprintf(text, sizeof(text), head, (unsigned long long)bmap->size,
		       (unsigned long long)(bmap->size + PAGE - 1) / PAGE,
		       (unsigned long long)pages);
	err = sink_write(&bmap->sink, text, (size_t)len);
	*checksum_at = bmap->sink.at;
	/* The checksum of the file is made while zeroes stand for it. */
	memset(zeroes, '0', sizeof(zeroes));
	if (!err)
		err = sink_write(&bmap->sink, zeroes, sizeof(zeroes));
	len = snprintf(text, sizeof(text), " </BmapFileChecksum>\n    <BlockMap>\n");
	return err ? err : sink_write(&bmap->sink, text, (size_t)len);
}

int bmap_write(int image, int to)
{
	static const char tail[] = "    </BlockMap>\n</bmap>\n";
	struct bmap bmap = { .image = image };
	const struct crew_task task = { .in_room = PART,
					.out_room = LINE,
					.fill = fill,
					.work = work,
					.drain = drain,
					.arg = &bmap };
	char digits[HASH_DIGITS];
	uint64_t checksum_at;
	struct stat seen;
	int err;

	if (fstat(image, &seen) < 0)
		return -errno;
	bmap.size = (uint64_t)seen.st_size;
	sink_begin(&bmap.sink, to);
	sha256_init(&bmap.hash);
	bmap.sink.hash = &bmap.hash;
	err = write_head(&bmap, &checksum_at);
	if (!err)
		err = crew_run(&task);
	if (!err)
		err = sink_write(&bmap.sink, tail, sizeof(tail) - 1);
	if (err)
		return err;
	hash_end(&bmap.hash, digits);
	if (pwrite(to, digits, DIGITS, (off_t)checksum_at) != DIGITS)
		return errno ? -errno : -EIO;
	return 0;
}
