/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/find.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "disk/btrfs.h"
#include "format/fstab.h"
#include "guest/find-internal.h"
#include "guest/imagebased.h"
#include "tree/dir.h"

const char *volume_name(struct pool *pool, const struct volume *volume)
{
	if (volume->name)
		return volume->name;
	if (volume->part == 0)
		return volume->disk->name;
	return pool_printf(pool, "%sp%u", volume->disk->name, volume->part);
}

static bool is_root(struct tree *tree)
{
	static const char *const inits[] = { "/sbin/init",
					     "/usr/sbin/init",
					     "/init",
					     "/usr/lib/systemd/systemd",
					     "/lib/systemd/systemd",
					     "/nix/var/nix/profiles/system" };
	struct tree_stat st;

	if (!tree_has(tree, "/etc", TREE_DIR))
		return false;
	for (size_t i = 0; i < sizeof(inits) / sizeof(*inits); i++)
		if (tree_lstat(tree, inits[i], &st) == 0)
			return true;
	/* /usr may be a volume of its own, and then /sbin leads nowhere yet. */
	return tree_lstat(tree, "/sbin", &st) == 0 && st.kind == TREE_LINK &&
	       tree_has(tree, "/etc/fstab", TREE_FILE);
}

const char *find_subvolume(struct pool *pool, const struct fstab_entry *entry)
{
	const char *option = entry->options ? strstr(entry->options, "subvol") : NULL;

	return option ? pool_strndup(pool, option, strcspn(option, ",")) : NULL;
}

/* Whether the directory DIR, mounted, is the root of a system; or where in it that is. */
static bool look_at_dir(struct probe *probe, struct volume *volume, const char *dir,
			struct system *system, const char **within)
{
	struct tree *tree;
	bool root;

	if (dir_open(probe->pool, dir, &tree) < 0)
		return false;
	root = is_root(tree);
	if (root) {
		struct guest guest = { .pool = probe->pool, .tree = tree };

		*system = (struct system){ .root = volume, .name = guest_name(&guest) };
	} else if (within) {
		*within = ostree_root(tree);
	}
	dir_close(tree);
	return root;
}

static bool look_in(struct probe *probe, struct volume *volume, const char *dir,
		    struct system *system)
{
	const char *within = NULL;

	if (look_at_dir(probe, volume, dir, system, &within))
		return true;
	if (!within ||
	    !look_at_dir(probe, volume, pool_printf(probe->pool, "%s%s", dir, within),
			 system, NULL))
		return false;
	system->dir = within;
	return true;
}

int find_mount(struct probe *probe, struct volume *volume, const char *dir,
	       enum mount_mode mode, const char *options, const char **why)
{
	if (btrfs_is(volume))
		options = btrfs_options(probe, volume, options);
	return mount_volume(probe->pool, volume, dir, mode, options, why);
}

/* Whether the fstab in DIR mounts the subvolume NAME as its root. */
static bool names_itself(struct pool *pool, const char *dir, const char *name)
{
	const struct fstab *fstab;
	struct tree *tree;
	struct bytes text;
	bool itself = false;

	if (dir_open(pool, dir, &tree) < 0)
		return false;
	if (tree_read(tree, "/etc/fstab", &text) == 0) {
		fstab = fstab_parse(pool, text);
		for (size_t i = 0; i < fstab->count; i++) {
			const char *subvol = find_subvolume(pool, &fstab->entry[i]);

			if (strcmp(fstab->entry[i].file, "/") != 0 || !subvol ||
			    strncmp(subvol, "subvol=", 7) != 0)
				continue;
			subvol += 7 + strspn(subvol + 7, "/");
			itself |= strcmp(subvol, name) == 0;
		}
	}
	dir_close(tree);
	return itself;
}

/*
 * Systems in subvolumes other than the default one.  Snapshots of a root are roots too:
 * where one names itself in its fstab, as no snapshot of it does, that is it.
 */
static size_t look_at_subvolumes(struct probe *probe, struct volume *volume,
				 const char *scratch, struct system *system, size_t room)
{
	struct pool *pool = probe->pool;
	struct strs names;
	struct system itself = { 0 };
	size_t count = 0, named = 0;
	const char *why;

	if (find_mount(probe, volume, scratch, MOUNT_READ_ONLY, "subvolid=5", &why) < 0)
		return 0;
	names = btrfs_subvolumes(pool, scratch);
	for (size_t i = 0; i < names.count && count < room; i++) {
		const char *name = names.item[i];
		char *dir = pool_printf(pool, "%s/%s", scratch, name);

		if (!look_in(probe, volume, dir, &system[count]))
			continue;
		system[count].options = pool_printf(pool, "subvol=%s", name);
		if (names_itself(pool, dir, name)) {
			itself = system[count];
			named++;
		}
		count++;
	}
	(void)mount_end(scratch);
	if (named == 1)
		system[0] = itself;
	return named == 1 ? 1 : count;
}

/* The systems on VOLUME, at most ROOM of them. */
static size_t look_at(struct probe *probe, struct volume *volume, const char *scratch,
		      struct system *system, size_t room)
{
	const char *why;
	bool root;

	if (volume->problem || !mount_can(volume->type) ||
	    strcmp(volume->type, "vfat") == 0)
		return 0;
	if (find_mount(probe, volume, scratch, MOUNT_READ_ONLY, NULL, &why) < 0) {
		volume->problem = why;
		return 0;
	}
	root = look_in(probe, volume, scratch, system);
	(void)mount_end(scratch);
	if (root)
		return 1;
	return btrfs_is(volume) ? look_at_subvolumes(probe, volume, scratch, system, room)
				: 0;
}

/* The devices of one btrfs are one file system: the first stands for it. */
static bool is_further_device(const struct probe *probe, size_t which)
{
	const struct volume *volume = &probe->volume[which];

	for (size_t i = 0; i < which; i++)
		if (btrfs_is(volume) && btrfs_is(&probe->volume[i]) && volume->uuid &&
		    probe->volume[i].uuid &&
		    strcmp(volume->uuid, probe->volume[i].uuid) == 0)
			return true;
	return false;
}

struct systems systems_find(struct probe *probe, const char *scratch)
{
	enum { ROOM = 64, SUBVOLUMES_MOUNTED = 64 };
	struct systems found = { 0 };
	size_t room;

	/* From here on there are pointers into it. */
	probe_reserve(probe, SUBVOLUMES_MOUNTED);
	room = probe->volume_count + ROOM;
	found.system = pool_alloc(probe->pool, room * sizeof(struct system));
	for (size_t i = 0; i < probe->volume_count && found.count < room; i++)
		if (!is_further_device(probe, i))
			found.count +=
				look_at(probe, &probe->volume[i], scratch,
					&found.system[found.count], room - found.count);
	return found;
}

const char *system_place(struct pool *pool, const struct system *system)
{
	const char *name = volume_name(pool, system->root);

	if (!system->options)
		return name;
	return pool_printf(pool, "%s/%s", name, system->options + strlen("subvol="));
}
