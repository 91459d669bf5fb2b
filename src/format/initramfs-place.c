/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an entry of an archive goes, and whose data it brings. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "format/initramfs-internal.h"

enum {
	NAMES_MAX = 128 << 20, /* bytes of all paths */
	TARGET_MAX = 4096,     /* the kernel's PATH_MAX */
};

/* What a regular file holds; hard links share it. */
struct initramfs_content {
	uint64_t size;
	struct buf data;
	bool wanted;
};

/* A name other names may be hard links to. */
struct initramfs_link {
	uint32_t ino, major, minor;
	size_t content, next;
};

static int fail(struct initramfs_placing *p, const char *problem)
{
	p->archive->problem = problem;
	return -EBADMSG;
}

static size_t content_add(struct initramfs_placing *p)
{
	p->content = initramfs_more(p->work, p->content, sizeof(*p->content), p->contents,
				    &p->contents_room);
	p->content[p->contents] = (struct initramfs_content){ .data.pool = p->pool };
	return p->contents++;
}

/* A later entry gets memory of its own: BASE of initramfs_copy() keeps what it has. */
void initramfs_content_adopt(struct initramfs_placing *p, size_t number,
			     const struct initramfs_file *file)
{
	if (number == SIZE_MAX)
		return;
	while (p->contents <= number)
		(void)content_add(p);
	p->content[number].size = file->size;
	p->content[number].data.data = (unsigned char *)(uintptr_t)file->data.data;
	p->content[number].data.len = file->data.len;
	p->content[number].wanted |= file->data.len > 0;
}

void initramfs_links_forget(struct initramfs_placing *p)
{
	p->links = 0;
	memset(p->link_bucket, 0xff, sizeof(p->link_bucket));
}

/* The content ENTRY shares with an earlier name, or CONTENT, which is remembered. */
static size_t link_content(struct initramfs_placing *p, const struct cpio_entry *e,
			   size_t content)
{
	size_t *bucket =
		&p->link_bucket[(e->ino * 0x9e3779b1u >> 20) % INITRAMFS_LINK_BUCKETS];

	for (size_t i = *bucket; i != SIZE_MAX && p->budget > 0; i = p->link[i].next) {
		const struct initramfs_link *link = &p->link[i];

		if (link->ino == e->ino && link->major == e->major &&
		    link->minor == e->minor)
			return link->content;
		p->budget--;
	}
	if (content == SIZE_MAX)
		content = content_add(p);
	p->link = initramfs_more(p->work, p->link, sizeof(*p->link), p->links,
				 &p->links_room);
	p->link[p->links] =
		(struct initramfs_link){ e->ino, e->major, e->minor, content, *bucket };
	*bucket = p->links++;
	return content;
}

/* A regular file: what of its data is wanted. */
static enum cpio_want place_file(struct initramfs_placing *p, const struct cpio_entry *e,
				 size_t number)
{
	const struct initramfs_options *options = p->options;
	const char *path = p->archive->file[number].path;
	size_t *mine = &p->archive->index->node[number].content, links = p->links;
	struct initramfs_content *content;

	if (e->nlink >= 2)
		*mine = link_content(p, e, *mine);
	else if (*mine == SIZE_MAX)
		*mine = content_add(p);
	content = &p->content[*mine];
	if (options->keep && options->keep(path, e->size, options->ctx))
		content->wanted = true;
	/* One more name for a file that has, or will get, its data elsewhere. */
	if (e->nlink >= 2 && e->size == 0 && links == p->links)
		return CPIO_SKIP;
	content->size = e->size;
	content->data.len = 0;
	if (!content->wanted || e->size > options->keep_limit - p->kept)
		return CPIO_SKIP;
	if (content->data.room < e->size) {
		content->data.data = pool_alloc(p->pool, e->size);
		content->data.room = e->size;
	}
	p->kept += e->size;
	return CPIO_DATA;
}

static enum cpio_want place(struct initramfs_placing *p, const struct cpio_entry *e,
			    size_t number)
{
	struct initramfs_file *file = &p->archive->file[number];

	if (!S_ISREG(e->mode))
		p->archive->index->node[number].content = SIZE_MAX;
	file->mode = e->mode & 0177777;
	file->segment = p->archive->segment_count - 1;
	file->size = e->size;
	file->target = NULL;
	p->current = number;
	if (S_ISREG(e->mode))
		return place_file(p, e, number);
	if (!S_ISLNK(e->mode))
		return CPIO_SKIP;
	file->target = "";
	p->target = (struct buf){ .pool = p->pool };
	return e->size ? CPIO_DATA : CPIO_SKIP;
}

/*
 * As do_name() of the kernel: an entry goes where its directory's links lead; one of
 * another type replaces what is there, unless that is a directory with something in it.
 */
int initramfs_place(struct initramfs_placing *p, const struct cpio_entry *e)
{
	struct initramfs_index *index = p->archive->index;
	struct initramfs_spot spot;
	const struct initramfs_file *file;
	size_t number;
	int err;

	/* The kernel passes over these, too. */
	if (S_ISLNK(e->mode) ? e->size > TARGET_MAX : e->size && !S_ISREG(e->mode))
		return CPIO_SKIP;
	err = initramfs_walk(index, e->name, INITRAMFS_DIRECTORIES, &p->budget, &spot);
	if (err == -E2BIG)
		return fail(p, "paths that take too long to follow");
	if (err)
		return CPIO_SKIP;
	number = spot.node;
	file = &p->archive->file[number];
	if (spot.rest[0]) {
		size_t len = strcspn(spot.rest, "/");

		if (spot.rest[len + strspn(spot.rest + len, "/")] || !S_ISDIR(file->mode))
			return CPIO_SKIP;
		spot.rest[len] = '\0';
		p->names += strlen(file->path) + len + 2;
		if (p->names > NAMES_MAX)
			return fail(p, "too many names");
		number = initramfs_index_add(index, number, spot.rest);
	} else if ((file->mode ^ e->mode) & S_IFMT) {
		if (number == INITRAMFS_ROOT || index->node[number].children)
			return CPIO_SKIP;
	}
	return place(p, e, number);
}

int initramfs_place_data(struct initramfs_placing *p, struct bytes chunk)
{
	struct initramfs_file *file = &p->archive->file[p->current];

	if (!S_ISLNK(file->mode)) {
		buf_add(&p->content[p->archive->index->node[p->current].content].data,
			chunk);
		return 0;
	}
	buf_add(&p->target, chunk);
	if (p->target.len == file->size)
		file->target = bytes_str(p->pool, buf_bytes(&p->target));
	return 0;
}

void initramfs_place_settle(struct initramfs_placing *p)
{
	struct initramfs *archive = p->archive;

	for (size_t i = 0; i < archive->file_count; i++) {
		size_t number = archive->index->node[i].content;

		if (number == SIZE_MAX)
			continue;
		archive->file[i].size = p->content[number].size;
		archive->file[i].data = buf_bytes(&p->content[number].data);
	}
}
