/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "format/cpio.h"
#include "format/initramfs-internal.h"

enum {
	ENTRIES_MAX = 1 << 20,
	SEGMENTS_MAX = 4096,
	NAMES_MAX = 128 << 20, /* bytes of all paths */
	STEPS_MAX = 32 << 20,
	TARGET_MAX = 4096, /* the kernel's PATH_MAX */
};

#define INFLATE_LIMIT (UINT64_C(4) << 30)
#define KEEP_LIMIT    (UINT64_C(64) << 20)

/* What a regular file holds; hard links share it. */
struct content {
	uint64_t size;
	struct buf data;
	bool wanted;
};

/* A name other names may be hard links to. */
struct link {
	uint32_t ino, major, minor;
	size_t content, next;
};

enum { LINK_BUCKETS = 4096 };

struct reading {
	struct pool *pool;
	struct pool *work; /* ends with the reading */
	struct initramfs *archive;
	const struct initramfs_options *options;
	struct cpio_handler handler;
	struct cpio_reader cpio;
	size_t segments_room, entries, names, budget;
	struct content *content;
	size_t contents, contents_room;
	struct link *link;
	size_t links, links_room;
	size_t link_bucket[LINK_BUCKETS];
	uint64_t kept;
	size_t current; /* the file whose data comes */
	struct buf target;
	enum { NEW_SEGMENT, IN_SEGMENT, AFTER_TRAILER } place;
	const char *old; /* the file system an old initrd holds */
};

static int fail(struct reading *r, size_t offset, const char *problem)
{
	r->archive->problem = problem;
	r->archive->problem_offset = offset;
	return -EBADMSG;
}

static void *more(struct pool *pool, void *old, size_t size, size_t count, size_t *room)
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
	archive->segment = more(r->pool, archive->segment, sizeof(*archive->segment),
				count, &r->segments_room);
	archive->segment[count] = (struct initramfs_segment){ offset, 0, kind, 0 };
	return &archive->segment[archive->segment_count++];
}

static struct initramfs_segment *segment_last(const struct reading *r)
{
	return &r->archive->segment[r->archive->segment_count - 1];
}

static size_t content_add(struct reading *r)
{
	r->content = more(r->work, r->content, sizeof(*r->content), r->contents,
			  &r->contents_room);
	r->content[r->contents] = (struct content){ .data.pool = r->pool };
	return r->contents++;
}

static void links_forget(struct reading *r)
{
	r->links = 0;
	memset(r->link_bucket, 0xff, sizeof(r->link_bucket));
}

/* The content ENTRY shares with an earlier name, or CONTENT, remembered for later ones.
 */
static size_t link_content(struct reading *r, const struct cpio_entry *e, size_t content)
{
	size_t *bucket = &r->link_bucket[(e->ino * 0x9e3779b1u >> 20) % LINK_BUCKETS];

	for (size_t i = *bucket; i != SIZE_MAX && r->budget > 0; i = r->link[i].next) {
		const struct link *link = &r->link[i];

		if (link->ino == e->ino && link->major == e->major &&
		    link->minor == e->minor)
			return link->content;
		r->budget--;
	}
	if (content == SIZE_MAX)
		content = content_add(r);
	r->link = more(r->work, r->link, sizeof(*r->link), r->links, &r->links_room);
	r->link[r->links] = (struct link){ e->ino, e->major, e->minor, content, *bucket };
	*bucket = r->links++;
	return content;
}

/* A regular file: what of its data is wanted. */
static enum cpio_want place_file(struct reading *r, const struct cpio_entry *e,
				 size_t number)
{
	const struct initramfs_options *options = r->options;
	const char *path = r->archive->file[number].path;
	size_t *mine = &r->archive->index->node[number].content, links = r->links;
	struct content *content;

	if (e->nlink >= 2)
		*mine = link_content(r, e, *mine);
	else if (*mine == SIZE_MAX)
		*mine = content_add(r);
	content = &r->content[*mine];
	if (options->keep && options->keep(path, e->size, options->ctx))
		content->wanted = true;
	/* One more name for a file that has, or will get, its data elsewhere. */
	if (e->nlink >= 2 && e->size == 0 && links == r->links)
		return CPIO_SKIP;
	content->size = e->size;
	content->data.len = 0;
	if (!content->wanted || e->size > options->keep_limit - r->kept)
		return CPIO_SKIP;
	if (content->data.room < e->size) {
		content->data.data = pool_alloc(r->pool, e->size);
		content->data.room = e->size;
	}
	r->kept += e->size;
	return CPIO_DATA;
}

static enum cpio_want place(struct reading *r, const struct cpio_entry *e, size_t number)
{
	struct initramfs_file *file = &r->archive->file[number];

	if (!S_ISREG(e->mode))
		r->archive->index->node[number].content = SIZE_MAX;
	file->mode = e->mode & 0177777;
	file->segment = r->archive->segment_count - 1;
	file->size = e->size;
	file->target = NULL;
	r->current = number;
	if (S_ISREG(e->mode))
		return place_file(r, e, number);
	if (!S_ISLNK(e->mode))
		return CPIO_SKIP;
	file->target = "";
	r->target = (struct buf){ .pool = r->pool };
	return e->size ? CPIO_DATA : CPIO_SKIP;
}

/*
 * As do_name() of the kernel: an entry goes where its directory's links lead; one of
 * another type replaces what is there, unless that is a directory with something in it.
 */
static int entry_place(struct reading *r, const struct cpio_entry *e)
{
	struct initramfs_index *index = r->archive->index;
	struct initramfs_spot spot;
	const struct initramfs_file *file;
	size_t number;
	int err =
		initramfs_walk(index, e->name, INITRAMFS_DIRECTORIES, &r->budget, &spot);

	if (err == -E2BIG)
		return fail(r, segment_last(r)->offset,
			    "paths that take too long to follow");
	if (err)
		return CPIO_SKIP;
	number = spot.node;
	file = &r->archive->file[number];
	if (spot.rest[0]) {
		size_t len = strcspn(spot.rest, "/");

		if (spot.rest[len + strspn(spot.rest + len, "/")] || !S_ISDIR(file->mode))
			return CPIO_SKIP;
		spot.rest[len] = '\0';
		r->names += strlen(file->path) + len + 2;
		if (r->names > NAMES_MAX)
			return fail(r, segment_last(r)->offset, "too many names");
		number = initramfs_index_add(index, number, spot.rest);
	} else if ((file->mode ^ e->mode) & S_IFMT) {
		if (number == INITRAMFS_ROOT || index->node[number].children)
			return CPIO_SKIP;
	}
	return place(r, e, number);
}

static int on_entry(void *ctx, const struct cpio_entry *e)
{
	struct reading *r = ctx;

	if (r->place == AFTER_TRAILER && segment_last(r)->kind == INFLATE_NONE) {
		segment_last(r)->len = e->offset - segment_last(r)->offset;
		if (!segment_add(r, e->offset, INFLATE_NONE))
			return -EBADMSG;
	}
	r->place = IN_SEGMENT;
	r->current = SIZE_MAX;
	if (++r->entries > ENTRIES_MAX)
		return fail(r, segment_last(r)->offset, "too many entries");
	segment_last(r)->entries++;
	if (S_ISLNK(e->mode) ? e->size > TARGET_MAX : e->size && !S_ISREG(e->mode))
		return CPIO_SKIP;
	return entry_place(r, e);
}

static int on_data(void *ctx, struct bytes chunk)
{
	struct reading *r = ctx;
	struct initramfs_file *file = &r->archive->file[r->current];

	if (!S_ISLNK(file->mode)) {
		buf_add(&r->content[r->archive->index->node[r->current].content].data,
			chunk);
		return 0;
	}
	buf_add(&r->target, chunk);
	if (r->target.len == file->size)
		file->target = bytes_str(r->pool, buf_bytes(&r->target));
	return 0;
}

static int on_trailer(void *ctx)
{
	struct reading *r = ctx;

	r->place = AFTER_TRAILER;
	links_forget(r);
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

static int read_packed(struct reading *r, struct bytes rest, size_t *pos)
{
	enum inflate_kind kind = inflate_sniff(rest);
	struct initramfs_segment *segment;
	size_t used;
	int err;

	if (kind == INFLATE_NONE)
		return fail(r, *pos, "neither cpio nor compressed data");
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

/* As unpack_to_rootfs() of the kernel. */
static int read_segments(struct reading *r, struct bytes image)
{
	size_t pos = 0;
	int err = 0;

	while (!err && pos < image.len) {
		struct bytes rest = bytes_slice(image, pos, SIZE_MAX);

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

static void contents_settle(struct reading *r)
{
	struct initramfs *archive = r->archive;

	for (size_t i = 0; i < archive->file_count; i++) {
		size_t number = archive->index->node[i].content;

		if (number == SIZE_MAX)
			continue;
		archive->file[i].size = r->content[number].size;
		archive->file[i].data = buf_bytes(&r->content[number].data);
	}
}

int initramfs_read(struct pool *pool, struct bytes image,
		   const struct initramfs_options *options, struct initramfs **out)
{
	struct initramfs_options limits = *options;
	struct pool *work = pool_new();
	struct reading *r = pool_alloc(work, sizeof(*r));
	struct initramfs *archive = pool_alloc(pool, sizeof(*archive));
	int err;

	limits.inflate_limit =
		limits.inflate_limit ? limits.inflate_limit : INFLATE_LIMIT;
	limits.keep_limit = limits.keep_limit ? limits.keep_limit : KEEP_LIMIT;
	*r = (struct reading){ .pool = pool,
			       .work = work,
			       .archive = archive,
			       .options = &limits,
			       .budget = STEPS_MAX };
	r->handler = (struct cpio_handler){ on_entry, on_data, on_trailer, r };
	archive->index = initramfs_index_new(pool, archive);
	links_forget(r);
	r->old = old_initrd(image);
	if (image.len == 0)
		(void)fail(r, 0, "empty");
	else if (!r->old)
		(void)read_segments(r, image);
	if (r->old)
		archive->problem =
			pool_printf(pool, "an old initrd (%s), not an initramfs", r->old);
	contents_settle(r);
	*out = archive;
	err = r->old ? -EMEDIUMTYPE : 0;
	pool_free(work);
	return err;
}
