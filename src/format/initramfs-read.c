/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "format/cpio.h"
#include "format/initramfs-internal.h"

enum {
	ENTRIES_MAX = 1 << 20,
	SEGMENTS_MAX = 4096,
	STEPS_MAX = 32 << 20,
};

#define INFLATE_LIMIT (UINT64_C(4) << 30)
#define KEEP_LIMIT    (UINT64_C(64) << 20)

struct reading {
	struct pool *pool;
	struct initramfs *archive;
	const struct initramfs_options *options;
	struct cpio_handler handler;
	struct cpio_reader cpio;
	struct initramfs_placing placing;
	size_t segments_room, entries;
	enum { NEW_SEGMENT, IN_SEGMENT, AFTER_TRAILER } place;
	const char *old; /* the file system an old initrd holds */
};

static int fail(struct reading *r, size_t offset, const char *problem)
{
	r->archive->problem = problem;
	r->archive->problem_offset = offset;
	return -EBADMSG;
}

void *initramfs_more(struct pool *pool, void *old, size_t size, size_t count,
		     size_t *room)
{
	size_t new_room = *room ? *room * 2 : 64;

	if (count < *room)
		return old;
	*room = new_room;
	return pool_grow(pool, old, count * size, new_room * size);
}

static struct initramfs_segment *segment_add(struct reading *r, size_t offset,
					     enum inflate_kind kind)
{
	struct initramfs *archive = r->archive;
	size_t count = archive->segment_count;

	if (count == SEGMENTS_MAX) {
		(void)fail(r, offset, "too many segments");
		return NULL;
	}
	archive->segment =
		initramfs_more(r->pool, archive->segment, sizeof(*archive->segment),
			       count, &r->segments_room);
	archive->segment[count] = (struct initramfs_segment){ offset, 0, kind, 0 };
	return &archive->segment[archive->segment_count++];
}

static struct initramfs_segment *segment_last(const struct reading *r)
{
	return &r->archive->segment[r->archive->segment_count - 1];
}

static int on_data(void *ctx, struct bytes chunk)
{
	return initramfs_place_data(&((struct reading *)ctx)->placing, chunk);
}

static int on_entry(void *ctx, const struct cpio_entry *e)
{
	struct reading *r = ctx;
	int said;

	if (r->place == AFTER_TRAILER && segment_last(r)->kind == INFLATE_NONE) {
		segment_last(r)->len = e->offset - segment_last(r)->offset;
		if (!segment_add(r, e->offset, INFLATE_NONE))
			return -EBADMSG;
	}
	r->place = IN_SEGMENT;
	if (++r->entries > ENTRIES_MAX)
		return fail(r, segment_last(r)->offset, "too many entries");
	segment_last(r)->entries++;
	said = initramfs_place(&r->placing, e);
	if (said < 0)
		r->archive->problem_offset = segment_last(r)->offset;
	return said;
}

static int on_trailer(void *ctx)
{
	struct reading *r = ctx;

	r->place = AFTER_TRAILER;
	initramfs_links_forget(&r->placing);
	return CPIO_SKIP;
}

/* What an initrd was before there was initramfs: kernel init/do_mounts_rd.c. */
static const char *old_initrd(struct bytes head)
{
	static const struct {
		size_t offset, len;
		const char *magic, *name;
	} kinds[] = {
		{ 0x438, 2, "\x53\xef", "ext2" },
		{ 0, 4, "\x45\x3d\xcd\x28", "cramfs" },
		{ 0x200, 4, "\x45\x3d\xcd\x28", "cramfs" },
		{ 0, 8, "-rom1fs-", "romfs" },
		{ 0x410, 2, "\x7f\x13", "minix" },
		{ 0x410, 2, "\x8f\x13", "minix" },
		{ 0, 4, "hsqs", "squashfs" },
	};

	if (head.len >= 6 && memcmp(head.data, "07070", 5) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (head.len >= kinds[i].offset + kinds[i].len &&
		    memcmp(head.data + kinds[i].offset, kinds[i].magic, kinds[i].len) ==
			    0)
			return kinds[i].name;
	return NULL;
}

static int on_inflated(void *ctx, struct bytes chunk)
{
	struct reading *r = ctx;
	size_t used;
	int err;

	if (r->archive->inflated == 0)
		r->old = old_initrd(chunk);
	if (r->old)
		return -EMEDIUMTYPE;
	r->archive->inflated += chunk.len;
	err = cpio_feed(&r->cpio, chunk, &used);
	if (!err && used < chunk.len) {
		r->cpio.problem = "something that is not cpio between entries";
		r->cpio.problem_offset = r->cpio.offset;
		err = -EBADMSG;
	}
	return err;
}

/* Say why a compressed segment could not be read to its end. */
static int inflate_problem(struct reading *r, size_t offset, const char *name, int err)
{
	const struct cpio_reader *cpio = &r->cpio;

	if (r->archive->problem)
		r->archive->problem_offset = offset;
	else if (cpio->problem)
		(void)fail(r, offset,
			   pool_printf(r->pool,
				       "the %s segment holds %s (%llu bytes into it)",
				       name, cpio->problem,
				       (unsigned long long)cpio->problem_offset));
	else if (err == -ENODATA)
		(void)fail(r, offset, pool_printf(r->pool, "%s data cut off", name));
	else if (err == -EFBIG)
		(void)fail(r, offset, pool_printf(r->pool, "%s data too big", name));
	else if (err == -EOPNOTSUPP)
		(void)fail(r, offset, pool_printf(r->pool, "%s cannot be read", name));
	else if (err != -EMEDIUMTYPE)
		(void)fail(r, offset, pool_printf(r->pool, "%s data damaged", name));
	return err;
}

/*
 * What we can inflate and the kernel cannot, or NULL: it knows lz4 by the legacy magic
 * number (lib/decompress.c), and of xz no other check than CRC32
 * (Documentation/staging/xz.rst).
 */
static const char *kernel_refuses(enum inflate_kind kind, struct bytes in)
{
	enum { XZ_CHECK = 7, XZ_NONE = 0, XZ_CRC32 = 1 };

	if (kind == INFLATE_LZ4)
		return "an lz4 frame that is not the legacy one, which the kernel does "
		       "not "
		       "take";
	if (kind == INFLATE_XZ && in.len > XZ_CHECK &&
	    (in.data[XZ_CHECK] & 0xf) != XZ_NONE && (in.data[XZ_CHECK] & 0xf) != XZ_CRC32)
		return "xz data with a check other than CRC32, which the kernel does not "
		       "take";
	return NULL;
}

static int read_packed(struct reading *r, struct bytes rest, size_t *pos)
{
	enum inflate_kind kind = inflate_sniff(rest);
	const char *refused = kernel_refuses(kind, rest);
	struct initramfs_segment *segment;
	size_t used;
	int err;

	if (kind == INFLATE_NONE)
		return fail(r, *pos, "neither cpio nor compressed data");
	if (refused)
		return fail(r, *pos, refused);
	segment = segment_add(r, *pos, kind);
	if (!segment)
		return -EBADMSG;
	cpio_start(&r->cpio, &r->handler, 0);
	err = inflate_stream(rest, &used,
			     r->options->inflate_limit - r->archive->inflated,
			     on_inflated, r);
	if (!err)
		err = cpio_finish(&r->cpio);
	segment->len = used;
	*pos += used;
	return err ? inflate_problem(r, segment->offset, inflate_name(kind), err) : 0;
}

static int read_plain(struct reading *r, struct bytes rest, size_t *pos)
{
	size_t used;
	int err;

	if (!segment_add(r, *pos, INFLATE_NONE))
		return -EBADMSG;
	cpio_start(&r->cpio, &r->handler, *pos);
	err = cpio_feed(&r->cpio, rest, &used);
	*pos += used;
	segment_last(r)->len = *pos - segment_last(r)->offset;
	if (!err && used == rest.len)
		err = cpio_finish(&r->cpio);
	if (err && !r->archive->problem)
		(void)fail(r, (size_t)r->cpio.problem_offset, r->cpio.problem);
	return err;
}

/* As unpack_to_rootfs() of the kernel; IN starts at START of the image. */
static int read_segments(struct reading *r, struct bytes in, size_t start)
{
	size_t pos = start;
	int err = 0;

	while (!err && pos - start < in.len) {
		struct bytes rest = bytes_slice(in, pos - start, SIZE_MAX);

		r->place = NEW_SEGMENT;
		if (rest.data[0] == '0' && pos % 4 == 0)
			err = read_plain(r, rest, &pos);
		else if (rest.data[0] == 0)
			pos++;
		else
			err = read_packed(r, rest, &pos);
	}
	return err;
}

static struct reading *reading_new(struct pool *pool, struct pool *work,
				   const struct initramfs_options *options)
{
	struct reading *r = pool_alloc(work, sizeof(*r));
	struct initramfs_options *limits = pool_alloc(work, sizeof(*limits));

	*limits = *options;
	limits->inflate_limit =
		limits->inflate_limit ? limits->inflate_limit : INFLATE_LIMIT;
	limits->keep_limit = limits->keep_limit ? limits->keep_limit : KEEP_LIMIT;
	r->pool = pool;
	r->archive = pool_alloc(pool, sizeof(*r->archive));
	r->options = limits;
	r->placing = (struct initramfs_placing){
		.pool = pool,
		.work = work,
		.archive = r->archive,
		.options = limits,
		.budget = STEPS_MAX,
	};
	r->handler = (struct cpio_handler){ on_entry, on_data, on_trailer, r };
	initramfs_links_forget(&r->placing);
	return r;
}

int initramfs_read(struct pool *pool, struct bytes image,
		   const struct initramfs_options *options, struct initramfs **out)
{
	struct pool *work = pool_new();
	struct reading *r = reading_new(pool, work, options);
	int err;

	r->archive->index = initramfs_index_new(pool, r->archive);
	r->old = old_initrd(image);
	if (image.len == 0)
		(void)fail(r, 0, "empty");
	else if (!r->old)
		(void)read_segments(r, image, 0);
	if (r->old)
		r->archive->problem =
			pool_printf(pool, "an old initrd (%s), not an initramfs", r->old);
	initramfs_place_settle(&r->placing);
	*out = r->archive;
	err = r->old ? -EMEDIUMTYPE : 0;
	pool_free(work);
	return err;
}

void initramfs_read_on(struct pool *pool, const struct initramfs *base, size_t base_len,
		       struct bytes added, const struct initramfs_options *options,
		       struct initramfs **out)
{
	struct pool *work = pool_new();
	struct reading *r = reading_new(pool, work, options);

	initramfs_copy(&r->placing, base);
	r->segments_room = r->archive->segment_count + 1;
	(void)read_segments(r, added, base_len);
	initramfs_place_settle(&r->placing);
	*out = r->archive;
	pool_free(work);
}
