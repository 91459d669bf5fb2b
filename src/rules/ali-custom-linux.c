/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/release.h"
#include "guest/volumes.h"

/*
 * Report only: the directory alone does nothing; the script that reads what is put there
 * is the image's own.
 */

enum { SIZE_MIN_GB = 5 };

/* The volume on the first partition of the disk that holds the root, or NULL. */
static const struct volume *first_volume(struct guest *guest)
{
	const struct volume *root = guest_volume_at(guest, "/");

	for (size_t i = 0; root && i < guest->volume_count; i++)
		if (guest->volume[i].disk && guest->volume[i].disk == root->disk &&
		    guest->volume[i].part == 1)
			return &guest->volume[i];
	return NULL;
}

static bool is_taken(const char *type)
{
	static const char *const types[] = { "vfat", "ext2", "ext3", "ext4", "ufs" };

	for (size_t i = 0; type && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

static void judge(struct check *check, struct guest *guest, const struct volume *first,
		  const char *name)
{
	const char *where = volume_name(guest->pool, first), *dir;

	if (!is_taken(first->type))
		check_finding(check, where, 0, "type",
			      "%s in the first partition: a customized Linux has FAT32, "
			      "ext2, ext3, ext4 or UFS there",
			      first->type ? first->type : "no file system");
	if (first->disk->size <= (uint64_t)SIZE_MIN_GB << 30)
		check_finding(check, first->disk->name, 0, "size",
			      "a customized Linux has a disk of more than %d GiB",
			      SIZE_MIN_GB);
	if (!first->mountpoint) {
		check_cannot_look(check, "%s: the system does not mount it",
				  volume_use(guest->pool, first));
		return;
	}
	dir = pool_printf(guest->pool, "%s%s",
			  strcmp(first->mountpoint, "/") == 0 ? "" : first->mountpoint,
			  name);
	if (!tree_has(guest->tree, dir, TREE_DIR))
		check_finding(check, dir, 0, "directory",
			      "is not there: the platform puts name, password and "
			      "address of a customized Linux into it");
}

static void detect(struct check *check, struct guest *guest)
{
	const char *name = guest->profile->custom_linux_dir;
	const struct volume *first;

	if (!*name || release_is_of(guest_release(guest), &guest->profile->os_families)) {
		check_not_applicable(check);
		return;
	}
	first = first_volume(guest);
	if (first)
		judge(check, guest, first, name);
	else
		check_cannot_look(check, "the first partition holds no file system that "
					 "is known");
}

const struct rule rule_ali_custom_linux = {
	.id = "ali-custom-linux",
	.title = "the system cannot be imported as a customized Linux",
	.why = "an unlisted system gets its name, password and address only that way",
	.see = "Alibaba Cloud: customize Linux images (/aliyun_custom_image)",
	.severity = NOTE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
