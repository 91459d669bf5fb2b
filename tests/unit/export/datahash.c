/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/datahash.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"
#include "unit/export/memdisk.h"

enum { MIB = 1 << 20 };

/* The text is empty, of a disk of zeroes as well: sha256sum(1) of nothing. */
static void of_nothing(void)
{
	static const char nothing[] =
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	struct memdisk *mem = memdisk_new(0);
	char digits[HASH_DIGITS];

	EXPECT_INT(datahash(&mem->disk, digits), 0);
	EXPECT_STR(digits, nothing);
	memdisk_free(mem);
	mem = memdisk_new(2 * MIB);
	memdisk_put(mem, 4096, 8192, 0);
	EXPECT_INT(datahash(&mem->disk, digits), 0);
	EXPECT_STR(digits, nothing);
	memdisk_free(mem);
}

/* Zeroes, 'a', a hole, 'b'; by split(1), sha256sum(1) and awk(1), as the manual says. */
static const char of_four[] =
	"a0f78635ee2b60fd692d1a0fa04e5b5cc8be784175ddfd831a425d1b147f5736";

static void of_blocks(void)
{
	struct memdisk *mem = memdisk_new(3 * MIB + 4096);
	char digits[HASH_DIGITS];

	memdisk_put(mem, 0, 8192, 0);
	memdisk_put(mem, MIB, 4096, 'a');
	memdisk_put(mem, 3 * MIB, 4096, 'b');
	EXPECT_INT(datahash(&mem->disk, digits), 0);
	EXPECT_STR(digits, of_four);
	EXPECT_INT(mem->reads_of_holes, 0);
	mem->fail = -EIO;
	EXPECT_INT(datahash(&mem->disk, digits), -EIO);
	memdisk_free(mem);
}

/* The same disk in a file, with what is no disk behind it; and one that ends too soon. */
static void of_a_file(void)
{
	int fd = memfd_create("datahash", MFD_CLOEXEC);
	char digits[HASH_DIGITS], data[4096];

	memset(data, 'a', sizeof(data));
	EXPECT_INT(pwrite(fd, data, sizeof(data), MIB), sizeof(data));
	memset(data, 'b', sizeof(data));
	EXPECT_INT(pwrite(fd, data, sizeof(data), 3 * MIB), sizeof(data));
	EXPECT_INT(pwrite(fd, "conectix", 8, 3 * MIB + 4096), 8);
	EXPECT_INT(datahash_file(fd, 3 * MIB + 4096, digits), 0);
	EXPECT_STR(digits, of_four);
	EXPECT_INT(datahash_file(fd, 8 * MIB, digits), -EIO);
	(void)close(fd);
}

const struct test tests[] = {
	{ "of_nothing", of_nothing },
	{ "of_blocks", of_blocks },
	{ "of_a_file", of_a_file },
	{ 0 },
};
