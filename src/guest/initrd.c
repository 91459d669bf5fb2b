/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/initrd.h"

#include <errno.h>
#include <string.h>

#include "guest/facts-internal.h"
#include "tree/overlay.h"

enum {
	IMAGE_MAX = 1 << 30,    /* bytes of an image; larger ones are not read */
	KEPT_FILE_MAX = 4 << 20 /* bytes of one file that is kept */
};

struct cached {
	struct cached *next;
	struct tree_stat st;
	int result;
	const struct initramfs *archive;
};

bool initrd_keeps(const char *path, uint64_t size, void *ctx)
{
	(void)ctx;
	return size <= KEPT_FILE_MAX &&
	       (strstr(path, "/etc/") || strstr(path, "/conf/") ||
		strncmp(path, "/cryptroot/", 11) == 0 || strstr(path, "/modules.") ||
		strstr(path, "/modprobe.d/") || strstr(path, "/rules.d/") ||
		strncmp(path, "/init", 5) == 0);
}

static const struct cached *cached_find(const struct guest *guest,
					const struct tree_stat *st)
{
	struct cached *cached = guest->facts ? guest->facts->images : NULL;

	while (cached &&
	       (cached->st.dev != st->dev || cached->st.ino != st->ino ||
		cached->st.generation != st->generation || cached->st.size != st->size))
		cached = cached->next;
	return cached;
}

/* The index of the same file as it is on the disk, where that is whole, or NULL. */
static const struct cached *cached_base(const struct guest *guest,
					const struct tree_stat *st)
{
	const struct cached *cached = guest->facts ? guest->facts->images : NULL;

	while (cached && (cached->st.dev != st->dev || cached->st.ino != st->ino ||
			  cached->st.generation != 0 || cached->result < 0 ||
			  cached->archive->problem))
		cached = cached->next;
	return cached;
}

/* Where a plan only added bytes, these are read on; the disk's are known. */
static bool read_added(struct guest *guest, const char *path, struct cached *cached)
{
	static const struct initramfs_options options = { .keep = initrd_keeps };
	const struct cached *base = cached_base(guest, &cached->st);
	struct initramfs *archive;
	struct bytes added;

	if (!base || !overlay_appended(guest->tree, path, &added) ||
	    cached->st.size != base->st.size + added.len)
		return false;
	initramfs_read_on(guest->pool, base->archive, base->st.size, added, &options,
			  &archive);
	cached->archive = archive;
	return true;
}

/* The image's own bytes are only needed while it is inflated. */
static int read_image(struct guest *guest, const char *path, struct cached *cached)
{
	static const struct initramfs_options options = { .keep = initrd_keeps };
	struct pool *scratch = pool_new();
	struct initramfs *archive = NULL;
	struct bytes image;
	int err = tree_read_large(guest->tree, path, IMAGE_MAX, scratch, &image);

	if (err == 0)
		cached->result = initramfs_read(guest->pool, image, &options, &archive);
	cached->archive = archive;
	pool_free(scratch);
	return err;
}

int guest_initramfs(struct guest *guest, const char *path,
		    const struct initramfs **archive)
{
	const struct cached *known;
	struct cached *cached;
	struct tree_stat st;
	int err = tree_stat(guest->tree, path, &st);

	if (err < 0)
		return err;
	known = cached_find(guest, &st);
	if (!known) {
		cached = pool_alloc(guest->pool, sizeof(*cached));
		cached->st = st;
		if (!read_added(guest, path, cached))
			err = read_image(guest, path, cached);
		if (err < 0)
			return err;
		cached->next = guest_facts(guest)->images;
		guest->facts->images = cached;
		known = cached;
	}
	*archive = known->archive;
	return known->result;
}

int guest_initramfs_segment(struct guest *guest, const char *path,
			    const struct initramfs_new_file *file, size_t count,
			    struct bytes *segment, const char **why)
{
	const struct initramfs *archive;
	struct tree_stat st;
	int err = guest_initramfs(guest, path, &archive);

	if (err == 0)
		err = tree_stat(guest->tree, path, &st);
	if (err == 0)
		err = initramfs_segment_make(guest->pool, archive, st.size, file, count,
					     segment);
	*why = pool_printf(guest->pool, "\"%s\": %s", path, strerror(-err));
	return err;
}
