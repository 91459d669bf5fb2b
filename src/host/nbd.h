/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of NBD: a disk read through a socket, and which of it holds nothing.
 *
 * The one law: what the server says is not believed; no more is taken than was asked for.
 *
 * The protocol is doc/proto.md of github.com/NetworkBlockDevice/nbd: fixed newstyle
 * negotiation, structured replies, and the metadata context "base:allocation".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct nbd_stretch {
	uint64_t end;
	bool data;
};

struct nbd {
	int fd; /* the caller's, a connected stream socket */
	uint64_t size;
	uint64_t cookie;
	uint32_t context; /* the server's number of base:allocation */
	/* What is known of the bytes from FROM on: stretches up to the end of the last.
	 */
	uint64_t from;
	struct nbd_stretch *stretch;
	size_t count, at;       /* of stretches; the one that was asked for last */
	unsigned char *payload; /* of a reply */
};

/*
 * Meet the server at FD, and take its default export.  0; -EPROTO where it does not
 * speak as it should, -EOPNOTSUPP where it has no base:allocation, or -errno.
 */
int nbd_begin(struct pool *pool, struct nbd *nbd, int fd);

/* LEN bytes at FROM; 0, -EIO as the server says, or as above. */
int nbd_read(struct nbd *nbd, uint64_t from, void *to, size_t len);

/*
 * LEN bytes to FROM, of a server that may be written to; safe after nbd_flush() only.  As
 * nbd_read().
 */
int nbd_write(struct nbd *nbd, uint64_t from, const void *data, size_t len);
int nbd_flush(struct nbd *nbd);

/* LEN bytes from FROM on are not needed any more; the server may forget what they were.
 */
int nbd_trim(struct nbd *nbd, uint64_t from, uint64_t len);

/* *END of the stretch that FROM lies in, and whether it may hold *DATA. */
int nbd_stretch(struct nbd *nbd, uint64_t from, uint64_t *end, bool *data);

/* Say good-bye; the socket stays open. */
void nbd_end(struct nbd *nbd);
