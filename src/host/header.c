/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/header.h"

#include <errno.h>
#include <string.h>

#include "host/bigend.h"

enum { FOOTER = 512, VHD_FIXED = 2, VHD_DYNAMIC = 3, VHD_DIFFERENCING = 4 };

static const char truncated[] = "is truncated: its tables lie beyond the end of the file";
static const char damaged[] = "has a damaged header";

static void problem(struct sniff *sniff, int error, const char *text)
{
	sniff->error = error;
	sniff->problem = text;
}

/* Whether COUNT items of SIZE bytes at OFFSET lie in the span. */
static bool fits(const struct span *span, uint64_t offset, uint64_t count, uint64_t size)
{
	return offset <= span->size && count <= (span->size - offset) / size;
}

/* docs/interop/qcow2.txt, "Header". */
static void check_qcow2(const struct span *span, struct bytes head, struct sniff *sniff)
{
	uint32_t version, bits;

	if (head.len < 72 || memcmp(head.data, "QFI\xfb", 4) != 0) {
		problem(sniff, EBADMSG, damaged);
		return;
	}
	version = be32(head.data + 4);
	bits = be32(head.data + 20);
	if (version != 2 && version != 3)
		problem(sniff, EOPNOTSUPP, "is of an unknown qcow2 version");
	else if (bits < 9 || bits > 21 || (version == 3 && head.len < 104))
		problem(sniff, EBADMSG, damaged);
	else if (be32(head.data + 32) != 0)
		problem(sniff, ENOKEY, "is encrypted");
	else if (!fits(span, be64(head.data + 40), be32(head.data + 36), 8) ||
		 !fits(span, be64(head.data + 48), be32(head.data + 56), 1ull << bits))
		problem(sniff, ENODATA, truncated);
}

/* Whether a cluster or table of TABLE, entries of qcow, begins beyond the span. */
static bool points_beyond(const struct span *span, struct bytes table, unsigned bits)
{
	const uint64_t compressed = 1ull << 63;

	for (size_t i = 0; i + 8 <= table.len; i += 8) {
		uint64_t entry = be64(table.data + i);

		if (entry & compressed)
			entry &= (1ull << (63 - bits)) - 1;
		if (entry >= span->size)
			return true;
	}
	return false;
}

/* "qemu-img check" knows nothing of qcow, and QEMU reads zeroes beyond the end. */
static int check_qcow_tables(struct pool *pool, const struct span *span,
			     struct bytes head, struct sniff *sniff)
{
	unsigned bits = head.data[32], l2_bits = head.data[33];
	uint64_t reach = 1ull << (bits + l2_bits), size = be64(head.data + 24);
	uint64_t entries = size / reach + (size % reach != 0), at = be64(head.data + 40);
	struct pool *scratch;
	struct bytes l1, l2;
	bool beyond = entries > 1 << 20 || !fits(span, at, entries, 8);
	int err = beyond ? 0 : span_bytes(pool, span, at, (size_t)entries * 8, &l1);

	if (!err && !beyond)
		beyond = points_beyond(span, l1, bits);
	for (size_t i = 0; !err && !beyond && i + 8 <= l1.len; i += 8) {
		uint64_t table = be64(l1.data + i);

		if (table == 0)
			continue;
		scratch = pool_new();
		err = span_bytes(scratch, span, table, (size_t)8 << l2_bits, &l2);
		beyond = err || l2.len < (size_t)8 << l2_bits ||
			 points_beyond(span, l2, bits);
		pool_free(scratch);
	}
	if (beyond)
		problem(sniff, ENODATA, truncated);
	return err;
}

/* QEMU block/qcow.c, QCowHeader. */
static int check_qcow(struct pool *pool, const struct span *span, struct bytes head,
		      struct sniff *sniff)
{
	if (head.len < 48 || memcmp(head.data, "QFI\xfb\0\0\0\1", 8) != 0 ||
	    head.data[32] < 9 || head.data[32] > 16 || head.data[33] < 6 ||
	    head.data[33] > 13)
		problem(sniff, EBADMSG, damaged);
	else if (be32(head.data + 36) != 0)
		problem(sniff, ENOKEY, "is encrypted");
	else
		return check_qcow_tables(pool, span, head, sniff);
	return 0;
}

/* docs/interop/qed_spec.txt. */
static void check_qed(const struct span *span, struct bytes head, struct sniff *sniff)
{
	uint64_t cluster, table;

	if (head.len < 64 || memcmp(head.data, "QED\0", 4) != 0) {
		problem(sniff, EBADMSG, damaged);
		return;
	}
	cluster = le32(head.data + 4);
	table = le32(head.data + 8);
	if (cluster < 4096 || table == 0 || table > 16)
		problem(sniff, EBADMSG, damaged);
	else if (!fits(span, le64(head.data + 40), table, cluster))
		problem(sniff, ENODATA, truncated);
}

/*
 * VMware Virtual Disk Format 5.0, "Hosted Sparse Extent Header".  A stream-optimized
 * extent has its grain directory at the end, found by a second header there.
 */
static void check_vmdk(const struct span *span, struct bytes head, struct sniff *sniff)
{
	struct bytes footer = { 0 };
	uint64_t directory;
	unsigned char magic[4];

	if (bytes_find(head, bytes_of("encryption.keySafe"), 0) >= 0) {
		problem(sniff, ENOKEY, "is encrypted");
		return;
	}
	if (head.len < 512 || memcmp(head.data, "KDMV", 4) != 0)
		return;
	directory = le64(head.data + 56);
	if (directory == UINT64_MAX) {
		if (span->size >= 1536 &&
		    span_read(span, span->size - 1024, magic, 4) == 4)
			footer = (struct bytes){ magic, 4 };
		if (!bytes_is(footer, "KDMV"))
			problem(sniff, ENODATA, "is truncated: its end is missing");
	} else if (directory > span->size / 512) {
		problem(sniff, ENODATA, truncated);
	}
}

bool vhd_footer_is_good(struct bytes footer)
{
	uint32_t sum = 0;

	if (footer.len < FOOTER || memcmp(footer.data, "conectix", 8) != 0)
		return false;
	for (size_t i = 0; i < FOOTER; i++)
		if (i < 64 || i > 67)
			sum += footer.data[i];
	return be32(footer.data + 64) == ~sum;
}

/* The block allocation table of a dynamic VHD: no block may begin beyond the end. */
static int check_bat(struct pool *pool, const struct span *span, uint64_t header,
		     struct sniff *sniff)
{
	struct bytes dynamic, bat;
	uint64_t table;
	uint32_t entries;
	int err = span_bytes(pool, span, header, 1024, &dynamic);

	if (err)
		return err;
	if (dynamic.len < 1024 || memcmp(dynamic.data, "cxsparse", 8) != 0) {
		problem(sniff, EBADMSG, damaged);
		return 0;
	}
	table = be64(dynamic.data + 16);
	entries = be32(dynamic.data + 28);
	if (!fits(span, table, entries, 4) || entries > 1u << 22) {
		problem(sniff, ENODATA, truncated);
		return 0;
	}
	err = span_bytes(pool, span, table, (size_t)entries * 4, &bat);
	for (size_t i = 0; !err && i + 4 <= bat.len; i += 4) {
		uint32_t sector = be32(bat.data + i);

		if (sector != UINT32_MAX && (uint64_t)sector * 512 >= span->size)
			problem(sniff, ENODATA,
				"is truncated: it has blocks beyond its end");
	}
	return err;
}

static int check_vpc(struct pool *pool, const struct span *span, struct bytes head,
		     struct sniff *sniff)
{
	struct bytes footer = head;
	int err = 0;

	if (!bytes_starts(head, "conectix") && span->size >= FOOTER)
		err = span_bytes(pool, span, span->size - FOOTER, FOOTER, &footer);
	if (err)
		return err;
	if (!vhd_footer_is_good(footer)) {
		problem(sniff, EBADMSG, damaged);
		return 0;
	}
	switch (be32(footer.data + 60)) {
	case VHD_FIXED:
		return 0;
	case VHD_DYNAMIC:
		return check_bat(pool, span, be64(footer.data + 16), sniff);
	case VHD_DIFFERENCING:
		problem(sniff, EOPNOTSUPP,
			"is a differencing VHD: merge it into its parent first");
		return 0;
	default:
		problem(sniff, EBADMSG, damaged);
		return 0;
	}
}

/* VirtualBox src/VBox/Storage/VDICore.h, VDIHEADER1PLUS; type 4 is a difference. */
static void check_vdi(const struct span *span, struct bytes head, struct sniff *sniff)
{
	uint32_t block;

	if (head.len < 512 || le32(head.data + 0x40) != 0xbeda107f) {
		problem(sniff, EBADMSG, damaged);
		return;
	}
	block = le32(head.data + 0x178);
	if (le32(head.data + 0x4c) == 4)
		problem(sniff, EOPNOTSUPP,
			"is a differencing VDI: merge it into its parent first");
	else if (block == 0)
		problem(sniff, EBADMSG, damaged);
	else if (!fits(span, le32(head.data + 0x158), le32(head.data + 0x184), block))
		problem(sniff, ENODATA, truncated);
}

int header_check(struct pool *pool, const struct span *span, struct sniff *sniff)
{
	struct bytes head;
	int err = span_bytes(pool, span, 0, 65536, &head);

	if (err)
		return err;
	switch (sniff->kind) {
	case IMAGE_QCOW2:
		check_qcow2(span, head, sniff);
		break;
	case IMAGE_QCOW:
		return check_qcow(pool, span, head, sniff);
	case IMAGE_QED:
		check_qed(span, head, sniff);
		break;
	case IMAGE_VMDK:
		check_vmdk(span, head, sniff);
		break;
	case IMAGE_VDI:
		check_vdi(span, head, sniff);
		break;
	case IMAGE_VPC:
		return check_vpc(pool, span, head, sniff);
	case IMAGE_VHDX:
		if (!bytes_starts(head, "vhdxfile"))
			problem(sniff, EBADMSG, damaged);
		break;
	case IMAGE_RAW:
		if (head.len >= 6 && memcmp(head.data, "LUKS\xba\xbe", 6) == 0)
			problem(sniff, ENOKEY, "is encrypted (LUKS)");
		break;
	default:
		break;
	}
	return 0;
}
