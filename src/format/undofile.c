/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/undofile.h"

#include <string.h>

#include "base/hash.h"
#include "format/undofile-internal.h"

void undofile_field(struct buf *buf, const char *tag, struct bytes value)
{
	unsigned char head[UNDO_FIELD_HEAD] = { 0 };

	memcpy(head, tag, strlen(tag));
	put_le64(head + UNDO_TAG, value.len);
	buf_add(buf, (struct bytes){ head, sizeof(head) });
	buf_add(buf, value);
}

static void text_field(struct buf *buf, const char *tag, const char *text)
{
	if (text)
		undofile_field(buf, tag, bytes_of(text));
}

static void numbers_field(struct buf *buf, const char *tag, const uint64_t *number,
			  size_t count)
{
	unsigned char data[UNDO_NUMBERS_MAX * 8];

	for (size_t i = 0; i < count; i++)
		put_le64(data + i * 8, number[i]);
	undofile_field(buf, tag, (struct bytes){ data, count * 8 });
}

void undofile_print_head(struct buf *buf, const struct undo_head *head)
{
	const uint64_t number[UNDO_HEAD_NUMBERS] = { head->time, head->size,
						     head->file_size };

	undofile_field(buf, UNDO_TAG_MAGIC, bytes_of(UNDO_MAGIC));
	numbers_field(buf, UNDO_TAG_NUMBERS, number, UNDO_HEAD_NUMBERS);
	text_field(buf, UNDO_TAG_SYSTEM, head->system);
	text_field(buf, UNDO_TAG_NOTE, head->note);
}

static void print_state(struct buf *buf, const struct undo_state *state)
{
	const uint64_t number[UNDO_STATE_NUMBERS] = {
		state->kind,
		state->mode,
		state->uid,
		state->gid,
		state->flags,
		state->inode,
		state->links,
		state->size,
		(uint64_t)state->atime.seconds,
		state->atime.nanoseconds,
		(uint64_t)state->mtime.seconds,
		state->mtime.nanoseconds,
	};

	numbers_field(buf, UNDO_TAG_STATE, number, UNDO_STATE_NUMBERS);
	for (size_t i = 0; i < state->xattrs; i++) {
		text_field(buf, UNDO_TAG_XATTR, state->xattr[i].name);
		undofile_field(buf, UNDO_TAG_VALUE, state->xattr[i].value);
	}
	undofile_field(buf, UNDO_TAG_CONTENT, state->content);
}

void undofile_print_file(struct buf *buf, const struct undo_file *file)
{
	const uint64_t number[UNDO_FILE_NUMBERS] = {
		file->change,      file->mode,      file->unlock,     file->owned,
		file->uid,         file->gid,       file->owner_mode, file->dir_mode,
		file->made_before, file->dir_flags,
	};

	text_field(buf, UNDO_TAG_FILE, file->path);
	numbers_field(buf, UNDO_TAG_NUMBERS, number, UNDO_FILE_NUMBERS);
	text_field(buf, UNDO_TAG_LABEL, file->label);
	print_state(buf, &file->before);
	undofile_field(buf, UNDO_TAG_DATA, file->data);
}

void undofile_print_block(struct buf *buf, const struct undo_block *block)
{
	const uint64_t number[UNDO_BLOCK_NUMBERS] = { block->disk_size, block->offset };

	text_field(buf, UNDO_TAG_BLOCK, block->disk);
	numbers_field(buf, UNDO_TAG_NUMBERS, number, UNDO_BLOCK_NUMBERS);
	text_field(buf, UNDO_TAG_WHAT, block->what);
	undofile_field(buf, UNDO_TAG_CONTENT, block->before);
	undofile_field(buf, UNDO_TAG_DATA, block->after);
}

void undofile_print_end(struct buf *buf, const unsigned char sum[UNDO_SHA256])
{
	undofile_field(buf, UNDO_TAG_END, (struct bytes){ sum, UNDO_SHA256 });
}

void undofile_print(struct buf *buf, const struct undo_log *log)
{
	unsigned char sum[UNDO_SHA256];

	undofile_print_head(buf, &log->head);
	for (size_t i = 0; i < log->files; i++)
		undofile_print_file(buf, &log->file[i]);
	for (size_t i = 0; i < log->blocks; i++)
		undofile_print_block(buf, &log->block[i]);
	hash_of(buf->data, buf->len, sum);
	undofile_print_end(buf, sum);
}
