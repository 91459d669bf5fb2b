/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The block map, beside what sha256sum(1) says of the same bytes. */
#include "export/raw.h"

#include <fcntl.h>

#include "test.h"
#include "unit/export/memdisk.h"

enum { PAGE = 4096, ROOM = 1 << 16 };

static void fill(int fd, off_t at, size_t len, int byte)
{
	char *data = malloc(len);

	memset(data, byte, len);
	EXPECT_INT(pwrite(fd, data, len, at), len);
	free(data);
}

/* The map of the image FD, in TEXT. */
static void map_of(int fd, char text[ROOM])
{
	int map = memfd_create("map", MFD_CLOEXEC);
	ssize_t len;

	EXPECT_INT(bmap_write(fd, map), 0);
	len = pread(map, text, ROOM - 1, 0);
	EXPECT(len > 0);
	text[len < 0 ? 0 : len] = '\0';
	(void)close(map);
}

static int count(const char *text, const char *what)
{
	int found = 0;

	while ((text = strstr(text, what)) != NULL) {
		found++;
		text += strlen(what);
	}
	return found;
}

/* Its checksum is that of the map with zeroes where it stands. */
static void checksum_is_right(char *text)
{
	static const char before[] = "<BmapFileChecksum> ";
	char *at = strstr(text, before), said[HASH_DIGITS], digits[HASH_DIGITS];

	if (!EXPECT(at != NULL))
		return;
	at += strlen(before);
	memcpy(said, at, sizeof(said) - 1);
	said[sizeof(said) - 1] = '\0';
	memset(at, '0', sizeof(said) - 1);
	hash_digits(text, strlen(text), digits);
	EXPECT_STR(said, digits);
}

static void lists_what_is_not_a_hole(void)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	char text[ROOM];

	/* A page, two of them, and a piece of one at the end. */
	EXPECT_INT(ftruncate(fd, 300 * PAGE + 100), 0);
	fill(fd, 0, PAGE, 'a');
	fill(fd, 7 * PAGE, 2 * PAGE, 'b');
	fill(fd, 300 * PAGE, 100, 'e');
	map_of(fd, text);
	EXPECT(strstr(text, "<bmap version=\"2.0\">"));
	EXPECT(strstr(text, "<ImageSize> 1228900 </ImageSize>"));
	EXPECT(strstr(text, "<BlockSize> 4096 </BlockSize>"));
	EXPECT(strstr(text, "<BlocksCount> 301 </BlocksCount>"));
	EXPECT(strstr(text, "<MappedBlocksCount> 4 </MappedBlocksCount>"));
	EXPECT(strstr(text, "<ChecksumType> sha256 </ChecksumType>"));
	EXPECT_INT(count(text, "<Range "), 3);
	EXPECT(strstr(text,
		      "<Range chksum=\""
		      "c93eee2d0db02f10acc7460d9576e122dcf8cd53c4bf8dfcae1b3e74ebcfff5a"
		      "\"> 0 </Range>"));
	EXPECT(strstr(text,
		      "<Range chksum=\""
		      "b62fe49961def859a2ffd6c227d89267409abeab00179eecdef9711d5798bd5f"
		      "\"> 7-8 </Range>"));
	EXPECT(strstr(text,
		      "<Range chksum=\""
		      "4559f89bf01ffc69fb6b48a9d457c428d271e7ef01ffaf9732300d3d54c256bc"
		      "\"> 300 </Range>"));
	checksum_is_right(text);
	(void)close(fd);
}

/* The parts of it are ranges of their own, in order. */
static void a_long_stretch_is_in_parts(void)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	char text[ROOM];
	const char *first, *second;

	fill(fd, PAGE, (2 << 20) + PAGE, 'c');
	map_of(fd, text);
	EXPECT(strstr(text, "<MappedBlocksCount> 513 </MappedBlocksCount>"));
	first = strstr(text,
		       "45026c02eaf4771246fe89c562f9b0d346943247669f7051a047a10f040deda0"
		       "\"> 1-512 </Range>");
	second = strstr(text,
			"3abc94a93a42d0eee5c8dda0315f9f1343e2ba36b552ab512c435fd4989c1ac6"
			"\"> 513 </Range>");
	EXPECT(first && second && first < second);
	EXPECT_INT(count(text, "<Range "), 2);
	checksum_is_right(text);
	(void)close(fd);
}

static void of_nothing_there_is_nothing(void)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	char text[ROOM];

	map_of(fd, text);
	EXPECT(strstr(text, "<BlocksCount> 0 </BlocksCount>"));
	EXPECT_INT(count(text, "<Range "), 0);
	EXPECT_INT(ftruncate(fd, 1ll << 40), 0);
	map_of(fd, text);
	EXPECT(strstr(text, "<ImageSize> 1099511627776 </ImageSize>"));
	EXPECT(strstr(text, "<BlocksCount> 268435456 </BlocksCount>"));
	EXPECT(strstr(text, "<MappedBlocksCount> 0 </MappedBlocksCount>"));
	EXPECT_INT(count(text, "<Range "), 0);
	checksum_is_right(text);
	(void)close(fd);
}

static void says_what_cannot_be_done(void)
{
	int map = memfd_create("map", MFD_CLOEXEC), full = open("/dev/full", O_RDWR);
	int image = memfd_create("image", MFD_CLOEXEC);

	fill(image, 0, PAGE, 'a');
	EXPECT_INT(bmap_write(-1, map), -EBADF);
	EXPECT_INT(bmap_write(image, full), -ENOSPC);
	(void)close(image);
	(void)close(full);
	(void)close(map);
}

const struct test tests[] = {
	{ "lists_what_is_not_a_hole", lists_what_is_not_a_hole },
	{ "a_long_stretch_is_in_parts", a_long_stretch_is_in_parts },
	{ "of_nothing_there_is_nothing", of_nothing_there_is_nothing },
	{ "says_what_cannot_be_done", says_what_cannot_be_done },
	{ 0 },
};
