/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk image and the files it is made of: its backing files down to the last, their
 * data files and extents, each with the format that QEMU is to be told.
 *
 * The one law: a file is in the chain only if the user named it, or if it lies in the
 * directory of the image that the user named, after every symbolic link is resolved, and
 * not hidden there (a leading dot).
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "host/error.h"
#include "host/refs.h"

enum trust {
	TRUST_DIRECTORY, /* references within the directory of the image */
	TRUST_ALL,       /* any reference (--trust-references) */
	TRUST_NONE,      /* none at all: the image came out of an archive */
};

enum backing {
	BACKING_NONE,
	BACKING_IMAGE,
	BACKING_TRUSTED_URL, /* left to QEMU, as the user said */
};

struct image {
	const char *path; /* absolute */
	enum image_kind kind;
	const char *what;
	struct span span; /* the part of the file that is the image */
	bool is_window;   /* the file holds more than the image */
	bool is_device;
	enum backing has_backing;
	struct image *backing;
	const char *data_file; /* absolute; NULL: none, or left to QEMU */
};

/* A file as it was when the chain was opened. */
struct chain_file {
	const char *path;
	struct stat seen;
};

struct chain {
	struct pool *pool;
	const char *root; /* the directory of the image, resolved */
	enum trust trust;
	struct image *top;
	struct chain_file *file; /* every file that is read */
	size_t files;
	struct host_error *error;
};

/* How the file that the user named is to be taken. */
struct chain_top {
	const char *path, *shown; /* absolute; and as the user wrote it */
	enum image_kind kind;     /* IMAGE_OTHER: tell by its header */
	uint64_t start, size;     /* the window; size 0: the whole file */
};

/*
 * Open TOP and all below it, read-only; CHAIN->trust is set by the caller.  0, or -errno
 * (see host/status.h) with ERROR said.  chain_close() is due in both cases.
 */
int chain_open(struct pool *pool, const struct chain_top *top, struct chain *chain,
	       struct host_error *error);

void chain_close(struct chain *chain);

/* -ESTALE, said, where a file of the chain is no longer as it was when opened. */
int chain_unchanged(const struct chain *chain, struct host_error *error);
int chain_file_unchanged(const struct chain_file *file, struct host_error *error);

/*
 * Open PATH, a regular file or block device, for reading; SHOWN is for messages.  Returns
 * the descriptor, which the caller closes, with *SPAN the whole of it; or -errno.
 */
int image_file_open(const char *path, const char *shown, struct span *span,
		    struct stat *seen, struct host_error *error);
