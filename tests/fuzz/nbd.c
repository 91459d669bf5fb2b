/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server of blocks that says anything: first to the greeting, or to one that is behind
 * us already, and then to each question.
 */
#include "host/nbd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE = 1 << 20, GUARD = 64 };

static void require(bool good)
{
	if (!good)
		abort();
}

static void read_some(struct nbd *nbd)
{
	unsigned char to[4096 + GUARD], guard[GUARD];

	memset(guard, 0xa5, sizeof(guard));
	memset(to, 0xa5, sizeof(to));
	(void)nbd_read(nbd, 512, to, 4096);
	require(memcmp(to + 4096, guard, sizeof(guard)) == 0);
}

static void ask(struct nbd *nbd, uint64_t from)
{
	uint64_t end = 0;
	bool has_data;

	if (nbd_stretch(nbd, from, &end, &has_data) == 0)
		require(end > from && end <= nbd->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pool *pool;
	static struct nbd met;
	struct nbd nbd;
	int fd[2];

	if (size == 0 || size > 65536)
		return 0;
	/* What it has room in is made once. */
	if (!pool) {
		pool = pool_new();
		(void)nbd_begin(pool, &met, -1);
	}
	nbd = met;
	require(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	require(write(fd[1], data + 1, size - 1) == (ssize_t)size - 1);
	(void)shutdown(fd[1], SHUT_WR);
	nbd.fd = fd[0];
	nbd.size = SIZE;
	nbd.context = 1;
	if (data[0] & 1) {
		struct pool *own = pool_new();

		nbd.size = 0;
		if (nbd_begin(own, &nbd, fd[0]) == 0)
			read_some(&nbd);
		pool_free(own);
	} else {
		ask(&nbd, 0);
		read_some(&nbd);
		ask(&nbd, SIZE / 2);
		(void)nbd_write(&nbd, 0, "x", 1);
		(void)nbd_trim(&nbd, 0, SIZE);
		(void)nbd_flush(&nbd);
	}
	(void)close(fd[0]);
	(void)close(fd[1]);
	return 0;
}
