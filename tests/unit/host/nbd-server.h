/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server that answers before it is asked: what it sends is then beside what the
 * protocol says (doc/proto.md of NetworkBlockDevice/nbd).
 */
#pragma once

#include "host/nbd.h"

#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

enum {
	SIZE = 1 << 20,
	CONTEXT = 77,
	ROOM = 1 << 16,
	/* Types of chunks and flags. */
	DONE = 1,
	NONE = 0,
	DATA = 1,
	HOLE = 2,
	STATUS = 5,
	ERROR = 1 << 15 | 1,
};

struct meeting {
	struct pool *pool;
	struct nbd nbd;
	int server; /* the other end of nbd.fd */
	unsigned char text[ROOM];
	size_t len;
};

static inline void put(struct meeting *m, uint64_t value, int bytes)
{
	while (bytes-- > 0)
		m->text[m->len++] = (unsigned char)(value >> 8 * bytes);
}

static inline void put_text(struct meeting *m, const char *text)
{
	memcpy(m->text + m->len, text, strlen(text));
	m->len += strlen(text);
}

static inline void put_option(struct meeting *m, unsigned option, unsigned type,
			      unsigned len)
{
	put(m, 0x0003e889045565a9, 8);
	put(m, option, 4);
	put(m, type, 4);
	put(m, len, 4);
}

static inline void put_hello(struct meeting *m)
{
	put_text(m, "NBDMAGICIHAVEOPT");
	put(m, 3, 2);
}

static inline void put_context(struct meeting *m, const char *name)
{
	put_option(m, 10, 4, 4 + (unsigned)strlen(name));
	put(m, CONTEXT, 4);
	put_text(m, name);
}

static inline void put_export(struct meeting *m)
{
	/* One that is of no interest, then size and flags. */
	put_option(m, 7, 3, 14);
	put(m, 3, 2);
	put(m, 1, 4);
	put(m, 4096, 4);
	put(m, 1 << 25, 4);
	put_option(m, 7, 3, 12);
	put(m, 0, 2);
	put(m, SIZE, 8);
	put(m, 0x5ed, 2);
}

static inline void put_whole_hello(struct meeting *m)
{
	put_hello(m);
	put_option(m, 8, 1, 0);
	put_context(m, "base:allocation");
	put_option(m, 10, 1, 0);
	put_export(m);
	put_option(m, 7, 1, 0);
}

static inline void put_chunk(struct meeting *m, unsigned flags, unsigned type,
			     uint64_t cookie, uint32_t len)
{
	put(m, 0x668e33ef, 4);
	put(m, flags, 2);
	put(m, type, 2);
	put(m, cookie, 8);
	put(m, len, 4);
}

static inline void put_simple(struct meeting *m, uint32_t error, uint64_t cookie)
{
	put(m, 0x67446698, 4);
	put(m, error, 4);
	put(m, cookie, 8);
}

/* What has been put is said; after LAST the server is gone. */
static inline void say(struct meeting *m, bool last)
{
	EXPECT_INT(write(m->server, m->text, m->len), m->len);
	m->len = 0;
	if (last)
		EXPECT(shutdown(m->server, SHUT_WR) == 0);
}

static inline struct meeting *meet(void)
{
	struct pool *pool = pool_new();
	struct meeting *m = pool_alloc(pool, sizeof(*m));
	int fd[2];

	m->pool = pool;
	EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	m->nbd.fd = fd[0];
	m->server = fd[1];
	return m;
}

static inline int begin(struct meeting *m)
{
	say(m, false);
	return nbd_begin(m->pool, &m->nbd, m->nbd.fd);
}

/* All that the client has sent so far. */
static inline size_t heard(struct meeting *m, unsigned char *to, size_t room)
{
	ssize_t n = recv(m->server, to, room, MSG_DONTWAIT);

	return n < 0 ? 0 : (size_t)n;
}

/* The two are friends. */
static inline struct meeting *friends(void)
{
	struct meeting *m = meet();
	unsigned char data[ROOM];

	put_whole_hello(m);
	EXPECT_INT(begin(m), 0);
	EXPECT(heard(m, data, sizeof(data)) > 0);
	return m;
}

static inline void part(struct meeting *m)
{
	(void)close(m->nbd.fd);
	(void)close(m->server);
	pool_free(m->pool);
}
