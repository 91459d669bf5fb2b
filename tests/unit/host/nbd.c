/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client and a server that are friends: reads, holes, writes. */
#include <errno.h>

#include "nbd-server.h"

static void expect_request(struct meeting *m, unsigned command, uint64_t cookie,
			   uint64_t from, uint32_t len)
{
	unsigned char data[28];

	EXPECT_INT(recv(m->server, data, sizeof(data), MSG_DONTWAIT), sizeof(data));
	m->len = 0;
	put(m, 0x25609513, 4);
	put(m, 0, 2);
	put(m, command, 2);
	put(m, cookie, 8);
	put(m, from, 8);
	put(m, len, 4);
	EXPECT(memcmp(data, m->text, sizeof(data)) == 0);
	m->len = 0;
}

static void reads_in_pieces(void)
{
	struct meeting *m = friends();
	char to[17];

	memset(to, '?', sizeof(to));
	/* The end first, a hole in the middle. */
	put_chunk(m, 0, DATA, 1, 8 + 4);
	put(m, 4096 + 12, 8);
	put_text(m, "tail");
	put_chunk(m, 0, HOLE, 1, 12);
	put(m, 4096 + 4, 8);
	put(m, 8, 4);
	put_chunk(m, 0, DATA, 1, 8 + 4);
	put(m, 4096, 8);
	put_text(m, "head");
	put_chunk(m, DONE, NONE, 1, 0);
	say(m, false);
	EXPECT_INT(nbd_read(&m->nbd, 4096, to, 16), 0);
	EXPECT(memcmp(to, "head\0\0\0\0\0\0\0\0tail?", sizeof(to)) == 0);
	expect_request(m, 0, 1, 4096, 16);
	EXPECT_INT(nbd_read(&m->nbd, SIZE - 8, to, 16), -EINVAL);
	part(m);
}

/* A reply of which the first chunk is this. */
static int read_with(unsigned type, uint64_t cookie, uint32_t len, uint64_t from,
		     uint32_t hole)
{
	struct meeting *m = friends();
	char to[16];
	int err;

	put_chunk(m, 0, type, cookie, len);
	put(m, from, 8);
	put(m, hole, 4);
	put_chunk(m, DONE, NONE, 1, 0);
	say(m, true);
	err = nbd_read(&m->nbd, 4096, to, sizeof(to));
	part(m);
	return err;
}

static void takes_no_more_than_it_asked_for(void)
{
	EXPECT_INT(read_with(HOLE, 1, 12, 4096, 16), 0);
	EXPECT_INT(read_with(HOLE, 1, 12, 4096, 17), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 12, 4095, 16), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 12, 4097, 16), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 12, UINT64_MAX, 16), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 12, 4096, UINT32_MAX), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 12, 4096, 0), -EPROTO);
	EXPECT_INT(read_with(HOLE, 1, 13, 4096, 16), -EPROTO);
	/* Less than was asked for. */
	EXPECT_INT(read_with(HOLE, 1, 12, 4096, 15), -EPROTO);
	EXPECT_INT(read_with(DATA, 1, 12, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(DATA, 1, 8 + 17, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(DATA, 1, 8, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(DATA, 1, UINT32_MAX, 4096, 16), -EPROTO);
	/* Nobody asked. */
	EXPECT_INT(read_with(HOLE, 2, 12, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(STATUS, 1, 12, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(NONE, 1, UINT32_MAX, 4096, 16), -EPROTO);
	EXPECT_INT(read_with(ERROR, 1, 12, 4096, 16), -EIO);
}

/* Each lies in what was asked for, but all of them do not. */
static void takes_no_byte_twice(void)
{
	struct meeting *m = friends();
	char to[16];

	for (int i = 0; i < 3; i++) {
		put_chunk(m, 0, HOLE, 1, 12);
		put(m, 4096, 8);
		put(m, 8, 4);
	}
	say(m, true);
	EXPECT_INT(nbd_read(&m->nbd, 4096, to, sizeof(to)), -EPROTO);
	part(m);
}

static void put_status(struct meeting *m, uint64_t cookie, uint32_t len1, uint32_t flags1,
		       uint32_t len2, uint32_t flags2)
{
	put_chunk(m, DONE, STATUS, cookie, 4 + 16);
	put(m, CONTEXT, 4);
	put(m, len1, 4);
	put(m, flags1, 4);
	put(m, len2, 4);
	put(m, flags2, 4);
}

static void knows_holes(void)
{
	struct meeting *m = friends();
	uint64_t end;
	bool data;

	/* Allocated; a hole that reads as zeroes; only the latter says that it does. */
	put_status(m, 1, 4096, 0, 8192, 3);
	put_status(m, 2, 4096, 1, 2 * SIZE, 2);
	say(m, false);
	EXPECT_INT(nbd_stretch(&m->nbd, 0, &end, &data), 0);
	EXPECT_INT(end, 4096);
	EXPECT(data);
	EXPECT_INT(nbd_stretch(&m->nbd, 4096, &end, &data), 0);
	EXPECT_INT(end, 12288);
	EXPECT(!data);
	expect_request(m, 7, 1, 0, SIZE);
	EXPECT_INT(nbd_stretch(&m->nbd, 12288, &end, &data), 0);
	EXPECT_INT(end, 16384);
	EXPECT(data);
	expect_request(m, 7, 2, 12288, SIZE - 12288);
	/* What is said of more than the disk ends with it. */
	EXPECT_INT(nbd_stretch(&m->nbd, SIZE - 1, &end, &data), 0);
	EXPECT_INT(end, SIZE);
	EXPECT(!data);
	/* Back, without a question. */
	EXPECT_INT(nbd_stretch(&m->nbd, 12289, &end, &data), 0);
	EXPECT_INT(end, 16384);
	EXPECT_INT(nbd_stretch(&m->nbd, SIZE, &end, &data), -EINVAL);
	part(m);
}

static int stretch_with(uint32_t context, uint32_t len, uint32_t stretch)
{
	struct meeting *m = friends();
	uint64_t end;
	bool data;
	int err;

	put_chunk(m, DONE, STATUS, 1, len);
	put(m, context, 4);
	put(m, stretch, 4);
	put(m, 3, 4);
	say(m, true);
	err = nbd_stretch(&m->nbd, 0, &end, &data);
	/* What was said before an error is not kept. */
	if (err)
		EXPECT_INT(m->nbd.count, 0);
	part(m);
	return err;
}

static void believes_no_stretches(void)
{
	EXPECT_INT(stretch_with(CONTEXT, 12, 4096), 0);
	EXPECT_INT(stretch_with(CONTEXT + 1, 12, 4096), -EPROTO);
	EXPECT_INT(stretch_with(CONTEXT, 12, 0), -EPROTO);
	EXPECT_INT(stretch_with(CONTEXT, 11, 4096), -EPROTO);
	EXPECT_INT(stretch_with(CONTEXT, 4, 4096), -EPROTO);
	EXPECT_INT(stretch_with(CONTEXT, UINT32_MAX, 4096), -EPROTO);
}

static void writes_and_forgets_what_was_known(void)
{
	struct meeting *m = friends();
	unsigned char data[9] = { 0 };
	uint64_t end;
	bool is_data;

	put_status(m, 1, SIZE, 3, 0, 0);
	put_simple(m, 0, 2);
	put_chunk(m, DONE, NONE, 3, 0);
	put_simple(m, 0, 4);
	put_status(m, 5, SIZE, 0, 0, 0);
	say(m, false);
	EXPECT_INT(nbd_stretch(&m->nbd, 0, &end, &is_data), 0);
	EXPECT(!is_data);
	EXPECT_INT(nbd_write(&m->nbd, 512, "new bytes", 9), 0);
	EXPECT_INT(nbd_flush(&m->nbd), 0);
	EXPECT_INT(nbd_trim(&m->nbd, 65536, 131072), 0);
	EXPECT_INT(nbd_stretch(&m->nbd, 0, &end, &is_data), 0);
	EXPECT(is_data);
	expect_request(m, 7, 1, 0, SIZE);
	expect_request(m, 1, 2, 512, 9);
	EXPECT_INT(recv(m->server, data, 9, MSG_DONTWAIT), 9);
	EXPECT(memcmp(data, "new bytes", 9) == 0);
	expect_request(m, 3, 3, 0, 0);
	expect_request(m, 4, 4, 65536, 131072);
	EXPECT_INT(nbd_write(&m->nbd, SIZE, "x", 1), -EINVAL);
	EXPECT_INT(nbd_trim(&m->nbd, SIZE - 1, 2), -EINVAL);
	part(m);
}

/* The server says no, in both ways, and then nothing at all. */
static void says_what_failed(void)
{
	struct meeting *m = friends();

	put_simple(m, 28, 1);
	put_chunk(m, DONE, ERROR, 2, 6);
	put(m, 28, 4);
	put(m, 0, 2);
	put_simple(m, 0, 2); /* the answer of before */
	say(m, true);
	EXPECT_INT(nbd_write(&m->nbd, 0, "x", 1), -EIO);
	EXPECT_INT(nbd_trim(&m->nbd, 0, 1), -EIO);
	EXPECT_INT(nbd_flush(&m->nbd), -EPROTO);
	EXPECT_INT(nbd_flush(&m->nbd), -EPROTO);
	part(m);
}

static void says_good_bye(void)
{
	struct meeting *m = friends();

	nbd_end(&m->nbd);
	expect_request(m, 2, 1, 0, 0);
	/* It is no signal that the server has gone before. */
	(void)close(m->server);
	nbd_end(&m->nbd);
	EXPECT_INT(nbd_flush(&m->nbd), -EPROTO);
	part(m);
}

const struct test tests[] = {
	{ "reads_in_pieces", reads_in_pieces },
	{ "takes_no_more_than_it_asked_for", takes_no_more_than_it_asked_for },
	{ "takes_no_byte_twice", takes_no_byte_twice },
	{ "knows_holes", knows_holes },
	{ "believes_no_stretches", believes_no_stretches },
	{ "writes_and_forgets_what_was_known", writes_and_forgets_what_was_known },
	{ "says_what_failed", says_what_failed },
	{ "says_good_bye", says_good_bye },
	{ 0 },
};
