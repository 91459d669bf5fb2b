/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/mounts.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "guest/devname.h"
#include "guest/disktable.h"

const struct fstab *guest_fstab(const struct guest *guest, struct bytes *text)
{
	struct bytes content = { 0 };

	(void)tree_read_large(guest->tree, "/etc/fstab", FSTAB_MAX, guest->pool,
			      &content);
	if (text)
		*text = content;
	return fstab_parse(guest->pool, content);
}

bool mount_is_swap(const struct fstab_entry *entry)
{
	return strcmp(entry->type, "swap") == 0;
}

bool mount_is_own(const char *file)
{
	static const char *const own[] = { "/usr", "/var", "/boot", "/etc" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strcmp(file, own[i]) == 0)
			return true;
	return false;
}

char *mount_name(struct pool *pool, const struct fstab_entry *entry)
{
	if (mount_is_swap(entry))
		return pool_printf(pool, "%s as swap", entry->spec);
	if (!*entry->file)
		return pool_strdup(pool, entry->spec);
	return pool_printf(pool, "%s on %s", entry->spec, entry->file);
}

static bool is_root(const struct fstab_entry *entry)
{
	return strcmp(entry->file, "/") == 0;
}

static bool is_optional(const struct fstab_entry *entry)
{
	return fstab_has_option(entry, "nofail") || fstab_has_option(entry, "noauto");
}

const char *mount_name_problem(const struct guest *guest, const struct fstab_entry *entry)
{
	struct devname *name = devname_of_entry(guest->pool, entry);
	const char *why_not = NULL;
	const struct volume *volume;

	if (entry->count < 3 || (!devname_is_positional(name) && !devname_is_tag(name)))
		return NULL;
	volume = devname_volume(guest, name, &why_not);
	if (volume && devname_is_positional(name))
		return "a name that changes with the machine";
	if (volume && !devname_is_exact(name, volume))
		return "upper and lower case count in this UUID";
	if (volume || (is_optional(entry) && !is_root(entry)))
		return NULL;
	return is_root(entry) || !devname_is_missing(guest, name) ? why_not : NULL;
}

const char *mount_stable_name(const struct guest *guest, const struct fstab_entry *entry,
			      const char **why_not)
{
	struct devname *name = devname_of_entry(guest->pool, entry);
	const struct volume *volume = devname_volume(guest, name, why_not);
	const char *stable;

	if (!volume && is_root(entry) && devname_is_missing(guest, name))
		volume = guest_volume_at(guest, "/");
	if (!volume)
		return NULL;
	stable = devname_stable(guest, volume);
	if (!stable)
		*why_not = "the file system has no UUID, nor has its partition";
	return stable;
}

bool mount_is_at_boot(const struct fstab_entry *entry)
{
	return !mount_is_swap(entry) && strcmp(entry->type, "ignore") != 0 &&
	       !fstab_has_option(entry, "noauto");
}

static bool hides(const struct guest *guest, const struct fstab_entry *entry,
		  const char *parent)
{
	if (entry->file[0] != '/' || is_root(entry) ||
	    !path_is_below(parent, path_clean(guest->pool, entry->file)) ||
	    guest_volume_at(guest, entry->file))
		return false;
	if (fstab_has_option(entry, "noauto") &&
	    !fstab_has_option(entry, "x-systemd.automount"))
		return false;
	return !devname_is_missing(guest, devname_of_entry(guest->pool, entry));
}

bool mount_shows(const struct guest *guest, const char *path)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);
	const char *parent = path_parent(guest->pool, path_clean(guest->pool, path));

	for (size_t i = 0; i < fstab->count; i++)
		if (hides(guest, &fstab->entry[i], parent))
			return false;
	return true;
}

/* Filled only while a system runs. */
static bool is_runtime(const char *path)
{
	static const char *const dirs[] = { "/proc", "/sys",     "/dev",
					    "/run",  "/var/run", "/tmp" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (path_is_below(path, dirs[i]))
			return true;
	return false;
}

bool mount_lacks_path(const struct guest *guest, const char *path)
{
	struct tree_stat st;

	return !is_runtime(path) && mount_shows(guest, path) &&
	       tree_stat(guest->tree, path, &st) == -ENOENT;
}

static bool is_swap_of(const struct guest *guest, const struct volume *volume)
{
	const struct fstab *fstab;

	if (!volume->type || strcmp(volume->type, "swap") != 0)
		return false;
	fstab = guest_fstab(guest, NULL);
	for (size_t i = 0; i < fstab->count; i++) {
		const char *why;

		if (strcmp(fstab->entry[i].type, "swap") == 0 &&
		    devname_volume(guest, devname_of_entry(guest->pool, &fstab->entry[i]),
				   &why) == volume)
			return true;
	}
	return false;
}

static bool lies_on(const struct guest *guest, size_t which, const struct disk *disk)
{
	size_t count;
	const struct disk **below = volume_disks(guest->pool, guest->volume,
						 guest->volume_count, which, &count);

	for (size_t i = 0; i < count; i++)
		if (below[i] == disk)
			return true;
	return false;
}

/* Whether DISK has a physical volume of the group that LV belongs to. */
static bool shares_group(const struct guest *guest, const struct volume *lv,
			 const struct disk *disk)
{
	size_t len = lv->kind == VOLUME_LV && lv->name ? strcspn(lv->name, "/") : 0;

	for (size_t i = 0; len && i < guest->volume_count; i++) {
		const char *group = guest->volume[i].group;

		if (group && strlen(group) == len && strncmp(group, lv->name, len) == 0 &&
		    lies_on(guest, i, disk))
			return true;
	}
	return false;
}

static bool uses(const struct guest *guest, const struct disk *disk,
		 bool (*is_mounted)(const struct volume *))
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if ((is_mounted(volume) || is_swap_of(guest, volume)) &&
		    (lies_on(guest, i, disk) || shares_group(guest, volume, disk)))
			return true;
	}
	return false;
}

static bool is_mounted(const struct volume *volume)
{
	return volume->mountpoint != NULL;
}

bool mount_uses_disk(const struct guest *guest, const struct disk *disk)
{
	return uses(guest, disk, is_mounted);
}

bool mount_needs_disk(const struct guest *guest, const struct disk *disk)
{
	return uses(guest, disk, guest_mounts);
}

bool mount_is_by_systemd(const struct guest *guest)
{
	return tree_has(guest->tree, "/usr/lib/systemd/systemd", TREE_FILE) ||
	       tree_has(guest->tree, "/lib/systemd/systemd", TREE_FILE);
}
