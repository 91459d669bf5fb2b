/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/btrfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TREE_ROOT =
		256, /* the inode of each subvolume's root: BTRFS_FIRST_FREE_OBJECTID */
	ENTRIES = 10000,  /* looked at */
	SUBVOLUMES = 256, /* told */
};

bool btrfs_is(const struct volume *volume)
{
	return volume->type && strcmp(volume->type, "btrfs") == 0;
}

/* A comma would end the name in a list of mount options. */
static bool is_nameable(const char *name)
{
	return name[0] != '.' && !strchr(name, ',');
}

struct walk {
	struct pool *pool;
	struct strs found;
	unsigned entries;
};

static void look_into(struct walk *walk, int dir, const char *path, int depth)
{
	DIR *list = fdopendir(dir);

	for (struct dirent *entry; list && (entry = readdir(list));) {
		char *name = pool_printf(walk->pool, "%s%s%s", path, *path ? "/" : "",
					 entry->d_name);
		struct stat st;
		int fd;

		if (++walk->entries > ENTRIES || walk->found.count >= SUBVOLUMES)
			break;
		if (!is_nameable(entry->d_name))
			continue;
		fd = openat(dirfd(list), entry->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (fstat(fd, &st) == 0 && st.st_ino == TREE_ROOT)
			strs_add(&walk->found, name);
		if (depth > 0)
			look_into(walk, fd, name, depth - 1);
		else
			close(fd);
	}
	if (list)
		closedir(list);
	else
		close(dir);
}

struct strs btrfs_subvolumes(struct pool *pool, const char *dir)
{
	struct walk walk = { .pool = pool, .found.pool = pool };
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		look_into(&walk, fd, "", 1);
	strs_sort(&walk.found);
	return walk.found;
}

char *btrfs_options(const struct probe *probe, const struct volume *volume,
		    const char *options)
{
	struct strs all = { .pool = probe->pool };

	if (options && *options)
		strs_add(&all, options);
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *other = &probe->volume[i];

		if (other->kind != VOLUME_SUBVOL && btrfs_is(other) && other->uuid &&
		    volume->uuid && strcmp(other->uuid, volume->uuid) == 0)
			strs_addf(&all, "device=%s", other->node);
	}
	return strs_join(&all, ",");
}
