/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk of host/blockspec.h, read (or written) by this process through a qemu-nbd of its
 * own.
 *
 * The one law: nobody else can connect: the socket is bound in the work directory, which
 * is private, and the server dies with us.
 */
#pragma once

#include <jansson.h>

#include "export/disk.h"
#include "host/error.h"
#include "host/progress.h"
#include "host/workdir.h"

struct blockread;

/*
 * Serve SPEC, whose reference is taken, read-only, and connect.  -ENOPKG where there is
 * no qemu-nbd; errors are said.  The caller ends *OPENED with blockread_close().
 */
int blockread_open(struct pool *pool, json_t *spec, const struct workdir *work,
		   struct blockread **opened, struct host_error *error);

/* The same, to be written too; SPEC says so. */
int blockread_open_writable(struct pool *pool, json_t *spec, const struct workdir *work,
			    struct blockread **opened, struct host_error *error);

/* LEN bytes to FROM; they are safe after blockread_flush().  0 or -errno, said. */
int blockread_write(struct blockread *reader, uint64_t from, const void *data, size_t len,
		    struct host_error *error);
int blockread_flush(struct blockread *reader, struct host_error *error);

/* LEN bytes from FROM on hold nothing any more, where a layer has room to say so. */
int blockread_discard(struct blockread *reader, uint64_t from, uint64_t len,
		      struct host_error *error);

/* For the writers. */
const struct export_disk *blockread_disk(const struct blockread *reader);

/* From here on, what is read of the disk is reported to PROGRESS as STAGE. */
int blockread_report(struct blockread *reader, const char *stage,
		     const struct progress *progress);

/* Whether a writer's error came from READER (NULL: no); then it is said in ERROR. */
bool blockread_failed(struct blockread *reader, struct host_error *error);

/* NULL is allowed. */
void blockread_close(struct blockread *reader);
