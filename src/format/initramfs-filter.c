/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image made again without some of its files.  Entries that stay keep every field of
 * their header: owners, times, device numbers, hard links.
 */
#include <errno.h>
#include <string.h>

#include "format/cpio.h"
#include "format/deflate.h"
#include "format/initramfs.h"

struct filtering {
	struct pool *pool;
	const struct initramfs_filter *filter;
	struct cpio_writer writer;
	struct cpio_reader reader;
	struct cpio_entry entry; /* whose data comes */
	char *name;
	struct buf data;
	bool taking;
};

static void write_taken(struct filtering *f)
{
	if (f->taking)
		cpio_write_entry(&f->writer, &f->entry, buf_bytes(&f->data));
	f->taking = false;
}

static int on_entry(void *ctx, const struct cpio_entry *entry)
{
	struct filtering *f = ctx;

	write_taken(f);
	if (f->filter->drop(entry->name, f->filter->ctx))
		return CPIO_SKIP;
	f->entry = *entry;
	f->entry.name = f->name = pool_strdup(f->pool, entry->name);
	f->data = (struct buf){ .pool = f->pool };
	if (f->writer.out.len > f->filter->limit ||
	    entry->size > f->filter->limit - f->writer.out.len)
		return -EFBIG;
	f->data.data = pool_alloc(f->pool, entry->size + 1);
	f->data.room = entry->size + 1;
	f->taking = true;
	return entry->size ? CPIO_DATA : CPIO_SKIP;
}

static int on_data(void *ctx, struct bytes chunk)
{
	struct filtering *f = ctx;

	buf_add(&f->data, chunk);
	return 0;
}

static int on_trailer(void *ctx)
{
	struct filtering *f = ctx;

	write_taken(f);
	cpio_write_trailer(&f->writer);
	return CPIO_SKIP;
}

static int on_inflated(void *ctx, struct bytes chunk)
{
	struct filtering *f = ctx;
	size_t used;
	int err = cpio_feed(&f->reader, chunk, &used);

	return !err && used < chunk.len ? -EBADMSG : err;
}

/* One segment's archive, whatever it is packed with, into the writer. */
static int filter_segment(struct filtering *f, struct bytes image,
			  const struct initramfs_segment *segment)
{
	struct cpio_handler handler = { on_entry, on_data, on_trailer, f };
	struct bytes in = bytes_slice(image, segment->offset, segment->len);
	size_t used;
	int err;

	cpio_start(&f->reader, &handler, 0);
	if (segment->kind == INFLATE_NONE)
		err = cpio_feed(&f->reader, in, &used);
	else
		err = inflate_stream(in, &used, f->filter->limit, on_inflated, f);
	write_taken(f);
	return err;
}

/* Plain archives before packed ones are microcode: the kernel wants them as they are. */
static size_t first_packed(const struct initramfs *archive)
{
	for (size_t i = 0; i < archive->segment_count; i++)
		if (archive->segment[i].kind != INFLATE_NONE)
			return i;
	return 0;
}

int initramfs_filter(struct pool *pool, struct bytes image,
		     const struct initramfs *archive,
		     const struct initramfs_filter *filter, struct bytes *out)
{
	struct pool *work = pool_new();
	struct filtering *f = pool_alloc(work, sizeof(*f));
	size_t first = first_packed(archive), count = archive->segment_count;
	struct buf made = { .pool = pool };
	int err = archive->problem || count == 0 ? -EBADMSG : 0;

	f->pool = work;
	f->filter = filter;
	f->writer.out.pool = work;
	for (size_t i = first; !err && i < count; i++)
		err = filter_segment(f, image, &archive->segment[i]);
	if (!err) {
		buf_add(&made, bytes_slice(image, 0, archive->segment[first].offset));
		buf_add(&made,
			archive->segment[count - 1].kind == INFLATE_LZ4_LEGACY
				? deflate_lz4_legacy(work, buf_bytes(&f->writer.out))
				: deflate_gzip(work, buf_bytes(&f->writer.out)));
	}
	*out = buf_bytes(&made);
	pool_free(work);
	return err;
}
