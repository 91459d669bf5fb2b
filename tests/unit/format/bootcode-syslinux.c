/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"

#include <string.h>

#include "test.h"

static unsigned char sector[BOOTCODE_SECTOR];
static const struct bytes whole = { sector, sizeof(sector) };

static const unsigned char code[] = { 0x66, 0xb8, 0x40, 0xec, 0x14, 0,
				      0x66, 0xba, 1,    0,    0,    0 };
static const unsigned char mark[] = { 0xfe, 0x02, 0xb2, 0x3e };

static void make(size_t at)
{
	memset(sector, 0, sizeof(sector));
	memcpy(sector + at, code, sizeof(code));
	memcpy(sector + 0x1f8, mark, sizeof(mark));
}

static void reads_both_halves(void)
{
	uint64_t first = 0;

	make(0x118);
	EXPECT(bootcode_syslinux(whole, &first));
	EXPECT(first == 0x10014ec40);
	make(0x1f8 - sizeof(code));
	EXPECT(bootcode_syslinux(whole, &first));
}

static void is_not_told(void)
{
	uint64_t first = 0;

	make(0x118);
	sector[0x1f8] = 0;
	EXPECT(!bootcode_syslinux(whole, &first));
	make(0x118);
	sector[0x118 + 6] = 0;
	EXPECT(!bootcode_syslinux(whole, &first));
	make(0x1f8 - sizeof(code) + 1);
	EXPECT(!bootcode_syslinux(whole, &first));
	make(0x118);
	EXPECT(!bootcode_syslinux(bytes_slice(whole, 0, 511), &first));
	EXPECT(first == 0);
}

const struct test tests[] = {
	{ "reads both halves", reads_both_halves },
	{ "is not told", is_not_told },
	{ 0 },
};
