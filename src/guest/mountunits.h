/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounts and swap given as units of systemd, systemd.mount(5) and systemd.swap(5), in
 * /etc/systemd/system and its drop-ins; and options of fstab that name a device's unit.
 *
 * The one law: a unit has the name of what it is about: a mount that of its directory,
 * which stays when its device gets another name; swap that of its device, which does not.
 */
#pragma once

#include "format/ini.h"
#include "guest/devname.h"

enum mount_unit_use {
	MOUNT_UNIT_IDLE,     /* nothing starts it at boot, or not seen */
	MOUNT_UNIT_WANTED,   /* the boot waits for it, and goes on */
	MOUNT_UNIT_REQUIRED, /* the boot fails without it */
};

struct mount_unit {
	const char *path;          /* of the unit or its drop-in */
	const char *name;          /* of the unit, "srv-data.mount" */
	struct bytes text;         /* of the file */
	const struct ini_key *key; /* What= in it */
	bool is_swap;
	enum mount_unit_use use;
	struct strs links; /* that start it */
	struct devname *device;
};

struct mount_units {
	struct mount_unit *unit;
	size_t count;
	bool too_many; /* what is beyond MOUNT_UNITS_MAX is not listed */
};

enum { MOUNT_UNITS_MAX = 256 };

/* Each What= there is, in units and drop-ins that can be read. */
struct mount_units guest_mount_units(struct guest *guest);

/* VOLUME below /dev/disk, as a unit may have it; NULL where it has neither UUID. */
char *mount_unit_device(const struct guest *guest, const struct volume *volume);

/* "dev-disk-by\x2duuid-1234.swap" of a path: systemd-escape(1) --path. */
char *mount_unit_name(struct pool *pool, const char *path, const char *suffix);

/* "/dev/sda1" of "dev-sda1.device"; NULL: it is no name of a device's unit. */
char *mount_unit_path(struct pool *pool, const char *name);
