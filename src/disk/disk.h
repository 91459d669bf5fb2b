/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Disks and the volumes on them: what is there before anything is mounted.
 *
 * The one law: identity comes from the bytes (UUID, label, partition number), never from
 * the name the device happens to have on this machine.
 */
#pragma once

#include "base/bytes.h"
#include "format/superblock.h"
#include "format/table.h"

struct disk {
	const char *name; /* in reports: "disk0", or the device's name when attached */
	const char *path; /* device or image file on this machine */
	int fd;           /* -1 where it could not be opened */
	uint64_t size;    /* bytes */
	unsigned sector;  /* logical sector size, bytes */
	const struct table *table; /* NULL where it could not be read */
};

enum volume_kind {
	VOLUME_PART,   /* a partition, or a disk without a partition table */
	VOLUME_LV,     /* a logical volume of LVM2 */
	VOLUME_MD,     /* an array of md */
	VOLUME_CRYPT,  /* what an unlocked LUKS container holds */
	VOLUME_SUBVOL, /* a subvolume of btrfs that is mounted by itself */
};

struct volume {
	enum volume_kind kind;
	const struct disk *disk; /* NULL where it is made of other volumes */
	unsigned part;           /* partition number; 0 is the whole disk */
	const char *name;        /* "vg/lv", "md0", "luks-..."; NULL of a partition */
	/* What it is made of: indices into the array of volumes it is in itself. */
	const size_t *under;
	size_t under_count;
	bool degraded;        /* an array that lacks members, and can still be read */
	uint64_t start, size; /* bytes */
	const char *node;     /* device on this machine, "/dev/vda1" */
	const char
		*type; /* as blkid(8) says: "ext4", "swap", "LVM2_member"; NULL: none */
	const char *uuid, *label, *partuuid, *partlabel;
	const char *uuid_sub;        /* of a member of something: its own; or NULL */
	const struct superblock *fs; /* NULL where none was read; type may be known */
	const struct fstools *tools; /* disk/fstools.h; NULL where they did not look */
	const char *group; /* of a physical volume of LVM2: its volume group; or NULL */
	const char *last_mounted; /* of an ext superblock: "/", "/boot" */
	bool is_esp;            /* the partition table calls it an EFI system partition */
	const char *mountpoint; /* in the guest's tree, NULL: not mounted */
	uint32_t block; /* bytes a file grows by at a time; 0: block and room not known */
	uint64_t room;  /* bytes free before anything is written */
	uint64_t files,
		files_free;  /* of those it can hold; 0 files: no limit, or not known */
	const char *problem; /* why it cannot be mounted, one line; NULL: it can */
};

/*
 * LEN bytes at OFFSET of the disk into BUFFER.  Returns 0, -EIO for a short read, or the
 * error of pread(2).
 */
int disk_read(const struct disk *disk, uint64_t offset, void *buffer, size_t len);

/*
 * The same of VOLUME, never beyond its end.  Where it is no part of a disk, its device is
 * opened each time; then also the errors of open(2).
 */
int volume_read(const struct volume *volume, uint64_t offset, void *buffer, size_t len);

/* Open PATH read-only and read its partition table.  The caller closes disk->fd. */
int disk_open(struct pool *pool, const char *name, const char *path, struct disk **disk);

/*
 * The disks that VOLUME[WHICH] of an array of COUNT lies on, through all that is stacked
 * below it, each once: an array from POOL, *DISKS long.
 */
const struct disk **volume_disks(struct pool *pool, const struct volume *volume,
				 size_t count, size_t which, size_t *disks);
