/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/fstab.h"
#include "guest/devname-internal.h"
#include "guest/mounts.h"

/* Whether a name by position is of the disk the guest was started from. */
enum relation { SAME_DISK, OTHER_DISK, UNKNOWN_DISK };

static bool type_is(const struct volume *volume, const char *type, size_t len)
{
	static const char *const families[][4] = {
		{ "ext2", "ext3", "ext4", "ext4dev" },
		{ "vfat", "msdos", "fat", "umsdos" },
		{ "ntfs", "ntfs-3g", "ntfs3", "fuseblk" },
		{ "swap", "swsuspend", NULL, NULL },
		{ "iso9660", "udf", NULL, NULL },
	};
	bool wanted, got;

	if (strlen(volume->type) == len && strncmp(volume->type, type, len) == 0)
		return true;
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++) {
		wanted = got = false;
		for (size_t i = 0; i < 4 && families[f][i]; i++) {
			const char *member = families[f][i];

			wanted |=
				strlen(member) == len && strncmp(member, type, len) == 0;
			got |= strcmp(member, volume->type) == 0;
		}
		if (wanted && got)
			return true;
	}
	return false;
}

/* Whether the volume's type is one of those the name is used with ("ext4,ext3", auto). */
static bool type_fits(const struct volume *volume, const struct devname *name)
{
	const char *type = name->type ? name->type : "";

	if (!*type || strcmp(type, "auto") == 0)
		return true;
	while (volume->type && *type) {
		size_t len = strcspn(type, ",");

		if (type_is(volume, type, len))
			return true;
		type += len + (type[len] == ',');
	}
	return false;
}

/*
 * An installer or a rescue system mounts a whole system below a directory of its own,
 * "/target" and "/target/boot", and the superblocks tell that.
 */
static bool was_mounted_there(const struct guest *guest, const struct volume *volume,
			      const struct devname *name)
{
	const struct volume *root = guest_volume_at(guest, "/");
	const char *at = volume->last_mounted;
	size_t below;

	if (!name->mountpoint || !at)
		return false;
	if (strcmp(at, name->mountpoint) == 0)
		return true;
	if (!root || !root->last_mounted || name->mountpoint[1] == '\0')
		return false;
	below = strlen(root->last_mounted);
	return strncmp(at, root->last_mounted, below) == 0 &&
	       strcmp(at + below, name->mountpoint) == 0;
}

/* Whether another line of fstab, or the root, has VOLUME by a name that is certain. */
static bool is_taken(const struct guest *guest, const struct fstab *fstab,
		     const struct volume *volume, const struct devname *name)
{
	struct pool *pool = guest->pool;

	if (volume == guest_volume_at(guest, "/"))
		return true;
	for (size_t i = 0; i < fstab->count; i++) {
		struct devname *other = devname_of_entry(pool, &fstab->entry[i]);

		if (strcmp(other->text, name->text) != 0 && devname_is_tag(other) &&
		    devname_find_tag(guest, other).volume == volume)
			return true;
	}
	return false;
}

/* What shows, besides the number, that VOLUME is meant: its use, or that no other fits.
 */
static bool is_proven(const struct guest *guest, const struct fstab *fstab,
		      const struct volume *volume, const struct devname *name)
{
	bool typed = name->type && *name->type && strcmp(name->type, "auto") != 0;
	const struct volume *root = guest_volume_at(guest, "/");
	unsigned fitting = 0;

	if (was_mounted_there(guest, volume, name))
		return true;
	if (volume->last_mounted && *volume->last_mounted && name->mountpoint)
		return false;
	for (size_t i = 0; typed && i < guest->volume_count; i++)
		if (&guest->volume[i] != root && type_fits(&guest->volume[i], name))
			fitting++;
	return fitting == 1 && !is_taken(guest, fstab, volume, name);
}

/* The disks the root lies on, directly or through other volumes. */
static const struct disk **disks_of_root(const struct guest *guest, size_t *disks)
{
	const struct volume *root = guest_volume_at(guest, "/");

	*disks = 0;
	return root ? volume_disks(guest->pool, guest->volume, guest->volume_count,
				   (size_t)(root - guest->volume), disks)
		    : NULL;
}

static bool has_disk(const struct disk *const *disk, size_t disks,
		     const struct disk *which)
{
	for (size_t i = 0; i < disks; i++)
		if (disk[i] == which)
			return true;
	return disks == 0;
}

static bool is_meant(const struct guest *guest, const struct fstab *fstab,
		     const struct volume *volume, const struct devname *name)
{
	return type_fits(volume, name) && is_proven(guest, fstab, volume, name);
}

/* The number of NAME on the system's disk, or on any other; of several, the proven one.
 */
static const struct volume *by_number(const struct guest *guest,
				      const struct fstab *fstab,
				      const struct devname *name, enum relation relation)
{
	const struct volume *found = NULL;
	size_t disks;
	const struct disk **disk = disks_of_root(guest, &disks);

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->part != name->part || !volume->disk ||
		    has_disk(disk, disks, volume->disk) != (relation != OTHER_DISK))
			continue;
		if (!found || (!is_meant(guest, fstab, found, name) &&
			       is_meant(guest, fstab, volume, name)))
			found = volume;
	}
	return found;
}

/* Names of one sort can be compared: sda and sdb are two disks; sda and ata-X may be one.
 */
static bool same_sort(const struct devname *a, const struct devname *b)
{
	size_t len = strcspn(a->disk, "-");

	if (a->kind != b->kind)
		return false;
	return a->kind == DEVNAME_DISK ||
	       (strncmp(a->disk, b->disk, len) == 0 && b->disk[len] == a->disk[len]);
}

/* "sda", "vda", "xvda", "nvme0n1", "mmcblk0", "cciss/c0d0": what a machine starts from.
 */
static bool is_first_disk(const struct devname *name)
{
	size_t len = strlen(name->disk);

	if (strpbrk(name->disk, "0123456789"))
		return !strpbrk(name->disk, "23456789") &&
		       (strstr(name->disk, "0n1") || strstr(name->disk, "c0d0") ||
			strcmp(name->disk, "mmcblk0") == 0);
	return name->disk[len - 1] == 'a' &&
	       (len < 2 || strchr("dv", name->disk[len - 2]));
}

static enum relation relation_of(const struct guest *guest, const struct fstab *fstab,
				 const struct devname *name)
{
	for (size_t i = 0; i < fstab->count; i++) {
		struct devname *root;

		if (strcmp(fstab->entry[i].file, "/") != 0)
			continue;
		root = devname_of_entry(guest->pool, &fstab->entry[i]);
		if (!devname_is_positional(root))
			continue;
		if (strcmp(root->disk, name->disk) == 0)
			return SAME_DISK;
		return same_sort(root, name) ? OTHER_DISK : UNKNOWN_DISK;
	}
	return name->kind != DEVNAME_DISK || is_first_disk(name) ? UNKNOWN_DISK
								 : OTHER_DISK;
}

static struct devname_place unsure(const struct guest *guest, const struct volume *volume,
				   const char *what)
{
	return (struct devname_place){
		.fate = DEVNAME_UNSURE,
		.why = pool_printf(guest->pool, "%s %s",
				   devname_where(guest->pool, volume), what),
	};
}

static struct devname_place missing(const struct guest *guest,
				    const struct volume *volume, const char *what)
{
	struct devname_place place = unsure(guest, volume, what);

	place.fate = DEVNAME_MISSING;
	return place;
}

/* The name is of another disk than the system's: is it nevertheless here? */
static struct devname_place find_elsewhere(const struct guest *guest,
					   const struct fstab *fstab,
					   const struct devname *name)
{
	const struct volume *other = by_number(guest, fstab, name, OTHER_DISK);
	const struct volume *own = by_number(guest, fstab, name, SAME_DISK);

	if (other && type_fits(other, name) && is_proven(guest, fstab, other, name))
		return (struct devname_place){ .fate = DEVNAME_HERE, .volume = other };
	if (other)
		return unsure(guest, other, "may be meant, but nothing proves it");
	if (own && was_mounted_there(guest, own, name))
		return unsure(guest, own,
			      "was last mounted there, but has another disk's name");
	return (struct devname_place){
		.fate = DEVNAME_MISSING,
		.why = "that is another disk than the system's",
	};
}

struct devname_place devname_find_position(const struct guest *guest,
					   const struct devname *name)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);
	enum relation relation = relation_of(guest, fstab, name);
	const struct volume *volume = by_number(guest, fstab, name, relation);

	if (relation == OTHER_DISK)
		return find_elsewhere(guest, fstab, name);
	if (!volume)
		return (struct devname_place){
			.fate = DEVNAME_MISSING,
			.why = pool_printf(guest->pool, "there is no partition %u",
					   name->part),
		};
	if (!type_fits(volume, name))
		return missing(guest, volume,
			       pool_printf(guest->pool, "holds %s, not %s",
					   volume->type ? volume->type : "no file system",
					   name->type));
	if (is_proven(guest, fstab, volume, name))
		return (struct devname_place){ .fate = DEVNAME_HERE, .volume = volume };
	if (relation == UNKNOWN_DISK && is_taken(guest, fstab, volume, name) &&
	    !(volume->type && strcmp(volume->type, "btrfs") == 0))
		return missing(guest, volume, "is used for something else");
	if (relation == UNKNOWN_DISK)
		return unsure(guest, volume, "may be meant, but nothing proves it");
	for (size_t i = 0; i < guest->volume_count; i++)
		if (was_mounted_there(guest, &guest->volume[i], name))
			return unsure(
				guest, &guest->volume[i],
				"was last mounted there, not the one of that number");
	return (struct devname_place){ .fate = DEVNAME_HERE, .volume = volume };
}
