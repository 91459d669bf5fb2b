/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/sniff.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "format/inflate.h"
#include "host/bigend.h"
#include "host/header.h"

enum {
	HEAD = 4096, /* as much of the beginning as any rule here looks at, but ISO's */
	VHD_FOOTER = 512,
	ISO_PVD = 0x8000,
};

static const struct {
	enum image_kind kind;
	const char *name, *what;
} kinds[] = {
	{ IMAGE_RAW, "raw", "a raw image" },    { IMAGE_QCOW2, "qcow2", "a qcow2 image" },
	{ IMAGE_QCOW, "qcow", "a qcow image" }, { IMAGE_VMDK, "vmdk", "a VMDK image" },
	{ IMAGE_VPC, "vpc", "a VHD image" },    { IMAGE_VPC, "vhd", "a VHD image" },
	{ IMAGE_VHDX, "vhdx", "a VHDX image" }, { IMAGE_VDI, "vdi", "a VDI image" },
	{ IMAGE_QED, "qed", "a QED image" },
};

/* Magic numbers at one place. */
static const struct magic {
	size_t offset;
	const char *bytes;
	size_t len;
	enum image_kind kind;
	const char *what; /* where kinds[] does not say it */
} magics[] = {
	{ 0, "QFI\xfb\0\0\0\1", 8, IMAGE_QCOW, NULL },
	{ 0, "QFI\xfb", 4, IMAGE_QCOW2, NULL },
	{ 0, "KDMV", 4, IMAGE_VMDK, NULL },
	{ 0, "COWD", 4, IMAGE_VMDK, NULL },
	{ 0, "conectix", 8, IMAGE_VPC, NULL },
	{ 0, "vhdxfile", 8, IMAGE_VHDX, NULL },
	{ 0x40, "\x7f\x10\xda\xbe", 4, IMAGE_VDI, NULL },
	{ 0, "QED\0", 4, IMAGE_QED, NULL },
	{ 257, "ustar", 5, IMAGE_TAR, "a tar archive" },
	{ 0, "PK\3\4", 4, IMAGE_OTHER, "a zip archive" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, IMAGE_OTHER, "a 7-Zip archive" },
	{ 0, "Rar!\x1a\7", 6, IMAGE_OTHER, "a RAR archive" },
	{ 0, "MSWIM\0\0\0", 8, IMAGE_OTHER, "a Windows image (WIM)" },
	{ 0, "WithoutFreeSpace", 16, IMAGE_OTHER, "a Parallels image" },
	{ 0, "WithouFreSpacExt", 16, IMAGE_OTHER, "a Parallels image" },
	{ 0,
	  "\x7f"
	  "ELF",
	  4, IMAGE_OTHER, "an ELF program" },
	{ 0, "%PDF-", 5, IMAGE_OTHER, "a PDF document" },
};

const char *image_driver(enum image_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return NULL;
}

enum image_kind image_kind_named(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcasecmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	return IMAGE_OTHER;
}

static const char *what_of(enum image_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return kinds[i].what;
	return "not a disk image";
}

static bool find_magic(struct bytes head, struct sniff *sniff)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *magic = &magics[i];

		if (head.len < magic->offset + magic->len ||
		    memcmp(head.data + magic->offset, magic->bytes, magic->len) != 0)
			continue;
		sniff->kind = magic->kind;
		sniff->what = magic->what ? magic->what : what_of(magic->kind);
		return true;
	}
	return false;
}

static bool find_packed(struct bytes head, struct sniff *sniff)
{
	static const struct {
		enum inflate_kind kind;
		const char *what;
	} packers[] = {
		{ INFLATE_GZIP, "a gzip file" }, { INFLATE_XZ, "an xz file" },
		{ INFLATE_ZSTD, "a zstd file" }, { INFLATE_BZIP2, "a bzip2 file" },
		{ INFLATE_LZ4, "an lz4 file" },
	};
	enum inflate_kind kind = inflate_sniff(head);

	/* pzstd begins with a skippable frame (RFC 8878, 3.1.2). */
	if (head.len >= 4 && (le32(head.data) & ~0xfu) == 0x184d2a50)
		kind = INFLATE_ZSTD;
	for (size_t i = 0; i < sizeof(packers) / sizeof(packers[0]); i++) {
		if (kind == INFLATE_NONE || packers[i].kind != kind)
			continue;
		sniff->kind = IMAGE_PACKED;
		sniff->what = packers[i].what;
		return true;
	}
	return false;
}

/* The text file of a VMDK whose data is elsewhere. */
static bool is_vmdk_descriptor(struct bytes head)
{
	static const char line[] = "# Disk DescriptorFile";

	return head.len >= sizeof(line) - 1 &&
	       strncasecmp((const char *)head.data, line, sizeof(line) - 1) == 0;
}

/*
 * A whole file of text: no byte that text has not.  Boot code always has one, and so has
 * every file system's superblock.
 */
static bool is_text(struct bytes head)
{
	for (size_t i = 0; i < head.len; i++)
		if (head.data[i] < 0x20 && !strchr("\t\n\v\f\r\b\033", head.data[i]))
			return false;
	return head.len > 0 && !memchr(head.data, 0, head.len) &&
	       !(head.len >= 512 && head.data[510] == 0x55 && head.data[511] == 0xaa);
}

/*
 * ISO 9660 (ECMA-119, 8.4).  A disk that once carried an ISO and was partitioned anew
 * still has its volume descriptor, in the gap before the first partition; then the volume
 * is but a part of the disk.
 */
static int find_iso(struct pool *pool, const struct span *span, bool *found)
{
	struct bytes pvd;
	int err = span_bytes(pool, span, ISO_PVD, 2048, &pvd);

	*found = !err && pvd.len == 2048 && memcmp(pvd.data + 1, "CD001", 5) == 0 &&
		 (uint64_t)le32(pvd.data + 80) * 2048 >= span->size / 2;
	return err;
}

/* A fixed VHD is a raw image with a footer that a raw image cannot have by chance. */
static int find_footer(struct pool *pool, const struct span *span, bool *found)
{
	struct bytes footer;
	int err;

	*found = false;
	if (span->size <= VHD_FOOTER)
		return 0;
	err = span_bytes(pool, span, span->size - VHD_FOOTER, VHD_FOOTER, &footer);
	*found = !err && vhd_footer_is_good(footer);
	return err;
}

static int sniff_raw(struct pool *pool, const struct span *span, struct bytes head,
		     struct sniff *sniff)
{
	bool found;
	int err = find_footer(pool, span, &found);

	if (!err && found) {
		*sniff = (struct sniff){ .kind = IMAGE_VPC, .what = "a fixed VHD image" };
		return 0;
	}
	if (!err)
		err = find_iso(pool, span, &found);
	if (!err && found)
		*sniff = (struct sniff){ .kind = IMAGE_OTHER,
					 .what = "an ISO 9660 image" };
	else if (!err && is_text(head))
		*sniff = (struct sniff){ .kind = IMAGE_OTHER, .what = "a text file" };
	else
		*sniff = (struct sniff){ .kind = IMAGE_RAW, .what = what_of(IMAGE_RAW) };
	return err;
}

static int sniff_in(struct pool *pool, const struct span *span, struct sniff *sniff)
{
	struct bytes head;
	int err = span_bytes(pool, span, 0, HEAD, &head);

	if (err)
		return err;
	if (is_vmdk_descriptor(head))
		*sniff =
			(struct sniff){ .kind = IMAGE_VMDK, .what = what_of(IMAGE_VMDK) };
	else if (!find_magic(head, sniff) && !find_packed(head, sniff))
		err = sniff_raw(pool, span, head, sniff);
	if (!err && sniff->kind == IMAGE_OTHER) {
		sniff->error = EMEDIUMTYPE;
		sniff->problem = "is not a disk image";
	}
	return err;
}

int image_sniff(const struct span *span, struct sniff *sniff)
{
	struct pool *pool;
	int err;

	*sniff = (struct sniff){ .kind = IMAGE_OTHER, .what = "an empty file" };
	if (span->size == 0) {
		sniff->error = EMEDIUMTYPE;
		sniff->problem = "is empty";
		return 0;
	}
	pool = pool_new();
	err = sniff_in(pool, span, sniff);
	if (!err && image_driver(sniff->kind))
		err = header_check(pool, span, sniff);
	pool_free(pool);
	return err;
}

int image_sniff_as(const struct span *span, enum image_kind kind, struct sniff *sniff)
{
	struct pool *pool = pool_new();
	int err;

	*sniff = (struct sniff){ .kind = kind, .what = what_of(kind) };
	err = header_check(pool, span, sniff);
	pool_free(pool);
	return err;
}
