/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/places.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "app/patient-internal.h"
#include "disk/machine.h"
#include "disk/medium.h"
#include "disk/mount.h"
#include "engine/label.h"
#include "tree/dir.h"

#define MEDIUM_ROOT "/run/drydock/medium"
#define ON_MEDIUM   "drydock-undo"

static int add(struct places *places, const char *shown, int parent, const char *name,
	       const char *volume)
{
	struct statvfs fs = { 0 };

	if (parent < 0)
		return -errno;
	if (places->count == sizeof(places->place) / sizeof(*places->place)) {
		close(parent);
		return -ENOSPC;
	}
	(void)fstatvfs(parent, &fs);
	places->place[places->count++] = (struct place){
		.shown = shown,
		.parent = parent,
		.name = name,
		.volume = volume,
		.room = (uint64_t)fs.f_bavail * fs.f_frsize,
	};
	return 0;
}

static int open_dir(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -errno : fd;
}

int place_dir(struct pool *pool, const struct place *place, bool make)
{
	int fd = open_dir(place->parent, place->name ? place->name : ".");

	if (fd != -ENOENT || !make)
		return fd;
	if (mkdirat(place->parent, place->name, 0700) < 0)
		return -errno;
	fd = open_dir(place->parent, place->name);
	if (fd < 0)
		return fd;
	/* FAT has its modes from the mount; a system without labels gets none. */
	(void)fchmod(fd, 0700);
	(void)label_give(pool, place->parent, fd, NULL);
	if (fsync(place->parent) < 0)
		(void)syncfs(place->parent);
	return fd;
}

void place_tidy(const struct place *place)
{
	if (place->name && unlinkat(place->parent, place->name, AT_REMOVEDIR) == 0 &&
	    fsync(place->parent) < 0)
		(void)syncfs(place->parent);
}

/* A file system in memory ends with the machine. */
static bool is_memory(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 &&
	       (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
}

static int add_wanted(struct places *places, struct patient *patient, const char *wanted)
{
	int fd = open(wanted, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0) {
		err = -errno;
		patient->why = pool_printf(places->pool, "--journal %s: %s", wanted,
					   strerror(-err));
		return err;
	}
	if (is_memory(fd)) {
		close(fd);
		patient->why =
			pool_printf(places->pool,
				    "--journal %s: lies in memory, which ends with "
				    "this machine",
				    wanted);
		return -EINVAL;
	}
	return add(places, wanted, fd, NULL, NULL);
}

static void add_medium(struct places *places, enum mount_mode mode)
{
	const char *name = machine_is_appliance() ? medium_find(places->pool) : NULL;
	struct probe_device device = { name, name };
	const char *why;

	if (!name ||
	    (mode == MOUNT_WRITABLE && machine_disk(places->pool, name).read_only))
		return;
	places->medium = probe_devices(places->pool, &device, 1);
	for (size_t i = 0; i < places->medium->volume_count; i++) {
		struct volume *volume = &places->medium->volume[i];

		if (volume->problem || !volume->type || !mount_can(volume->type) ||
		    mount_volume(places->pool, volume, MEDIUM_ROOT, mode, NULL, &why) < 0)
			continue;
		if (add(places, ON_MEDIUM " on the appliance's medium",
			open_dir(AT_FDCWD, MEDIUM_ROOT), ON_MEDIUM, NULL) == 0)
			return;
		(void)mount_end(MEDIUM_ROOT);
	}
}

/* FAT keeps no mode and no owner: what is to stay secret does not lie there. */
static bool can_hold(const struct volume *volume)
{
	return volume->mountpoint && volume->type && !volume->problem &&
	       strcmp(volume->type, "vfat") != 0;
}

/* A system too small for /var/lib, or one that leads there by a link, has it in /. */
static void add_volume(struct places *places, struct patient *patient,
		       const struct volume *volume)
{
	bool is_root = strcmp(volume->mountpoint, "/") == 0;
	const char *dir = is_root ? "/var/lib" : volume->mountpoint;
	const char *name = is_root ? "drydock" : ".drydock";
	int parent = dir_open_at(dir_fd(patient->tree), dir, O_RDONLY | O_DIRECTORY);

	if (parent < 0 && is_root) {
		dir = "";
		name = ".drydock";
		parent = dir_open_at(dir_fd(patient->tree), "/", O_RDONLY | O_DIRECTORY);
	}
	if (parent < 0)
		return;
	(void)add(places,
		  pool_printf(places->pool, "%s/%s on %s", dir, name,
			      volume_name(places->pool, volume)),
		  parent, name, volume->mountpoint);
}

int places_open(struct places *places, struct patient *patient, const char *wanted,
		enum mount_mode mode)
{
	const struct probe *probe = patient->probe;
	int err;

	*places = (struct places){ .pool = patient->pool };
	if (wanted) {
		err = add_wanted(places, patient, wanted);
		if (err < 0)
			return err;
	}
	add_medium(places, mode);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < probe->volume_count; i++)
			if (can_hold(&probe->volume[i]) &&
			    (strcmp(probe->volume[i].mountpoint, "/") == 0) ==
				    (pass == 0))
				add_volume(places, patient, &probe->volume[i]);
	return 0;
}

void places_close(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		close(places->place[i].parent);
	places->count = 0;
	if (!places->medium)
		return;
	(void)mount_end(MEDIUM_ROOT);
	probe_close(places->medium);
	places->medium = NULL;
}
