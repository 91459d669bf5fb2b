/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which disk is the appliance's own medium. */
#include "disk/medium.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

enum { START = 2048 };

/* A disk with one FAT partition whose extended boot signature is at SIGNATURE. */
static struct disk *made(struct pool *pool, size_t signature, const char *label,
			 char *path)
{
	unsigned char table[512] = { 0 }, boot[512] = { 0 };
	struct disk *disk = NULL;
	int fd = mkstemp(path);

	put_le32(table + 0x1be, 0x80);
	table[0x1be + 4] = 0xef;
	put_le32(table + 0x1be + 8, START);
	put_le32(table + 0x1be + 12, 8192);
	table[510] = boot[510] = 0x55;
	table[511] = boot[511] = 0xaa;
	boot[signature] = 0x29;
	put_le32(boot + signature + 1, 0xd1069940);
	memcpy(boot + signature + 5, label, strlen(label));
	EXPECT(fd >= 0 && ftruncate(fd, (off_t)16 << 20) == 0 &&
	       pwrite(fd, table, 512, 0) == 512 &&
	       pwrite(fd, boot, 512, START * 512) == 512);
	close(fd);
	EXPECT_INT(disk_open(pool, "sda", path, &disk), 0);
	return disk;
}

static void it_has_its_name_and_its_number(void)
{
	static const struct {
		size_t signature;
		const char *label, *id;
		bool is;
	} cases[] = {
		{ 38, "DRYDOCK    ", "D1069940", true },   /* FAT16 */
		{ 66, "DRYDOCK    ", "d1069940", true },   /* FAT32 */
		{ 38, "DRYDOCK    ", "D1069941", false },  /* another medium */
		{ 38, "DRYDOCKER  ", "D1069940", false },  /* another name */
		{ 38, "DRYDOCK    ", "D106994", false },   /* too short */
		{ 38, "DRYDOCK    ", "D106994x", false },  /* no number */
		{ 38, "DRYDOCK    ", NULL, false },        /* started without one */
		{ 100, "DRYDOCK    ", "D1069940", false }, /* elsewhere */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pool *pool = pool_new();
		char path[] = "/var/tmp/medium-XXXXXX";
		struct disk *disk = made(pool, cases[i].signature, cases[i].label, path);

		EXPECT(medium_has_id(disk, cases[i].id) == cases[i].is);
		close(disk->fd);
		unlink(path);
		pool_free(pool);
	}
}

const struct test tests[] = {
	{ "it has its name and its number", it_has_its_name_and_its_number },
	{ 0 },
};
