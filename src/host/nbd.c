/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/nbd.h"

#include <errno.h>
#include <string.h>

#include "host/bigend.h"
#include "host/nbd-internal.h"

enum {
	CMD_READ = 0,
	CMD_WRITE = 1,
	CMD_DISC = 2,
	CMD_FLUSH = 3,
	CMD_TRIM = 4,
	CMD_BLOCK_STATUS = 7,
	REPLY_DONE = 1,
	REPLY_NONE = 0,
	REPLY_DATA = 1,
	REPLY_HOLE = 2,
	REPLY_STATUS = 5,
	REPLY_IS_ERROR = 1 << 15,
	STATE_ZERO = 2,
	STRETCHES = 1 << 16,   /* of one reply; QEMU sends twice as many at most, */
	PAYLOAD_MAX = 2 << 20, /* so that this holds them */
	READ_MAX = 32 << 20,   /* the protocol's limit where none is agreed on */
	RANGE_MAX = 1 << 30,   /* of a command without data */
};

int nbd_begin(struct pool *pool, struct nbd *nbd, int fd)
{
	*nbd = (struct nbd){ .fd = fd };
	nbd->stretch = pool_alloc(pool, STRETCHES * sizeof(*nbd->stretch));
	nbd->payload = pool_alloc(pool, PAYLOAD_MAX);
	return nbd_negotiate(nbd);
}

static int request(struct nbd *nbd, unsigned command, uint64_t from, uint32_t len)
{
	unsigned char data[28];

	nbd_put32(data, 0x25609513);
	nbd_put16(data + 4, 0);
	nbd_put16(data + 6, command);
	nbd_put64(data + 8, ++nbd->cookie);
	nbd_put64(data + 16, from);
	nbd_put32(data + 24, len);
	return nbd_send(nbd, data, sizeof(data));
}

struct chunk {
	unsigned flags, type;
	uint32_t len;
};

static int receive_chunk(const struct nbd *nbd, struct chunk *chunk)
{
	unsigned char head[20];
	int err = nbd_receive(nbd, head, sizeof(head));

	if (err)
		return err;
	*chunk = (struct chunk){ nbd_get16(head + 4), nbd_get16(head + 6),
				 be32(head + 16) };
	return be32(head) == 0x668e33ef && be64(head + 8) == nbd->cookie ? 0 : -EPROTO;
}

/* A chunk that neither answers nor fails, such as the last of a reply. */
static int receive_other(const struct nbd *nbd, const struct chunk *chunk)
{
	int err;

	if (chunk->len > PAYLOAD_MAX)
		return -EPROTO;
	err = nbd_receive(nbd, nbd->payload, chunk->len);
	if (err)
		return err;
	if (chunk->type & REPLY_IS_ERROR)
		return -EIO;
	return chunk->type == REPLY_NONE ? 0 : -EPROTO;
}

/* Where the range of a chunk, and the LEN bytes of it, lie in what was asked for. */
static int place(const unsigned char *head, uint64_t from, size_t wanted, uint64_t len,
		 size_t *at)
{
	uint64_t offset = be64(head);

	if (offset < from || offset - from > wanted || len > wanted - (offset - from))
		return -EPROTO;
	*at = (size_t)(offset - from);
	return 0;
}

/* 0, and *GOT bytes more of TO are as the disk. */
static int receive_data(const struct nbd *nbd, const struct chunk *chunk, uint64_t from,
			unsigned char *to, size_t len, size_t *got)
{
	bool hole = chunk->type == REPLY_HOLE;
	unsigned char head[12];
	size_t fixed = hole ? 12 : 8, at = 0, part;
	int err;

	if (hole ? chunk->len != fixed : chunk->len <= fixed)
		return -EPROTO;
	err = nbd_receive(nbd, head, fixed);
	if (err)
		return err;
	part = hole ? be32(head + 8) : chunk->len - fixed;
	err = place(head, from, len, part, &at);
	if (err)
		return err;
	/* Replies would have no end. */
	if (part == 0 || part > len - *got)
		return -EPROTO;
	*got += part;
	if (!hole)
		return nbd_receive(nbd, to + at, part);
	memset(to + at, 0, part);
	return 0;
}

static int read_part(struct nbd *nbd, uint64_t from, unsigned char *to, size_t len)
{
	struct chunk chunk = { 0 };
	size_t got = 0;
	int err = request(nbd, CMD_READ, from, (uint32_t)len);

	while (!err && !(chunk.flags & REPLY_DONE)) {
		err = receive_chunk(nbd, &chunk);
		if (err)
			return err;
		err = chunk.type == REPLY_DATA || chunk.type == REPLY_HOLE
			      ? receive_data(nbd, &chunk, from, to, len, &got)
			      : receive_other(nbd, &chunk);
	}
	return err ? err : got == len ? 0 : -EPROTO;
}

int nbd_read(struct nbd *nbd, uint64_t from, void *to, size_t len)
{
	if (from > nbd->size || len > nbd->size - from)
		return -EINVAL;
	for (size_t done = 0; done < len;) {
		size_t part = len - done < READ_MAX ? len - done : READ_MAX;
		int err = read_part(nbd, from + done, (unsigned char *)to + done, part);

		if (err)
			return err;
		done += part;
	}
	return 0;
}

/* Of what brings no data back the reply may be a simple one, also where others are not.
 */
static int receive_done(const struct nbd *nbd)
{
	unsigned char head[16];
	struct chunk chunk;
	int err = nbd_receive(nbd, head, sizeof(head));

	if (err)
		return err;
	if (be32(head) == 0x67446698)
		return be64(head + 8) != nbd->cookie ? -EPROTO
		       : be32(head + 4)              ? -EIO
						     : 0;
	err = nbd_receive(nbd, nbd->payload, 4);
	if (err)
		return err;
	chunk = (struct chunk){ nbd_get16(head + 4), nbd_get16(head + 6),
				be32(nbd->payload) };
	if (be32(head) != 0x668e33ef || be64(head + 8) != nbd->cookie ||
	    !(chunk.flags & REPLY_DONE))
		return -EPROTO;
	return receive_other(nbd, &chunk);
}

/* In parts of PART_MAX; DATA goes with them, or is NULL. */
static int change(struct nbd *nbd, unsigned command, uint64_t from, uint64_t len,
		  const unsigned char *data, uint64_t part_max)
{
	if (from > nbd->size || len > nbd->size - from)
		return -EINVAL;
	for (uint64_t done = 0; done < len;) {
		uint64_t part = len - done < part_max ? len - done : part_max;
		int err = request(nbd, command, from + done, (uint32_t)part);

		if (!err && data)
			err = nbd_send(nbd, data + done, (size_t)part);
		if (!err)
			err = receive_done(nbd);
		if (err)
			return err;
		done += part;
	}
	nbd->count = 0;
	return 0;
}

int nbd_write(struct nbd *nbd, uint64_t from, const void *data, size_t len)
{
	return change(nbd, CMD_WRITE, from, len, data, PAYLOAD_MAX);
}

int nbd_trim(struct nbd *nbd, uint64_t from, uint64_t len)
{
	return change(nbd, CMD_TRIM, from, len, NULL, RANGE_MAX);
}

int nbd_flush(struct nbd *nbd)
{
	int err = request(nbd, CMD_FLUSH, 0, 0);

	return err ? err : receive_done(nbd);
}

/* Stretches of one kind that follow each other become one. */
static void add_stretch(struct nbd *nbd, uint64_t len, bool data)
{
	struct nbd_stretch *last = nbd->count ? &nbd->stretch[nbd->count - 1] : NULL;
	uint64_t start = last ? last->end : nbd->from, end = start + len;

	if (end > nbd->size)
		end = nbd->size;
	if (end <= start)
		return;
	if (last && last->data == data)
		last->end = end;
	else if (nbd->count < STRETCHES)
		nbd->stretch[nbd->count++] = (struct nbd_stretch){ end, data };
}

static int receive_status(struct nbd *nbd, const struct chunk *chunk)
{
	int err;

	if (chunk->len < 12 || chunk->len > PAYLOAD_MAX || (chunk->len - 4) % 8)
		return -EPROTO;
	err = nbd_receive(nbd, nbd->payload, chunk->len);
	if (err)
		return err;
	if (be32(nbd->payload) != nbd->context)
		return -EPROTO;
	/* What has no room is asked for again. */
	for (size_t i = 4; i < chunk->len && nbd->count < STRETCHES; i += 8)
		add_stretch(nbd, be32(nbd->payload + i),
			    !(be32(nbd->payload + i + 4) & STATE_ZERO));
	return 0;
}

static int ask_status(struct nbd *nbd, uint64_t from)
{
	uint64_t left = nbd->size - from;
	struct chunk chunk = { 0 };
	int err = request(nbd, CMD_BLOCK_STATUS, from,
			  left < RANGE_MAX ? (uint32_t)left : RANGE_MAX);

	nbd->from = from;
	nbd->count = nbd->at = 0;
	while (!err && !(chunk.flags & REPLY_DONE)) {
		err = receive_chunk(nbd, &chunk);
		if (err)
			return err;
		err = chunk.type == REPLY_STATUS ? receive_status(nbd, &chunk)
						 : receive_other(nbd, &chunk);
	}
	return err ? err : nbd->count ? 0 : -EPROTO;
}

int nbd_stretch(struct nbd *nbd, uint64_t from, uint64_t *end, bool *data)
{
	int err;

	if (from >= nbd->size)
		return -EINVAL;
	if (!nbd->count || from < nbd->from || from >= nbd->stretch[nbd->count - 1].end) {
		err = ask_status(nbd, from);
		if (err) {
			nbd->count = 0;
			return err;
		}
	}
	/* Most callers go forward. */
	if (nbd->at && from < nbd->stretch[nbd->at - 1].end)
		nbd->at = 0;
	while (nbd->stretch[nbd->at].end <= from)
		nbd->at++;
	*end = nbd->stretch[nbd->at].end;
	*data = nbd->stretch[nbd->at].data;
	return 0;
}

void nbd_end(struct nbd *nbd)
{
	if (nbd->size)
		(void)request(nbd, CMD_DISC, 0, 0);
}
