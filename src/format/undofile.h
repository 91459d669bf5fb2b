/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The undo file: what a repair in place takes away, and what it puts there, so that it
 * can be taken back, or carried out to its end after an interruption.
 *
 * A sequence of fields, each a tag of 8 bytes padded with NUL, the length of its value
 * (64 bits, little-endian) and the value.  First a head, then one entry for each file,
 * then one for each range of blocks, last the SHA-256 of all bytes before that field.
 *
 * The one law: what is not whole to its last byte is nothing.
 */
#pragma once

#include "base/bytes.h"

enum { UNDO_SHA256 = 32 };

enum undo_kind { UNDO_NOTHING, UNDO_FILE, UNDO_LINK };

struct undo_xattr {
	const char *name;
	struct bytes value;
};

/* What stands at a path: a regular file, a symbolic link, or nothing. */
struct undo_state {
	enum undo_kind kind;
	uint32_t mode, uid, gid; /* mode: permission bits */
	uint32_t flags;          /* FS_IOC_GETFLAGS: of these the locks (tree.h) */
	uint64_t inode, links, size;
	struct {
		int64_t seconds;
		uint32_t nanoseconds;
	} atime, mtime;
	struct undo_xattr *xattr;
	size_t xattrs;
	struct bytes content; /* where it leads, of a link; empty where it is not kept */
};

/* How a file is changed: as enum edit_kind of tree/overlay.h. */
enum undo_change { UNDO_WRITE, UNDO_APPEND, UNDO_REMOVE, UNDO_MAKE_LINK, UNDO_CHANGES };

struct undo_file {
	const char *path; /* absolute, without links */
	enum undo_change change;
	struct undo_state before;
	struct bytes data; /* new content, what is appended, or where the link leads */
	uint32_t mode;     /* of a file that is new */
	bool unlock;       /* its locks go */
	bool owned;        /* it gets what follows */
	uint32_t uid, gid, owner_mode, dir_mode;
	const char *label;    /* of SELinux, or NULL */
	uint64_t made_before; /* so many of its parent directories were there */
	uint32_t dir_flags;   /* locks of the one it is in */
};

struct undo_block {
	const char *disk; /* its name when it was written */
	uint64_t disk_size;
	uint64_t offset; /* bytes */
	const char *what;
	struct bytes before, after; /* of one length */
};

struct undo_head {
	const char *system; /* UUID of the root file system; of an image its path */
	const char *note;   /* which system that is, for people */
	uint64_t time;      /* seconds since 1970 */
	uint64_t size;      /* of an image: the disk in it, bytes; else 0 */
	uint64_t file_size; /* of an image: the file, bytes; else 0 */
};

struct undo_log {
	struct undo_head head;
	struct undo_file *file;
	size_t files;
	struct undo_block *block;
	size_t blocks;
};

/* The parts of an undo file, in this order; files before blocks. */
void undofile_print_head(struct buf *buf, const struct undo_head *head);
void undofile_print_file(struct buf *buf, const struct undo_file *file);
void undofile_print_block(struct buf *buf, const struct undo_block *block);
/* The last field; SUM is the SHA-256 of all bytes before it. */
void undofile_print_end(struct buf *buf, const unsigned char sum[UNDO_SHA256]);

/* All of LOG with its last field. */
void undofile_print(struct buf *buf, const struct undo_log *log);

/*
 * Parse TEXT, which must live as long as LOG.  0; -ENODATA where it ends too soon or its
 * sum is another; -EBADMSG where it is something else.
 */
int undofile_parse(struct pool *pool, struct bytes text, struct undo_log *log);
