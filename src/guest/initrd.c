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

struct image {
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

/* The index of the same file as it is on the disk, where that is whole, or NULL. */
static const struct initramfs *base_of(const struct guest *guest,
				       const struct tree_stat *st, size_t added)
{
	struct tree_stat lower = *st;
	struct fact_key key;
	const struct image *base;

	lower.generation = 0;
	lower.size -= added;
	key = fact_of_file(guest, FACT_INITRAMFS, &lower, NULL);
	base = fact_find(guest, &key);
	return base && base->result == 0 && !base->archive->problem ? base->archive
								    : NULL;
}

/* Where a plan only added bytes, these are read on; the disk's are known. */
static bool read_added(struct guest *guest, const char *path, const struct tree_stat *st,
		       struct image *image)
{
	static const struct initramfs_options options = { .keep = initrd_keeps };
	const struct initramfs *base;
	struct initramfs *archive;
	struct bytes added;

	if (!overlay_appended(guest->tree, path, &added) || added.len > st->size)
		return false;
	base = base_of(guest, st, added.len);
	if (!base)
		return false;
	initramfs_read_on(guest->pool, base, st->size - added.len, added, &options,
			  &archive);
	image->archive = archive;
	return true;
}

/* The image's own bytes are only needed while it is inflated. */
static int read_image(struct guest *guest, const char *path, struct image *image)
{
	static const struct initramfs_options options = { .keep = initrd_keeps };
	struct pool *scratch = pool_new();
	struct initramfs *archive = NULL;
	struct bytes packed;
	int err = tree_read_large(guest->tree, path, IMAGE_MAX, scratch, &packed);

	if (err == 0)
		image->result = initramfs_read(guest->pool, packed, &options, &archive);
	image->archive = archive;
	pool_free(scratch);
	return err;
}

int guest_initramfs(struct guest *guest, const char *path,
		    const struct initramfs **archive)
{
	struct fact_key key;
	struct image *image;
	struct tree_stat st;
	int err = tree_stat(guest->tree, path, &st);

	if (err < 0)
		return err;
	key = fact_of_file(guest, FACT_INITRAMFS, &st, NULL);
	image = fact_find(guest, &key);
	if (!image) {
		image = pool_alloc(guest->pool, sizeof(*image));
		if (!read_added(guest, path, &st, image))
			err = read_image(guest, path, image);
		if (err < 0)
			return err;
		fact_keep(guest, &key, image);
	}
	*archive = image->archive;
	return image->result;
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
