/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the client and a server begin. */
#include <errno.h>

#include "nbd-server.h"

static void asks_for_what_it_needs(void)
{
	static const unsigned char wanted[] =
		"\0\0\0\3"
		"IHAVEOPT\0\0\0\x08\0\0\0\0"
		"IHAVEOPT\0\0\0\x0a\0\0\0\x1b\0\0\0\0\0\0\0\1\0\0\0\x0f"
		"base:allocation"
		"IHAVEOPT\0\0\0\x07\0\0\0\x08\0\0\0\0\0\1\0\3";
	struct meeting *m = meet();
	unsigned char data[ROOM];

	put_whole_hello(m);
	EXPECT_INT(begin(m), 0);
	EXPECT_INT(m->nbd.size, SIZE);
	EXPECT_INT(m->nbd.context, CONTEXT);
	EXPECT_INT(heard(m, data, sizeof(data)), sizeof(wanted) - 1);
	EXPECT(memcmp(data, wanted, sizeof(wanted) - 1) == 0);
	part(m);
}

static void meets_no_stranger(void)
{
	struct meeting *m = meet();

	put_text(m, "SSH-2.0-OpenSSH_9.2\r\n");
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
	/* Of the old style, without options. */
	m = meet();
	put_text(m, "NBDMAGIC");
	put(m, 0x00420281861253, 8);
	put(m, 3, 2);
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
	/* It has no structured replies. */
	m = meet();
	put_hello(m);
	put_option(m, 8, 1u << 31 | 1, 0);
	EXPECT_INT(begin(m), -EOPNOTSUPP);
	part(m);
	/* It cannot tell what is allocated. */
	m = meet();
	put_hello(m);
	put_option(m, 8, 1, 0);
	put_option(m, 10, 1, 0);
	EXPECT_INT(begin(m), -EOPNOTSUPP);
	part(m);
	m = meet();
	put_hello(m);
	put_option(m, 8, 1, 0);
	put_context(m, "base:allocatiom");
	EXPECT_INT(begin(m), -EOPNOTSUPP);
	part(m);
}

static void believes_no_lengths(void)
{
	struct meeting *m = meet();

	put_hello(m);
	put_option(m, 8, 3, UINT32_MAX);
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
	/* An answer to something else. */
	m = meet();
	put_hello(m);
	put_option(m, 7, 1, 0);
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
	/* Replies without end. */
	m = meet();
	put_hello(m);
	for (int i = 0; i < 200; i++)
		put_option(m, 8, 3, 0);
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
	/* No size in the end. */
	m = meet();
	put_hello(m);
	put_option(m, 8, 1, 0);
	put_context(m, "base:allocation");
	put_option(m, 10, 1, 0);
	put_option(m, 7, 1, 0);
	EXPECT_INT(begin(m), -EPROTO);
	part(m);
}

const struct test tests[] = {
	{ "asks_for_what_it_needs", asks_for_what_it_needs },
	{ "meets_no_stranger", meets_no_stranger },
	{ "believes_no_lengths", believes_no_lengths },
	{ 0 },
};
