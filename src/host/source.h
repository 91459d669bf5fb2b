/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disk that the user gave: opened, told apart, unpacked where it is packed, checked.
 *
 * The one law: it is never opened for writing.
 */
#pragma once

#include "host/chain.h"
#include "host/progress.h"
#include "host/workdir.h"

struct source_request {
	const char *path;
	const char *input_format; /* --input-format, or NULL: tell by the header */
	const char *member;       /* of an archive with several disks, or NULL */
	enum trust trust;         /* TRUST_DIRECTORY or TRUST_ALL */
	unsigned number;          /* which of several disks of one run it is */
	const struct progress *progress;
};

struct source {
	struct pool *pool;
	const char *shown; /* as the user wrote it */
	unsigned number;   /* of the request: names its files in the work directory */
	struct chain chain;
	struct chain_file
		file;        /* that the user named: the image, or what it is packed in */
	struct image *image; /* for host/blockspec.h */
	uint64_t size;       /* of the disk, in bytes */
	const char *packed;  /* what FILE is, where the image was in it: "a gzip file" */
	const char *container; /* that as a format: "ova", "raw-tar-gz"; or NULL */
	mode_t mode;           /* of the file the user named: 0600 stays 0600 */
};

/*
 * Open REQUEST; a packed image is unpacked into WORK.  Checked with qemu-img: that nobody
 * writes to it, that its tables are whole.  0, or -errno (see host/status.h) with ERROR
 * said.  The caller ends *OPENED with source_close().
 */
int source_open(struct pool *pool, const struct source_request *request,
		struct workdir *work, struct source **opened, struct host_error *error);

void source_close(struct source *source);

/* Whether PATH is one of the files that SOURCE is read from. */
bool source_has_file(const struct source *source, const char *path);

/* -ESTALE, said, where another program has changed a file of it since. */
int source_unchanged(const struct source *source, struct host_error *error);
