/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bzimage.h"

#include "test.h"

/* A header of protocol 2.13 whose version text is TEXT, as far as LEN bytes. */
static const char *version(struct pool *pool, const char *text, size_t len)
{
	unsigned char head[0x400] = { 0 };

	memcpy(head + 0x202, "HdrS", 4);
	put_le16(head + 0x206, 0x20d);
	put_le16(head + 0x20e, 0x100);
	memcpy(head + 0x300, text, strlen(text));
	return bzimage_version(pool, (struct bytes){ head, len });
}

static void reads_the_release(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(version(pool, "6.1.0-18-amd64 (debian-kernel@x) #1 SMP", 0x400),
		   "6.1.0-18-amd64");
	EXPECT_STR(version(pool, "5.10.3-0-virt", 0x400), "5.10.3-0-virt");
	pool_free(pool);
}

static void believes_nothing_outside(void)
{
	struct pool *pool = pool_new();
	char big[0x100];

	EXPECT(!version(pool, "6.1.0", 0x305));
	EXPECT(!version(pool, "6.1.0", 0x300));
	EXPECT(!version(pool, "6.1.0", 0x20f));
	EXPECT(!version(pool, "", 0x400));
	EXPECT(!version(pool, "../../etc", 0x400) ||
	       !strchr(version(pool, "../../etc", 0x400), '/'));
	memset(big, 'a', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	EXPECT(!version(pool, big, 0x400));
	EXPECT(!bzimage_version(pool, bytes_of("\x7f"
					       "ELF")));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads the release", reads_the_release },
	{ "believes nothing outside", believes_nothing_outside },
	{ 0 },
};
