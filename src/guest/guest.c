/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/guest.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/path.h"
#include "guest/boot.h"
#include "guest/facts-internal.h"
#include "guest/release.h"

static const char *const grub_configs[] = { "/boot/grub/grub.cfg",
					    "/boot/grub2/grub.cfg" };

static bool is_linux(struct guest *guest)
{
	struct tree *tree = guest->tree;
	static const char *const signs[] = { "/etc/os-release", "/etc/fstab",
					     "/etc/passwd", "/usr/lib/os-release" };

	if (guest_is_freebsd(guest))
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (tree_has(tree, signs[i], TREE_FILE))
			return tree_has(tree, "/etc", TREE_DIR);
	return false;
}

static unsigned find_parts(struct guest *guest)
{
	unsigned parts = 0;

	if (is_linux(guest))
		parts |= GUEST_LINUX;
	if (guest->volumes_known)
		parts |= GUEST_VOLUMES;
	if (guest->disk_count > 0)
		parts |= GUEST_DISKS;
	for (size_t i = 0; i < sizeof(grub_configs) / sizeof(*grub_configs); i++)
		if (tree_has(guest->tree, grub_configs[i], TREE_FILE))
			parts |= GUEST_GRUB2;
	if (boot_has_loader(guest))
		parts |= GUEST_LOADER;
	return parts;
}

unsigned guest_parts(struct guest *guest)
{
	struct fact_key key = fact_of_tree(guest, FACT_PARTS);
	unsigned *parts = fact_find(guest, &key);

	if (!parts) {
		parts = pool_alloc(guest->pool, sizeof(*parts));
		*parts = find_parts(guest);
		fact_keep(guest, &key, parts);
	}
	return *parts;
}

const char *guest_part_name(enum guest_part part)
{
	switch (part) {
	case GUEST_LINUX:
		return "a Linux system";
	case GUEST_VOLUMES:
		return "the volumes behind the tree";
	case GUEST_DISKS:
		return "the disks behind the tree";
	case GUEST_GRUB2:
		return "a GRUB 2 configuration";
	case GUEST_LOADER:
		return "the configuration of a boot loader";
	}
	return "?";
}

bool guest_is_mended(const struct guest *guest, const struct volume *volume,
		     enum mend how)
{
	for (size_t i = 0; i < guest->mended_count; i++)
		if (guest->mended[i].volume == volume && guest->mended[i].how == how)
			return true;
	return false;
}

bool guest_is_padded(const struct guest *guest, const struct disk *disk)
{
	for (size_t i = 0; i < guest->mended_count; i++)
		if (guest->mended[i].disk == disk && guest->mended[i].how == MEND_SIZE)
			return true;
	return false;
}

const struct volume *guest_volume_at(const struct guest *guest, const char *mountpoint)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->mountpoint && strcmp(volume->mountpoint, mountpoint) == 0)
			return volume;
	}
	return NULL;
}

const struct volume *guest_volume_of(const struct guest *guest, const char *path)
{
	const struct volume *best = NULL;

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->mountpoint && path_is_below(path, volume->mountpoint) &&
		    (!best || strlen(volume->mountpoint) > strlen(best->mountpoint)))
			best = volume;
	}
	return best;
}

static void lay_over(unsigned char *data, uint64_t offset, size_t len,
		     const struct block_edit *edit)
{
	uint64_t end = offset + len, edit_end = edit->offset + edit->after.len;
	uint64_t from = edit->offset > offset ? edit->offset : offset;
	uint64_t to = edit_end < end ? edit_end : end;

	if (from < to)
		memcpy(data + (from - offset), edit->after.data + (from - edit->offset),
		       to - from);
}

int guest_disk_read(const struct guest *guest, const struct disk *disk, uint64_t offset,
		    size_t len, struct bytes *content)
{
	unsigned char *data = pool_alloc(guest->pool, len);
	int err = disk_read(disk, offset, data, len);

	if (err < 0)
		return err;
	for (size_t i = 0; i < guest->block_count; i++)
		if (guest->block[i].disk == disk)
			lay_over(data, offset, len, &guest->block[i]);
	*content = (struct bytes){ data, len };
	return 0;
}

int64_t guest_today(const struct guest *guest)
{
	enum { DAY = 24 * 60 * 60 };

	return guest->today ? guest->today : (int64_t)time(NULL) / DAY;
}

struct strs guest_kernels(struct guest *guest)
{
	struct strs names, kernels = { .pool = guest->pool };

	if (tree_list(guest->tree, "/lib/modules", &names) < 0)
		return kernels;
	for (size_t i = 0; i < names.count; i++)
		if (tree_has(guest->tree,
			     pool_printf(guest->pool, "/lib/modules/%s/modules.dep",
					 names.item[i]),
			     TREE_FILE))
			strs_add(&kernels, names.item[i]);
	return kernels;
}
