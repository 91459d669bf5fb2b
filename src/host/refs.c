/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/refs.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "host/bigend.h"

enum {
	NAME_MAX_QCOW2 = 1023, /* docs/interop/qcow2.txt; QED and qcow alike */
	EXTENSION_END = 0,
	EXTENSION_FORMAT = 0xe2792aca,
	EXTENSION_DATA_FILE = 0x44415441,
	INCOMPATIBLE_DATA_FILE = 1 << 2,
	QED_BACKING = 1 << 0,
	QED_BACKING_IS_RAW = 1 << 2,
};

void refs_add(struct pool *pool, struct refs *refs, struct ref ref)
{
	size_t size = refs->count * sizeof(ref);

	/* Doubled at the powers of two: nothing that a pool gives is freed. */
	if ((refs->count & (refs->count - 1)) == 0)
		refs->item = pool_grow(pool, refs->item, size, 2 * size + sizeof(ref));
	refs->item[refs->count++] = ref;
}

enum ref_shape ref_shape(const char *name)
{
	const char *part = name;
	size_t len;

	if (*name == '\0')
		return REF_EMPTY;
	if (name[strcspn(name, ":/")] == ':')
		return REF_PROTOCOL;
	if (*name == '/')
		return REF_ABSOLUTE;
	for (; *part; part += len + (part[len] == '/')) {
		len = strcspn(part, "/");
		if (len == 2 && part[0] == '.' && part[1] == '.')
			return REF_UPWARDS;
	}
	return REF_PLAIN;
}

const char *ref_kind_text(enum ref_kind kind)
{
	static const char *const text[] = {
		[REF_BACKING] = "backing file",
		[REF_DATA] = "data file",
		[REF_EXTENT] = "extent",
	};

	return text[kind];
}

const char *ref_shape_text(enum ref_shape shape)
{
	static const char *const text[] = {
		[REF_PLAIN] = "is a plain name",
		[REF_ABSOLUTE] = "is an absolute path",
		[REF_UPWARDS] = "leads out of its directory by \"..\"",
		[REF_PROTOCOL] = "is a URL or pseudo-protocol",
		[REF_EMPTY] = "is empty",
	};

	return text[shape];
}

/* LEN bytes at OFFSET as *NAME; NULL where they are not there or hold a NUL. */
static int read_name(struct pool *pool, const struct span *span, uint64_t offset,
		     uint32_t len, const char **name)
{
	struct bytes text;
	int err;

	*name = NULL;
	if (len == 0 || len > NAME_MAX_QCOW2)
		return 0;
	err = span_bytes(pool, span, offset, len, &text);
	if (!err && text.len == len && !memchr(text.data, 0, len))
		*name = bytes_str(pool, text);
	return err;
}

static int bad(const char **why, const char *text)
{
	*why = text;
	return -EBADMSG;
}

/* What the header extensions of a qcow2 say. */
struct extensions {
	const char *format, *data_file;
};

static int read_extensions(struct pool *pool, struct bytes area, struct extensions *found,
			   const char **why)
{
	while (area.len >= 8) {
		uint32_t type = be32(area.data), len = be32(area.data + 4);
		size_t step = 8 + (((size_t)len + 7) & ~(size_t)7);
		struct bytes value;

		if (type == EXTENSION_END)
			return 0;
		if (len > area.len - 8)
			return bad(why, "has a damaged header extension");
		value = bytes_slice(area, 8, len);
		if (type == EXTENSION_FORMAT)
			found->format = bytes_str(pool, value);
		if (type == EXTENSION_DATA_FILE)
			found->data_file = bytes_str(pool, value);
		area = bytes_slice(area, step, area.len);
	}
	return 0;
}

static int read_qcow2(struct pool *pool, const struct span *span, struct refs *refs,
		      const char **why)
{
	struct extensions ext = { 0 };
	struct bytes head;
	const char *name = NULL;
	uint64_t backing, start = 72, end;
	bool data_file = false;
	int err = span_bytes(pool, span, 0, 1 << 21, &head);

	if (err)
		return err;
	if (head.len < 104)
		return bad(why, "has a damaged header");
	backing = be64(head.data + 8);
	if (be32(head.data + 4) >= 3) {
		start = be32(head.data + 100);
		data_file = be64(head.data + 72) & INCOMPATIBLE_DATA_FILE;
	}
	end = backing ? backing : 1ull << (be32(head.data + 20) & 31);
	if (start > head.len || end > head.len)
		end = head.len;
	if (start < end)
		err = read_extensions(
			pool, bytes_slice(head, start, (size_t)(end - start)), &ext, why);
	if (!err && backing)
		err = read_name(pool, span, backing, be32(head.data + 16), &name);
	if (err)
		return err;
	if (backing && !name)
		return bad(why, "has a backing file name that cannot be read");
	if (data_file && !ext.data_file)
		return bad(why, "needs an external data file and does not name it");
	if (data_file)
		refs_add(pool, refs, (struct ref){ REF_DATA, ext.data_file, "raw", 0 });
	if (backing)
		refs_add(pool, refs, (struct ref){ REF_BACKING, name, ext.format, 0 });
	return 0;
}

static int read_qcow(struct pool *pool, const struct span *span, struct refs *refs,
		     const char **why)
{
	struct bytes head;
	const char *name = NULL;
	int err = span_bytes(pool, span, 0, 48, &head);

	if (err)
		return err;
	if (head.len < 48)
		return bad(why, "has a damaged header");
	if (be64(head.data + 8) == 0)
		return 0;
	err = read_name(pool, span, be64(head.data + 8), be32(head.data + 16), &name);
	if (err)
		return err;
	if (!name)
		return bad(why, "has a backing file name that cannot be read");
	refs_add(pool, refs, (struct ref){ REF_BACKING, name, NULL, 0 });
	return 0;
}

static int read_qed(struct pool *pool, const struct span *span, struct refs *refs,
		    const char **why)
{
	struct bytes head;
	const char *name = NULL;
	uint64_t features;
	int err = span_bytes(pool, span, 0, 64, &head);

	if (err)
		return err;
	if (head.len < 64)
		return bad(why, "has a damaged header");
	features = le64(head.data + 16);
	if (!(features & QED_BACKING))
		return 0;
	err = read_name(pool, span, le32(head.data + 56), le32(head.data + 60), &name);
	if (err)
		return err;
	if (!name)
		return bad(why, "has a backing file name that cannot be read");
	refs_add(pool, refs,
		 (struct ref){ REF_BACKING, name,
			       features & QED_BACKING_IS_RAW ? "raw" : NULL, 0 });
	return 0;
}

int refs_read(struct pool *pool, const struct span *span, enum image_kind kind,
	      struct refs *refs, const char **why)
{
	*refs = (struct refs){ 0 };
	switch (kind) {
	case IMAGE_QCOW2:
		return read_qcow2(pool, span, refs, why);
	case IMAGE_QCOW:
		return read_qcow(pool, span, refs, why);
	case IMAGE_QED:
		return read_qed(pool, span, refs, why);
	case IMAGE_VMDK:
		return vmdk_refs_read(pool, span, refs, why);
	default:
		return 0; /* raw and VDI name no file; QEMU refuses VHD(X) that do */
	}
}
