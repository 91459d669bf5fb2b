/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cpio.h"

#include <errno.h>
#include <string.h>

static const char trailer_name[] = "TRAILER!!!";

void cpio_start(struct cpio_reader *reader, const struct cpio_handler *handler,
		uint64_t offset)
{
	*reader = (struct cpio_reader){ .handler = handler, .offset = offset };
}

static int fail(struct cpio_reader *reader, uint64_t offset, const char *problem)
{
	reader->problem = problem;
	reader->problem_offset = offset;
	reader->state = CPIO_FAILED;
	return -EBADMSG;
}

static size_t eat(struct cpio_reader *reader, struct bytes *in, uint64_t len)
{
	size_t eaten = len < in->len ? (size_t)len : in->len;

	*in = bytes_slice(*in, eaten, SIZE_MAX);
	reader->offset += eaten;
	return eaten;
}

/* Move bytes to reader->text until it has WANT of them. */
static bool gather(struct cpio_reader *reader, struct bytes *in, size_t want)
{
	const unsigned char *from = in->data;
	size_t len = eat(reader, in, want - reader->have);

	if (len > 0)
		memcpy(reader->text + reader->have, from, len);
	reader->have += len;
	return reader->have == want;
}

static bool hex_number(const char *text, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		char c = text[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return false;
		*value = *value << 4 | (uint32_t)digit;
	}
	return true;
}

static uint64_t padding(uint64_t offset)
{
	return -offset & 3;
}

static int header_read(struct cpio_reader *reader)
{
	struct cpio_entry *e = &reader->entry;
	uint64_t start = reader->offset - CPIO_HEADER;
	uint32_t name_len, sum;
	uint32_t *const field[] = { &e->ino,   &e->mode,   &e->uid,    &e->gid,
				    &e->nlink, &e->mtime,  &e->size,   &e->major,
				    &e->minor, &e->rmajor, &e->rminor, &name_len,
				    &sum };

	*e = (struct cpio_entry){ .offset = start, .name = reader->text };
	if (memcmp(reader->text, "070707", 6) == 0)
		return fail(reader, start, "an old cpio format, not newc");
	if (memcmp(reader->text, "070701", 6) != 0 &&
	    memcmp(reader->text, "070702", 6) != 0)
		return fail(reader, start, "no cpio magic");
	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		if (!hex_number(reader->text + 6 + 8 * i, field[i]))
			return fail(reader, start, "a cpio header with bad numbers");
	if (name_len == 0 || name_len > CPIO_NAME_MAX)
		return fail(reader, start, "a cpio entry with no name or too long a one");
	reader->state = CPIO_IN_NAME;
	reader->have = 0;
	reader->left = name_len;
	return 0;
}

static int name_read(struct cpio_reader *reader)
{
	const struct cpio_handler *handler = reader->handler;
	int said = CPIO_SKIP;

	if (reader->text[reader->left - 1] != '\0')
		return fail(reader, reader->entry.offset,
			    "a cpio name that does not end");
	if (strcmp(reader->text, trailer_name) != 0)
		said = handler->entry(handler->ctx, &reader->entry);
	else if (handler->trailer)
		said = handler->trailer(handler->ctx);
	if (said < 0)
		return said;
	reader->want = (enum cpio_want)said;
	reader->have = (size_t)padding(reader->offset);
	reader->left = reader->entry.size;
	reader->state = CPIO_IN_DATA;
	return 0;
}

/* The padding of the name, then the data, then its padding. */
static int data_read(struct cpio_reader *reader, struct bytes *in)
{
	const struct cpio_handler *handler = reader->handler;
	struct bytes piece;

	reader->have -= eat(reader, in, reader->have);
	piece.data = in->data;
	piece.len = reader->have ? 0 : eat(reader, in, reader->left);
	reader->left -= piece.len;
	if (reader->have == 0 && reader->left == 0) {
		reader->state = CPIO_IN_PADDING;
		reader->left = padding(reader->offset);
	}
	if (piece.len == 0 || reader->want == CPIO_SKIP)
		return 0;
	return handler->data(handler->ctx, piece);
}

/* By pages, as a bomb is nothing but zeros. */
static size_t zeros_at_start(struct bytes in)
{
	static const unsigned char zeros[4096];
	size_t len = 0;

	while (in.len - len >= sizeof(zeros) &&
	       memcmp(in.data + len, zeros, sizeof(zeros)) == 0)
		len += sizeof(zeros);
	while (len < in.len && in.data[len] == 0)
		len++;
	return len;
}

/* Zeros may stand between entries; *END is set where the archive ends. */
static int between(struct cpio_reader *reader, struct bytes *in, bool *end)
{
	(void)eat(reader, in, zeros_at_start(*in));
	if (in->len == 0)
		return 0;
	if (reader->offset & 3)
		return fail(reader, reader->offset,
			    "broken padding between cpio entries");
	*end = in->data[0] != '0';
	if (!*end) {
		reader->state = CPIO_IN_HEADER;
		reader->have = 0;
	}
	return 0;
}

static int step(struct cpio_reader *reader, struct bytes *in, bool *end)
{
	switch (reader->state) {
	case CPIO_BETWEEN:
		return between(reader, in, end);
	case CPIO_IN_HEADER:
		return gather(reader, in, CPIO_HEADER) ? header_read(reader) : 0;
	case CPIO_IN_NAME:
		return gather(reader, in, (size_t)reader->left) ? name_read(reader) : 0;
	case CPIO_IN_DATA:
		return data_read(reader, in);
	case CPIO_IN_PADDING:
		reader->left -= eat(reader, in, reader->left);
		if (reader->left == 0)
			reader->state = CPIO_BETWEEN;
		return 0;
	default:
		return -EBADMSG;
	}
}

int cpio_feed(struct cpio_reader *reader, struct bytes chunk, size_t *used)
{
	struct bytes rest = chunk;
	bool end = false;
	int err = 0;

	while (!err && !end && rest.len)
		err = step(reader, &rest, &end);
	/* An entry without data or padding is complete with its last byte. */
	while (!err &&
	       (reader->state == CPIO_IN_DATA || reader->state == CPIO_IN_PADDING) &&
	       reader->left == 0 && reader->have == 0)
		err = step(reader, &rest, &end);
	*used = chunk.len - rest.len;
	return err;
}

int cpio_finish(struct cpio_reader *reader)
{
	if (reader->state == CPIO_FAILED)
		return -EBADMSG;
	if (reader->state == CPIO_BETWEEN || reader->state == CPIO_IN_PADDING)
		return 0;
	(void)fail(reader, reader->entry.offset, "the cpio archive ends inside an entry");
	return -ENODATA;
}

void cpio_write_entry(struct cpio_writer *writer, const struct cpio_entry *entry,
		      struct bytes data)
{
	struct buf *out = &writer->out;
	uint32_t ino = entry->ino ? entry->ino : ++writer->count;

	buf_addf(out, "070701%08x%08x%08x%08x%08x%08x%08zx", ino, entry->mode, entry->uid,
		 entry->gid, entry->nlink ? entry->nlink : 1, entry->mtime, data.len);
	buf_addf(out, "%08x%08x%08x%08x%08zx%08x%s", entry->major, entry->minor,
		 entry->rmajor, entry->rminor, strlen(entry->name) + 1, 0, entry->name);
	buf_fill(out, 0, 1);
	buf_fill(out, 0, (size_t)padding(out->len));
	buf_add(out, data);
	buf_fill(out, 0, (size_t)padding(out->len));
}

void cpio_write_trailer(struct cpio_writer *writer)
{
	struct cpio_entry entry = { .name = trailer_name };

	writer->count = UINT32_MAX; /* the trailer's number is 0, as cpio(1) writes it */
	cpio_write_entry(writer, &entry, (struct bytes){ 0 });
}
