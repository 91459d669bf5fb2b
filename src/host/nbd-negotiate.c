/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/bigend.h"
#include "host/nbd-internal.h"

enum {
	FLAG_FIXED_NEWSTYLE = 1,
	FLAG_NO_ZEROES = 2,
	OPT_GO = 7,
	OPT_STRUCTURED_REPLY = 8,
	OPT_SET_META_CONTEXT = 10,
	REP_ACK = 1,
	REP_INFO = 3,
	REP_META_CONTEXT = 4,
	INFO_EXPORT = 0,
	INFO_BLOCK_SIZE = 3,
	OPTION_MAX = 4096, /* of a reply we know what to do with */
	REPLIES_MAX = 64,
};

static const unsigned char option_magic[] = "IHAVEOPT";
static const unsigned char context_name[] = "base:allocation";

int nbd_receive(const struct nbd *nbd, void *to, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = read(nbd->fd, (char *)to + done, len - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EPROTO;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

int nbd_send(const struct nbd *nbd, const void *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = send(nbd->fd, (const char *)data + done, len - done,
				 MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return errno == EPIPE ? -EPROTO : -errno;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

void nbd_put16(unsigned char *to, unsigned value)
{
	to[0] = (unsigned char)(value >> 8);
	to[1] = (unsigned char)value;
}

void nbd_put32(unsigned char *to, uint32_t value)
{
	nbd_put16(to, value >> 16);
	nbd_put16(to + 2, value & 0xffff);
}

void nbd_put64(unsigned char *to, uint64_t value)
{
	nbd_put32(to, (uint32_t)(value >> 32));
	nbd_put32(to + 4, (uint32_t)value);
}

unsigned nbd_get16(const unsigned char *from)
{
	return (unsigned)from[0] << 8 | from[1];
}

static int send_option(const struct nbd *nbd, unsigned option, const void *data,
		       size_t len)
{
	unsigned char head[16];
	int err;

	memcpy(head, option_magic, 8);
	nbd_put32(head + 8, option);
	nbd_put32(head + 12, (uint32_t)len);
	err = nbd_send(nbd, head, sizeof(head));
	return err ? err : nbd_send(nbd, data, len);
}

/* One reply to OPTION: its *TYPE, and LEN bytes of it in DATA. */
static int receive_reply(const struct nbd *nbd, unsigned option, uint32_t *type,
			 unsigned char *data, size_t *len)
{
	unsigned char head[20];
	int err = nbd_receive(nbd, head, sizeof(head));

	if (err)
		return err;
	*type = be32(head + 12);
	*len = be32(head + 16);
	if (be64(head) != 0x0003e889045565a9 || be32(head + 8) != option ||
	    *len > OPTION_MAX)
		return -EPROTO;
	return nbd_receive(nbd, data, *len);
}

/* What a reply before the acknowledgement tells. */
static int take_reply(struct nbd *nbd, uint32_t type, const unsigned char *data,
		      size_t len)
{
	if (type == REP_META_CONTEXT && len == 4 + sizeof(context_name) - 1 &&
	    memcmp(data + 4, context_name, len - 4) == 0) {
		nbd->context = be32(data);
		return 1;
	}
	if (type == REP_INFO && len >= 12 && nbd_get16(data) == INFO_EXPORT) {
		nbd->size = be64(data + 2);
		return 1;
	}
	return type == REP_INFO ? 0 : -EOPNOTSUPP;
}

/* Ask for OPTION; *TOLD where the answer held what it is asked for. */
static int ask(struct nbd *nbd, unsigned option, const void *data, size_t len, bool *told)
{
	unsigned char reply[OPTION_MAX];
	int err = send_option(nbd, option, data, len);

	*told = false;
	for (int i = 0; !err && i < REPLIES_MAX; i++) {
		uint32_t type;
		size_t got;

		err = receive_reply(nbd, option, &type, reply, &got);
		if (err || type == REP_ACK)
			return err;
		err = take_reply(nbd, type, reply, got);
		*told |= err > 0;
		err = err > 0 ? 0 : err;
	}
	return err ? err : -EPROTO;
}

static int greet(const struct nbd *nbd)
{
	unsigned char hello[18], flags[4];
	int err = nbd_receive(nbd, hello, sizeof(hello));

	if (err)
		return err;
	if (memcmp(hello, "NBDMAGIC", 8) != 0 ||
	    memcmp(hello + 8, option_magic, 8) != 0 ||
	    !(nbd_get16(hello + 16) & FLAG_FIXED_NEWSTYLE))
		return -EPROTO;
	nbd_put32(flags, nbd_get16(hello + 16) & (FLAG_FIXED_NEWSTYLE | FLAG_NO_ZEROES));
	return nbd_send(nbd, flags, sizeof(flags));
}

static int choose_context(struct nbd *nbd)
{
	unsigned char data[12 + sizeof(context_name) - 1] = { 0 };
	bool told;
	int err;

	/* The export with the empty name; one query. */
	nbd_put32(data + 4, 1);
	nbd_put32(data + 8, sizeof(context_name) - 1);
	memcpy(data + 12, context_name, sizeof(context_name) - 1);
	err = ask(nbd, OPT_SET_META_CONTEXT, data, sizeof(data), &told);
	return err ? err : told ? 0 : -EOPNOTSUPP;
}

static int go(struct nbd *nbd)
{
	/* The empty name, and one wish: that we know of its block size. */
	unsigned char data[8] = { 0 };
	bool told;
	int err;

	nbd_put16(data + 4, 1);
	nbd_put16(data + 6, INFO_BLOCK_SIZE);
	err = ask(nbd, OPT_GO, data, sizeof(data), &told);
	return err ? err : told ? 0 : -EPROTO;
}

int nbd_negotiate(struct nbd *nbd)
{
	bool told;
	int err = greet(nbd);

	if (!err)
		err = ask(nbd, OPT_STRUCTURED_REPLY, NULL, 0, &told);
	if (!err)
		err = choose_context(nbd);
	return err ? err : go(nbd);
}
