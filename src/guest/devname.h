/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device name found in a guest (fstab, a boot loader's root=, crypttab), and the volume
 * it meant when that guest last ran.
 *
 * Its one law: no guessing.  A name given by position (/dev/sda1) is told from the
 * partition number and from what the guest says of its own disk; where two volumes could
 * be meant, or nothing proves one, the answer is none and why.
 */
#pragma once

#include "guest/guest.h"

enum devname_kind {
	DEVNAME_DISK,  /* by position: /dev/sda1, hda, vda, xvda, nvme0n1p1, mmcblk0p1 */
	DEVNAME_BY_ID, /* by the machine: /dev/disk/by-id/NAME-partN, ID= */
	DEVNAME_BY_PATH, /* /dev/disk/by-path/NAME-partN */
	DEVNAME_UUID,    /* UUID= or /dev/disk/by-uuid; so the next three */
	DEVNAME_LABEL,
	DEVNAME_PARTUUID,
	DEVNAME_PARTLABEL,
	DEVNAME_MAPPER,    /* /dev/mapper/NAME, /dev/dm-N, /dev/VG/LV */
	DEVNAME_MD,        /* /dev/md0, /dev/md/NAME */
	DEVNAME_REMOVABLE, /* a CD-ROM or a floppy disk */
	DEVNAME_NETWORK,   /* host:/path, //host/share */
	DEVNAME_FILE,      /* any other path: a bind mount, a swap file, an image */
	DEVNAME_OTHER,     /* proc, tmpfs, none, …; /dev/… of no kind above */
};

struct devname {
	enum devname_kind kind;
	const char *text;  /* as it was found */
	const char *disk;  /* DISK, BY_ID, BY_PATH: "sda", "ata-QEMU_HARDDISK_QM00001" */
	unsigned part;     /* of these, the partition number; 0: the whole disk */
	const char *value; /* of a tag, without quotes */
	const char *mountpoint, *type; /* how it is used there; NULL: not known */
};

struct fstab_entry;

/* The name TEXT; its mountpoint and type may be set by the caller, as proof. */
struct devname *devname_parse(struct pool *pool, const char *text);

/* The source of ENTRY, a line of fstab, with mountpoint and type. */
struct devname *devname_of_entry(struct pool *pool, const struct fstab_entry *entry);

/*
 * The volume NAME means, or NULL with one line in *WHY_NOT.  The UUID of a FAT or NTFS
 * matches without regard to case only where no other does.
 */
const struct volume *devname_volume(const struct guest *guest, const struct devname *name,
				    const char **why_not);

/* Whether it is certain that NAME means nothing on these disks. */
bool devname_is_missing(const struct guest *guest, const struct devname *name);

/* Whether the name depends on the machine the disk is in (DISK, BY_ID, BY_PATH). */
bool devname_is_positional(const struct devname *name);

/* Whether it is a UUID or label, of a file system or a partition. */
bool devname_is_tag(const struct devname *name);

/*
 * Whether the UUID in NAME is written as VOLUME has it; case matters but in the long form
 * of RFC 4122, which FAT and NTFS do not use.
 */
bool devname_is_exact(const struct devname *name, const struct volume *volume);

/*
 * The name VOLUME has on every machine: "UUID=…", or "PARTUUID=…" where it has none or
 * another volume has the same; NULL where there is neither.
 */
char *devname_stable(const struct guest *guest, const struct volume *volume);

/* "partition 2 of disk0", "logical volume vg0/root" */
char *devname_where(struct pool *pool, const struct volume *volume);
