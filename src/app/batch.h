/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock batch": many images, each repaired by a process of its own.
 *
 * The one law: what is known of an image lies beside its output and nowhere else, so that
 * any of them can be done again, or on another machine, without the rest.
 */
#pragma once

#include <jansson.h>
#include <sys/types.h>

#include "app/options.h"

struct batch_item {
	unsigned line;        /* of the list */
	const char *shown;    /* the images, for people */
	struct strs images;   /* the disks of one machine */
	const char *output;   /* a directory where there are several */
	const char *known_as; /* the same for all names of the output */
	struct strs words;    /* options of "drydock fix", without -o */
	const char *options;  /* sha256 of all that they say, files included */
	const char *record;   /* where the result is written: OUTPUT.result.json */
	const char *mark;     /* there while the work lasts: .OUTPUT.batch */
	/* Set while it runs, by batch.c. */
	pid_t pid;      /* of who is at work; 0: nobody */
	int fd;         /* where that one writes the result */
	json_t *result; /* NULL: not ended */
};

struct batch {
	struct pool *pool;
	const struct options *options;
	struct batch_item *item;
	size_t count;
};

/*
 * The items of the list options->image ("-": standard input), all of them looked at
 * before any work.  0, or the exit status with the first wrong line said.
 */
int batch_read(struct batch *batch);

/* What "drydock fix" is given for ITEM, but its output; with the NULL of execv(3). */
void batch_add_arguments(const struct batch_item *item, struct strs *argv);

/*
 * Do ITEM, unless its record tells that it is done: run this program's "fix" on it, write
 * the record, and the same to item->fd.  For a process of its own, which it ends.  A
 * signal ends "fix" first, then this; what was half done is gone then.
 */
void batch_work(const struct batch *batch, const struct batch_item *item)
	__attribute__((noreturn));

/* The table of all results on stdout, or JSON; the exit status. */
int batch_show(const struct batch *batch);

/* "repaired", "failed" ... of an item that has ended. */
const char *batch_word(const struct batch_item *item);

/* The exit status in the result of ITEM. */
int batch_status(const struct batch_item *item);

/* ---- records (batch-record.c) -------------------------------------------------------
 */

/* SHA-256 of DATA in hexadecimal digits, in POOL. */
char *batch_sha256(struct pool *pool, struct bytes data);

/* The same of the file PATH; NULL: it cannot be read, or GO_ON (NULL: always) said no. */
json_t *batch_hash(struct pool *pool, const char *path, bool (*go_on)(void *), void *arg);

/* {"path", "size", "mtime"} of a regular file, mtime in nanoseconds; else NULL. */
json_t *batch_file(const char *path);

/* The images of ITEM as an array. */
json_t *batch_images(const struct batch_item *item);

/*
 * Whether RECORD is of the images as they are, with the options of ITEM, by the same
 * drydock.  With MAY_HASH a file with another time is the same where its sha256 is.
 */
bool batch_is_done(struct pool *pool, const struct batch_item *item, const json_t *record,
		   bool may_hash);

/* Whether RECORD is of the images of ITEM, and its outputs are as they were written. */
bool batch_is_ours(struct pool *pool, const struct batch_item *item,
		   const json_t *record);

/* Put RECORD in its place, whole or not at all.  0 or -1 with errno. */
int batch_record_write(const struct batch_item *item, struct pool *pool,
		       const json_t *record);
