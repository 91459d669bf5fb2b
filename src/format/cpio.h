/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpio: the "newc" archives an initramfs is made of (magic 070701, and 070702 with sums,
 * which nobody checks): kernel
 * Documentation/driver-api/early-userspace/buffer-format.rst.
 *
 * Its one law: the reader is fed pieces of any size and gives back the same entries
 * whatever the pieces are; it holds one header and one name, never a file.
 */
#pragma once

#include "base/bytes.h"

enum { CPIO_HEADER = 110, CPIO_NAME_MAX = 4096 };

struct cpio_entry {
	const char *name; /* as written; valid during the call */
	uint32_t ino, mode, uid, gid, nlink, mtime, size;
	uint32_t major, minor;   /* of the device the file was on */
	uint32_t rmajor, rminor; /* of a device node */
	uint64_t offset;         /* of the header, in bytes */
};

enum cpio_want { CPIO_SKIP, CPIO_DATA };

struct cpio_handler {
	/* An entry, in archive order; says whether its data is wanted, or -errno. */
	int (*entry)(void *ctx, const struct cpio_entry *entry);
	/* The next piece of the data wanted; 0 or -errno. */
	int (*data)(void *ctx, struct bytes chunk);
	/* The trailer: hard links do not reach over it.  NULL is allowed. */
	int (*trailer)(void *ctx);
	void *ctx;
};

enum cpio_state {
	CPIO_BETWEEN,
	CPIO_IN_HEADER,
	CPIO_IN_NAME,
	CPIO_IN_DATA,
	CPIO_IN_PADDING,
	CPIO_FAILED
};

/* The caller reads problem, problem_offset and offset only. */
struct cpio_reader {
	const char *problem;     /* of the last error, or NULL */
	uint64_t problem_offset; /* of the entry (or byte) at fault */
	uint64_t offset;         /* bytes eaten, counted from what cpio_start() said */
	const struct cpio_handler *handler;
	enum cpio_state state;
	enum cpio_want want;
	size_t have;   /* bytes in text */
	uint64_t left; /* bytes of name, data or padding to come */
	struct cpio_entry entry;
	char text[CPIO_NAME_MAX + 4];
};

/* Make READER new; OFFSET is where the archive lies, for alignment and messages. */
void cpio_start(struct cpio_reader *reader, const struct cpio_handler *handler,
		uint64_t offset);

/*
 * Eat CHUNK.  *USED is less than its length where, between two entries, something comes
 * that is neither a header nor zeros: the archive has ended there.  As in the kernel, a
 * trailer does not end it.
 *
 * Returns 0, -EBADMSG (problem says why), or what the handler said.
 */
int cpio_feed(struct cpio_reader *reader, struct bytes chunk, size_t *used);

/* Nothing more comes: 0, or -ENODATA inside an entry (missing padding is forgiven). */
int cpio_finish(struct cpio_reader *reader);

struct cpio_writer {
	struct buf out;
	uint32_t count;
};

/*
 * Write ENTRY with DATA.  The size is DATA's, the inode number is a counter and nlink 1
 * where ENTRY has 0; so what the caller leaves zero is the same each time.
 */
void cpio_write_entry(struct cpio_writer *writer, const struct cpio_entry *entry,
		      struct bytes data);

void cpio_write_trailer(struct cpio_writer *writer);
