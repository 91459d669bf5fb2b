/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/sniff.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

/* A file of SIZE bytes in memory. */
static struct span file(uint64_t size)
{
	struct span span = { memfd_create("image", MFD_CLOEXEC), 0, size };

	EXPECT(ftruncate(span.fd, (off_t)size) == 0);
	return span;
}

static void put(const struct span *span, uint64_t at, const void *data, size_t len)
{
	EXPECT_INT(pwrite(span->fd, data, len, (off_t)at), len);
}

static void put_be32(const struct span *span, uint64_t at, uint32_t value)
{
	unsigned char data[] = { (unsigned char)(value >> 24),
				 (unsigned char)(value >> 16),
				 (unsigned char)(value >> 8), (unsigned char)value };

	put(span, at, data, sizeof(data));
}

static struct sniff sniff_and_close(const struct span *span)
{
	struct sniff sniff;

	EXPECT_INT(image_sniff(span, &sniff), 0);
	(void)close(span->fd);
	return sniff;
}

static void put_qcow2(const struct span *span, uint32_t version)
{
	put(span, 0, "QFI\xfb", 4);
	put_be32(span, 4, version);
	put_be32(span, 20, 16);
	put_be32(span, 28, 1 << 20);
	put_be32(span, 36, 1);
	put_be32(span, 44, 3 << 16);
	put_be32(span, 52, 1 << 16);
	put_be32(span, 56, 1);
	put_be32(span, 100, 104);
}

static void tells_by_magic(void)
{
	static const struct {
		uint64_t at;
		const char *magic;
		size_t len;
		enum image_kind kind;
	} cases[] = {
		{ 0, "KDMV", 4, IMAGE_VMDK },
		{ 0, "COWD", 4, IMAGE_VMDK },
		{ 0, "# Disk DescriptorFile\n", 22, IMAGE_VMDK },
		{ 0, "vhdxfile", 8, IMAGE_VHDX },
		{ 0, "\x1f\x8b\x08", 3, IMAGE_PACKED },
		{ 0,
		  "\xfd"
		  "7zXZ\0",
		  6, IMAGE_PACKED },
		{ 0, "\x28\xb5\x2f\xfd", 4, IMAGE_PACKED },
		{ 0, "\x50\x2a\x4d\x18", 4, IMAGE_PACKED },
		{ 257, "ustar", 5, IMAGE_TAR },
		{ 0, "PK\3\4", 4, IMAGE_OTHER },
		{ 510, "\x55\xaa", 2, IMAGE_RAW },
		{ 0, "", 0, IMAGE_RAW },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span span = file(1 << 20);

		put(&span, cases[i].at, cases[i].magic, cases[i].len);
		EXPECT_INT(sniff_and_close(&span).kind, cases[i].kind);
	}
}

static void reads_qcow2(void)
{
	struct span span = file(4 << 16);
	struct sniff sniff;

	put_qcow2(&span, 3);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.kind, IMAGE_QCOW2);
	EXPECT_INT(sniff.error, 0);

	span.size = 3 << 16; /* the first level table is cut off */
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, ENODATA);
	span.size = 50;
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, EBADMSG);
	span.size = 4 << 16;

	put_be32(&span, 32, 2);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, ENOKEY);
	put_be32(&span, 32, 0);
	put_be32(&span, 20, 40);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, EBADMSG);
	put_be32(&span, 4, 9);
	EXPECT_INT(sniff_and_close(&span).error, EOPNOTSUPP);
}

/* Offsets near the end of 64 bits must not wrap around. */
static void survives_huge_offsets(void)
{
	struct span span = file(4 << 16);
	struct sniff sniff;

	put_qcow2(&span, 3);
	put(&span, 40, "\xff\xff\xff\xff\xff\xff\xff\xf8", 8);
	put_be32(&span, 36, UINT32_MAX);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, ENODATA);
	put_be32(&span, 4, 1);
	put(&span, 24, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	put(&span, 32, "\x0c\x09\0\0\0\0\0\0", 8);
	sniff = sniff_and_close(&span);
	EXPECT_INT(sniff.kind, IMAGE_QCOW);
	EXPECT_INT(sniff.error, ENODATA);
}

/* A VHD footer of TYPE, with or without its right checksum. */
static void put_footer(const struct span *span, uint64_t at, unsigned char type,
		       uint32_t off_by)
{
	unsigned char footer[512] = "conectix";
	uint32_t sum = 0;

	footer[63] = type;
	for (size_t i = 0; i < sizeof(footer); i++)
		sum += footer[i];
	put(span, at, footer, sizeof(footer));
	put_be32(span, at + 64, ~sum + off_by);
}

static void knows_vhd(void)
{
	struct span span = file((1 << 20) + 512);
	struct sniff sniff;

	put_footer(&span, 1 << 20, 2, 1);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.kind, IMAGE_RAW);
	put_footer(&span, 1 << 20, 2, 0);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.kind, IMAGE_VPC);
	EXPECT_INT(sniff.error, 0);
	put_footer(&span, 0, 4, 0);
	EXPECT_INT(image_sniff(&span, &sniff), 0);
	EXPECT_INT(sniff.error, EOPNOTSUPP);
	put_footer(&span, 0, 3, 0);
	EXPECT_INT(sniff_and_close(&span).error, EBADMSG);
}

static void knows_what_is_no_disk(void)
{
	struct span span = file(0);
	struct sniff sniff = sniff_and_close(&span);

	EXPECT_INT(sniff.error, EMEDIUMTYPE);
	EXPECT_STR(sniff.problem, "is empty");

	span = file(20);
	put(&span, 0, "some text\nmore text\n", 20);
	EXPECT_STR(sniff_and_close(&span).what, "a text file");

	span = file(1 << 20);
	put(&span, 0x8000, "\1CD001\1", 7);
	put(&span, 0x8000 + 80, "\0\2", 2); /* 512 sectors of 2 KiB */
	EXPECT_STR(sniff_and_close(&span).what, "an ISO 9660 image");

	/* What an ISO left on a larger disk. */
	span = file(8 << 20);
	put(&span, 0x8000, "\1CD001\1", 7);
	put(&span, 0x8000 + 80, "\0\2", 2);
	EXPECT_INT(sniff_and_close(&span).kind, IMAGE_RAW);

	span = file(1 << 20);
	put(&span, 0, "LUKS\xba\xbe", 6);
	EXPECT_INT(sniff_and_close(&span).error, ENOKEY);
}

static void takes_names(void)
{
	EXPECT_INT(image_kind_named("VHD"), IMAGE_VPC);
	EXPECT_INT(image_kind_named("qcow2"), IMAGE_QCOW2);
	EXPECT_INT(image_kind_named("file"), IMAGE_OTHER);
	EXPECT_STR(image_driver(IMAGE_VPC), "vpc");
	EXPECT(!image_driver(IMAGE_TAR));
}

const struct test tests[] = {
	{ "tells by magic", tells_by_magic },
	{ "reads qcow2", reads_qcow2 },
	{ "survives huge offsets", survives_huge_offsets },
	{ "knows VHD", knows_vhd },
	{ "knows what is no disk", knows_what_is_no_disk },
	{ "takes names", takes_names },
	{ 0 },
};
