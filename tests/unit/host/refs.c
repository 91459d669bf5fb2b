/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/refs.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

/* SIZE zero bytes, then what the caller puts there. */
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

static struct span text_file(const char *text)
{
	struct span span = file(strlen(text));

	put(&span, 0, text, strlen(text));
	return span;
}

static void classifies(void)
{
	static const struct {
		const char *name;
		enum ref_shape shape;
	} cases[] = {
		{ "base.raw", REF_PLAIN },
		{ "sub/base.raw", REF_PLAIN },
		{ "a/..b/c..", REF_PLAIN },
		{ "./a:b", REF_PLAIN },
		{ "", REF_EMPTY },
		{ "/base", REF_ABSOLUTE },
		{ "//host/base", REF_ABSOLUTE },
		{ "..", REF_UPWARDS },
		{ "../base", REF_UPWARDS },
		{ "a/../../base", REF_UPWARDS },
		{ "a/..", REF_UPWARDS },
		{ "nbd://host/x", REF_PROTOCOL },
		{ "json:{}", REF_PROTOCOL },
		{ "file:base", REF_PROTOCOL },
		{ "fat:rw:/etc", REF_PROTOCOL },
		{ "C:\\base.vhd", REF_PROTOCOL },
		{ ":", REF_PROTOCOL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		EXPECT_INT(ref_shape(cases[i].name), cases[i].shape);
}

/* A version 3 header with both extensions, a data file and a backing file. */
static struct span qcow2(void)
{
	struct span span = file(1 << 16);

	put(&span, 0, "QFI\xfb\0\0\0\3", 8);
	put(&span, 8, "\0\0\0\0\0\0\2\0\0\0\0\4", 12);
	put(&span, 20, "\0\0\0\x10", 4);
	put(&span, 72, "\0\0\0\0\0\0\0\4", 8);
	put(&span, 100, "\0\0\0\x68", 4);
	put(&span, 104, "\xe2\x79\x2a\xca\0\0\0\3raw", 11);
	put(&span, 120, "\x44\x41\x54\x41\0\0\0\5d.raw", 13);
	put(&span, 512, "base", 4);
	return span;
}

static void reads_qcow2(void)
{
	struct pool *pool = pool_new();
	struct span span = qcow2();
	const char *why = "";
	struct refs refs;

	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), 0);
	if (EXPECT(refs.count == 2)) {
		EXPECT_INT(refs.item[0].kind, REF_DATA);
		EXPECT_STR(refs.item[0].name, "d.raw");
		EXPECT_INT(refs.item[1].kind, REF_BACKING);
		EXPECT_STR(refs.item[1].name, "base");
		EXPECT_STR(refs.item[1].format, "raw");
	}

	/* Data file bit without a name; an extension and a name beyond the file. */
	put(&span, 120, "\0\0\0\0", 4);
	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), -EBADMSG);
	put(&span, 72, "\0\0\0\0\0\0\0\0", 8);
	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), 0);
	put(&span, 108, "\xff\xff\xff\xff", 4);
	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), -EBADMSG);
	put(&span, 104, "\0\0\0\0", 4);
	put(&span, 8, "\0\0\0\0\0\0\xff\xfe", 8);
	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), -EBADMSG);
	/* A name that ends earlier for QEMU than its length says. */
	put(&span, 8, "\0\0\0\0\0\0\2\0\0\0\0\6", 12);
	EXPECT_INT(refs_read(pool, &span, IMAGE_QCOW2, &refs, &why), -EBADMSG);
	EXPECT_STR(why, "has a backing file name that cannot be read");
	(void)close(span.fd);
	pool_free(pool);
}

static int read_text(struct pool *pool, const char *text, struct refs *refs)
{
	struct span span = text_file(text);
	const char *why = "";
	int err = refs_read(pool, &span, IMAGE_VMDK, refs, &why);

	(void)close(span.fd);
	return err;
}

#define HEADER "# Disk DescriptorFile\n"

static void reads_descriptors(void)
{
	struct pool *pool = pool_new();
	struct refs refs;

	EXPECT_INT(read_text(pool, HEADER "parentCID=ffffffff\nRW 8 FLAT \"a b\" 2\n",
			     &refs),
		   0);
	if (EXPECT(refs.count == 1)) {
		EXPECT_STR(refs.item[0].name, "a b");
		EXPECT_STR(refs.item[0].format, "raw");
		EXPECT_INT(refs.item[0].needs, 5120);
	}
	EXPECT_INT(read_text(pool, HEADER "\v\f rw 8 SPARSE \"x\"", &refs), 0);
	EXPECT_INT(refs.count, 1);
	EXPECT_INT(read_text(pool, HEADER "RW 8 ZERO\n", &refs), 0);
	EXPECT_INT(refs.count, 0);
	EXPECT_INT(read_text(pool,
			     HEADER "parentFileNameHint=\"p.vmdk\"\nparentCID = 12\n",
			     &refs),
		   0);
	if (EXPECT(refs.count == 1))
		EXPECT_STR(refs.item[0].name, "p.vmdk");
	pool_free(pool);
}

/* QEMU might make an extent of these; none may pass unseen. */
static void refuses_odd_extents(void)
{
	static const char *const lines[] = {
		HEADER "RW\n8 FLAT \"a\" 0\n",
		HEADER "RW 8 FLAT\n\"a\" 0\n",
		HEADER "RW 8 FLAT \"a\r\" 0\n",
		HEADER "RW x FLAT \"a\" 0\n",
		HEADER "RW 8 FLAT \"a 0\n",
		HEADER "RW",
		HEADER "RW 99999999999999999999 FLAT \"a\" 0\n",
	};
	struct pool *pool = pool_new();
	struct refs refs;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		EXPECT_INT(read_text(pool, lines[i], &refs), -EBADMSG);
	EXPECT_INT(read_text(pool, HEADER "parentCID=1\n", &refs), -EBADMSG);
	pool_free(pool);
}

const struct test tests[] = {
	{ "classifies", classifies },
	{ "reads qcow2", reads_qcow2 },
	{ "reads descriptors", reads_descriptors },
	{ "refuses odd extents", refuses_odd_extents },
	{ 0 },
};
