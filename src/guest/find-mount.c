/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounting a system as its own fstab says. */
#include "guest/find.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "disk/btrfs.h"
#include "disk/mountmark.h"
#include "guest/devname.h"
#include "guest/find-internal.h"
#include "tree/dir.h"

static int by_mount_point(const void *a, const void *b)
{
	return strcmp((*(const struct fstab_entry *const *)a)->file,
		      (*(const struct fstab_entry *const *)b)->file);
}

/* Entries of real directories below the root, parents before children. */
static const struct fstab_entry **mount_order(struct pool *pool,
					      const struct fstab *fstab, size_t *count)
{
	const struct fstab_entry **order =
		pool_alloc(pool, (fstab->count + 1) * sizeof(*order));

	*count = 0;
	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];

		if (entry->file && entry->file[0] == '/' && entry->file[1] &&
		    !fstab_has_option(entry, "bind"))
			order[(*count)++] = entry;
	}
	if (*count > 1)
		qsort(order, *count, sizeof(*order), by_mount_point);
	return order;
}

/* Another volume for a btrfs that is mounted already: a subvolume of its own. */
static struct volume *subvolume_add(struct probe *probe, const struct volume *of,
				    const char *options)
{
	struct volume *volume = probe_take(probe);
	const char *name = options ? strchr(options, '=') + 1 : "default";
	size_t *under;

	if (!volume)
		return NULL;
	under = pool_alloc(probe->pool, sizeof(*under));
	*under = (size_t)(of - probe->volume);
	*volume = *of;
	volume->kind = VOLUME_SUBVOL;
	volume->name = pool_printf(probe->pool, "%s/%s", volume_name(probe->pool, of),
				   name + strspn(name, "/"));
	volume->under = under;
	volume->under_count = 1;
	/* What there is one of, the file system has. */
	volume->fs = NULL;
	volume->tools = NULL;
	volume->partuuid = volume->partlabel = NULL;
	volume->mountpoint = NULL;
	volume->problem = NULL;
	return volume;
}

static void mount_part(struct probe *probe, struct guest *guest, const char *root,
		       const struct fstab_entry *entry, enum mount_mode mode)
{
	struct pool *pool = probe->pool;
	const char *why = NULL, *subvolume = find_subvolume(pool, entry);
	const struct volume *found =
		devname_volume(guest, devname_of_entry(pool, entry), &why);
	struct volume *volume = NULL;
	char *real;

	for (size_t i = 0; found && i < probe->volume_count; i++)
		if (found == &probe->volume[i] && !found->problem)
			volume = &probe->volume[i];
	if (!volume || tree_resolve(guest->tree, entry->file, &real) < 0 ||
	    strcmp(real, "/") == 0)
		return;
	if (volume->mountpoint)
		volume =
			btrfs_is(volume) ? subvolume_add(probe, volume, subvolume) : NULL;
	if (!volume)
		return;
	if (find_mount(probe, volume, pool_printf(pool, "%s%s", root, real), mode,
		       subvolume, &why) < 0)
		volume->problem = why;
	else
		volume->mountpoint = real;
	guest->volume_count = probe->volume_count;
}

static void mount_parts(struct probe *probe, struct guest *guest, const char *root,
			enum mount_mode mode)
{
	struct bytes text;
	const struct fstab_entry **order;
	size_t count;

	if (tree_read(guest->tree, "/etc/fstab", &text) < 0)
		return;
	order = mount_order(probe->pool, fstab_parse(probe->pool, text), &count);
	for (size_t i = 0; i < count; i++)
		mount_part(probe, guest, root, order[i], mode);
}

/* Empty on every disk, and hidden by what the running kernel mounts there. */
static const char *const hidden_dirs[] = { "/run", "/proc" };

/*
 * A directory of the appliance's own memory inside the guest's tree, for what the guest
 * does not mount itself; NULL where there is no place for it.
 */
static const char *private_dir(struct guest *guest, const char *root)
{
	struct tree_stat st;

	for (size_t i = 0; i < sizeof(hidden_dirs) / sizeof(*hidden_dirs); i++) {
		const char *dir = hidden_dirs[i];
		const char *own = pool_printf(guest->pool, "%s/drydock", dir);

		if (tree_lstat(guest->tree, dir, &st) < 0 || st.kind != TREE_DIR ||
		    mount_memory(pool_printf(guest->pool, "%s%s", root, dir)) < 0)
			continue;
		if (mkdir(pool_printf(guest->pool, "%s%s", root, own), 0700) == 0)
			return own;
	}
	return NULL;
}

/*
 * EFI system partitions that no line of fstab mounts: the firmware reads them all the
 * same.
 */
static void mount_esps(struct probe *probe, struct guest *guest, const char *root,
		       enum mount_mode mode)
{
	const char *dir = NULL, *why;

	for (size_t i = 0; i < probe->volume_count; i++) {
		struct volume *volume = &probe->volume[i];
		char *place;

		if (!volume->is_esp || volume->mountpoint || volume->problem ||
		    !volume->type || strcmp(volume->type, "vfat") != 0)
			continue;
		dir = dir ? dir : private_dir(guest, root);
		if (!dir)
			return;
		place = pool_printf(probe->pool, "%s/%s", dir,
				    volume_name(probe->pool, volume));
		if (mount_volume(probe->pool, volume,
				 pool_printf(probe->pool, "%s%s", root, place), mode,
				 NULL, &why) < 0)
			volume->problem = why;
		else
			volume->mountpoint = place;
	}
}

static void measure_room(struct probe *probe, const char *root)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		struct volume *volume = &probe->volume[i];

		if (volume->mountpoint)
			mount_measure(pool_printf(probe->pool, "%s%s", root,
						  volume->mountpoint),
				      volume);
	}
}

int system_mount(struct probe *probe, const struct system *system, const char *root,
		 enum mount_mode mode, const char **why)
{
	struct guest guest = {
		.pool = probe->pool,
		.disk = probe->disk,
		.disk_count = probe->disk_count,
		.volume = probe->volume,
		.volume_count = probe->volume_count,
		.volumes_known = true,
	};
	int err = find_mount(probe, system->root, root, mode, system->options, why);

	if (err < 0)
		return err;
	system->root->mountpoint = "/";
	if (system->dir) {
		err = mount_within(root,
				   pool_printf(probe->pool, "%s%s", root, system->dir));
		if (err < 0) {
			*why = strerror(-err);
			return err;
		}
	}
	err = dir_open(probe->pool, root, &guest.tree);
	if (err < 0) {
		*why = strerror(-err);
		return err;
	}
	mount_parts(probe, &guest, root, mode);
	mount_esps(probe, &guest, root, mode);
	dir_close(guest.tree);
	measure_room(probe, root);
	return 0;
}

/* Whichever of them was used. */
static void end_private_dirs(struct pool *pool, const char *root)
{
	for (size_t i = 0; i < sizeof(hidden_dirs) / sizeof(*hidden_dirs); i++)
		(void)mount_end(pool_printf(pool, "%s%s", root, hidden_dirs[i]));
}

int system_unmount(struct probe *probe, const char *root)
{
	for (;;) {
		struct volume *deepest = NULL;
		int err;

		for (size_t i = 0; i < probe->volume_count; i++) {
			struct volume *volume = &probe->volume[i];

			if (volume->mountpoint &&
			    (!deepest ||
			     strlen(volume->mountpoint) > strlen(deepest->mountpoint)))
				deepest = volume;
		}
		if (!deepest)
			return 0;
		if (strcmp(deepest->mountpoint, "/") == 0)
			end_private_dirs(probe->pool, root);
		err = mount_end(
			pool_printf(probe->pool, "%s%s", root, deepest->mountpoint));
		if (err < 0)
			return err;
		/* Below an ostree's root the volume itself is mounted on the same place.
		 */
		if (strcmp(deepest->mountpoint, "/") == 0)
			(void)mount_end(root);
		(void)mountmark_restore(deepest);
		deepest->mountpoint = NULL;
	}
}
