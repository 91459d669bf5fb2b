/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading an undo file, which may lie on a hostile disk: nothing in it is believed. */
#include "format/undofile-internal.h"

#include <errno.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"

struct reader {
	struct pool *pool;
	struct bytes rest;
	int err;
};

/* The next field without taking it; false at the end or where it is cut off. */
static bool peek(const struct reader *reader, struct bytes *tag, struct bytes *value)
{
	uint64_t len;

	if (reader->rest.len < UNDO_FIELD_HEAD)
		return false;
	len = le64(reader->rest.data + UNDO_TAG);
	if (len > reader->rest.len - UNDO_FIELD_HEAD)
		return false;
	*tag = bytes_slice(reader->rest, 0, UNDO_TAG);
	*value = bytes_slice(reader->rest, UNDO_FIELD_HEAD, (size_t)len);
	return true;
}

static bool is_tag(struct bytes have, const char *tag)
{
	char wanted[UNDO_TAG] = { 0 };

	memcpy(wanted, tag, strlen(tag));
	return memcmp(have.data, wanted, UNDO_TAG) == 0;
}

/* Whether the field TAG comes next, with its VALUE; then it is taken. */
static bool take(struct reader *reader, const char *tag, struct bytes *value)
{
	struct bytes have;

	if (reader->err || !peek(reader, &have, value) || !is_tag(have, tag))
		return false;
	reader->rest = bytes_slice(reader->rest, UNDO_FIELD_HEAD + value->len, SIZE_MAX);
	return true;
}

static struct bytes need(struct reader *reader, const char *tag)
{
	struct bytes value = { 0 };

	if (!take(reader, tag, &value))
		reader->err = -EBADMSG;
	return value;
}

/* Text has no NUL in it. */
static const char *text_of(struct reader *reader, struct bytes value)
{
	if (value.len && memchr(value.data, '\0', value.len))
		reader->err = -EBADMSG;
	return bytes_str(reader->pool, value);
}

static const char *need_text(struct reader *reader, const char *tag)
{
	return text_of(reader, need(reader, tag));
}

static const char *take_text(struct reader *reader, const char *tag)
{
	struct bytes value;

	return take(reader, tag, &value) ? text_of(reader, value) : NULL;
}

static void need_numbers(struct reader *reader, const char *tag, uint64_t *number,
			 size_t count)
{
	struct bytes value = need(reader, tag);

	memset(number, 0, count * sizeof(*number));
	if (value.len != count * 8)
		reader->err = -EBADMSG;
	for (size_t i = 0; !reader->err && i < count; i++)
		number[i] = le64(value.data + i * 8);
}

/* Printed again it would be another number. */
static uint32_t small(struct reader *reader, uint64_t number, uint64_t max)
{
	if (number > max)
		reader->err = -EBADMSG;
	return (uint32_t)number;
}

static void read_xattrs(struct reader *reader, struct undo_state *state)
{
	size_t room = 0;
	const char *name;

	while ((name = take_text(reader, UNDO_TAG_XATTR)) != NULL) {
		if (state->xattrs == room) {
			size_t more = room ? room * 2 : 4;

			state->xattr = pool_grow(reader->pool, state->xattr,
						 room * sizeof(*state->xattr),
						 more * sizeof(*state->xattr));
			room = more;
		}
		state->xattr[state->xattrs++] =
			(struct undo_xattr){ name, need(reader, UNDO_TAG_VALUE) };
	}
}

static void read_state(struct reader *reader, struct undo_state *state)
{
	uint64_t n[UNDO_STATE_NUMBERS];

	need_numbers(reader, UNDO_TAG_STATE, n, UNDO_STATE_NUMBERS);
	*state = (struct undo_state){
		.kind = (enum undo_kind)small(reader, n[0], UNDO_LINK),
		.mode = small(reader, n[1], 07777),
		.uid = small(reader, n[2], UINT32_MAX),
		.gid = small(reader, n[3], UINT32_MAX),
		.flags = small(reader, n[4], UINT32_MAX),
		.inode = n[5],
		.links = n[6],
		.size = n[7],
		.atime = { (int64_t)n[8], small(reader, n[9], 999999999) },
		.mtime = { (int64_t)n[10], small(reader, n[11], 999999999) },
	};
	read_xattrs(reader, state);
	state->content = need(reader, UNDO_TAG_CONTENT);
}

/* What is written below a root is named as a tree names it, and is not the root. */
static const char *checked_path(struct reader *reader, const char *path)
{
	if (path[0] != '/' || !path[1] ||
	    strcmp(path_clean(reader->pool, path), path) != 0)
		reader->err = -EBADMSG;
	return path;
}

static void read_file(struct reader *reader, struct bytes path, struct undo_file *file)
{
	uint64_t n[UNDO_FILE_NUMBERS];

	file->path = checked_path(reader, text_of(reader, path));
	need_numbers(reader, UNDO_TAG_NUMBERS, n, UNDO_FILE_NUMBERS);
	file->change = (enum undo_change)small(reader, n[0], UNDO_CHANGES - 1);
	file->mode = small(reader, n[1], 07777);
	file->unlock = small(reader, n[2], 1) != 0;
	file->owned = small(reader, n[3], 1) != 0;
	file->uid = small(reader, n[4], UINT32_MAX);
	file->gid = small(reader, n[5], UINT32_MAX);
	file->owner_mode = small(reader, n[6], 07777);
	file->dir_mode = small(reader, n[7], 07777);
	file->made_before = n[8];
	file->dir_flags = small(reader, n[9], UINT32_MAX);
	file->label = take_text(reader, UNDO_TAG_LABEL);
	read_state(reader, &file->before);
	file->data = need(reader, UNDO_TAG_DATA);
}

static void read_block(struct reader *reader, struct bytes disk, struct undo_block *block)
{
	uint64_t n[UNDO_BLOCK_NUMBERS];

	block->disk = text_of(reader, disk);
	need_numbers(reader, UNDO_TAG_NUMBERS, n, UNDO_BLOCK_NUMBERS);
	block->disk_size = n[0];
	block->offset = n[1];
	block->what = need_text(reader, UNDO_TAG_WHAT);
	block->before = need(reader, UNDO_TAG_CONTENT);
	block->after = need(reader, UNDO_TAG_DATA);
	if (block->before.len != block->after.len || block->offset > block->disk_size ||
	    block->before.len > block->disk_size - block->offset)
		reader->err = -EBADMSG;
}

static void read_head(struct reader *reader, struct undo_head *head)
{
	uint64_t n[UNDO_HEAD_NUMBERS];

	if (!bytes_is(need(reader, UNDO_TAG_MAGIC), UNDO_MAGIC))
		reader->err = -EBADMSG;
	need_numbers(reader, UNDO_TAG_NUMBERS, n, UNDO_HEAD_NUMBERS);
	head->time = n[0];
	head->size = n[1];
	head->file_size = n[2];
	head->system = need_text(reader, UNDO_TAG_SYSTEM);
	head->note = need_text(reader, UNDO_TAG_NOTE);
}

/* Make room for one more in the array at *ITEM of COUNT of SIZE bytes each. */
static void *one_more(struct pool *pool, void *item, size_t count, size_t size)
{
	if (count & (count - 1))
		return item;
	return pool_grow(pool, item, count * size, (count ? count * 2 : 1) * size);
}

static void read_entries(struct reader *reader, struct undo_log *log)
{
	struct bytes value;

	while (take(reader, UNDO_TAG_FILE, &value)) {
		log->file =
			one_more(reader->pool, log->file, log->files, sizeof(*log->file));
		read_file(reader, value, &log->file[log->files++]);
	}
	while (take(reader, UNDO_TAG_BLOCK, &value)) {
		log->block = one_more(reader->pool, log->block, log->blocks,
				      sizeof(*log->block));
		read_block(reader, value, &log->block[log->blocks++]);
	}
}

/* The last field: its value is the sum of all before it. */
static bool is_whole(struct bytes text)
{
	enum { END = UNDO_FIELD_HEAD + UNDO_SHA256 };
	unsigned char sum[UNDO_SHA256];
	struct bytes end;

	if (text.len < END)
		return false;
	end = bytes_slice(text, text.len - END, END);
	hash_of(text.data, text.len - END, sum);
	return is_tag(end, UNDO_TAG_END) && le64(end.data + UNDO_TAG) == UNDO_SHA256 &&
	       memcmp(end.data + UNDO_FIELD_HEAD, sum, UNDO_SHA256) == 0;
}

int undofile_parse(struct pool *pool, struct bytes text, struct undo_log *log)
{
	struct reader reader = { pool, text, 0 };

	*log = (struct undo_log){ 0 };
	read_head(&reader, &log->head);
	if (reader.err)
		return text.len < UNDO_FIELD_HEAD + sizeof(UNDO_MAGIC) - 1 ? -ENODATA
									   : -EBADMSG;
	if (!is_whole(text))
		return -ENODATA;
	read_entries(&reader, log);
	(void)need(&reader, UNDO_TAG_END);
	if (!reader.err && reader.rest.len)
		reader.err = -EBADMSG;
	return reader.err;
}
