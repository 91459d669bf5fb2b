/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of an undo file, which printing and parsing share. */
#pragma once

#include "format/undofile.h"

#define UNDO_MAGIC "drydock undo file 1\n"

/* Tags, of 8 bytes at most. */
#define UNDO_TAG_MAGIC   "undo"
#define UNDO_TAG_NUMBERS "numbers"
#define UNDO_TAG_SYSTEM  "system"
#define UNDO_TAG_NOTE    "note"
#define UNDO_TAG_FILE    "file"
#define UNDO_TAG_LABEL   "label"
#define UNDO_TAG_STATE   "state"
#define UNDO_TAG_XATTR   "xattr"
#define UNDO_TAG_VALUE   "value"
#define UNDO_TAG_CONTENT "before"
#define UNDO_TAG_DATA    "after"
#define UNDO_TAG_BLOCK   "block"
#define UNDO_TAG_WHAT    "what"
#define UNDO_TAG_END     "sha256"

enum {
	UNDO_TAG = 8,         /* bytes of a tag */
	UNDO_FIELD_HEAD = 16, /* tag and length */
	UNDO_HEAD_NUMBERS = 3,
	UNDO_STATE_NUMBERS = 12,
	UNDO_FILE_NUMBERS = 10,
	UNDO_BLOCK_NUMBERS = 2,
	UNDO_NUMBERS_MAX = 12,
};

/* Add the field TAG with VALUE. */
void undofile_field(struct buf *buf, const char *tag, struct bytes value);
