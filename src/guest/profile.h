/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile says where the disk will run: root controller, network, policies.  It is a
 * text file of "key = value" lines, each value with its source in a comment above it.
 *
 * The one law: a key that is not known is an error with its line, never ignored.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"
#include "format/table.h"

struct profile_text {
	const char *name, *text;
};

extern const struct profile_text profile_builtin[]; /* ends with name NULL */

enum missing_mount { MISSING_COMMENT, MISSING_NOFAIL };
enum network_policy { NETWORK_DHCP, NETWORK_KEEP };

/* What a machine starts a disk by. */
enum firmware { FIRMWARE_BIOS, FIRMWARE_UEFI };

/* What the profile's machine makes of something: POLICY_ALLOW, else a severity. */
enum policy {
	POLICY_ALLOW,
	POLICY_NOTE,
	POLICY_DEGRADED,
	POLICY_REJECTED,
	POLICY_UNREACHABLE,
	POLICY_UNBOOTABLE,
};

/* Drivers an initramfs may need, by what the root hangs on (guest/drivers.h). */
enum driver_family {
	DRIVERS_VIRTIO,
	DRIVERS_SCSI_VIRTIO,
	DRIVERS_XEN,
	DRIVERS_IDE,
	DRIVERS_HYPERV,
	DRIVERS_NVME,
	DRIVER_FAMILIES
};

struct profile {
	const char *name, *title;
	/* Sets, 1 << enum driver_family: without these the root is not found, */
	unsigned initrd_require;
	unsigned initrd_advise; /* and these are good to have. */
	/*
	 * Drivers the kernel itself must have, as modules or built in; "a|b": one of
	 * them, and the first it has is the one the root hangs on.  Those of kernel_nic
	 * are of the network cards.
	 */
	struct strs kernel_require, kernel_nic;
	/*
	 * Versions: the first is the oldest kernel that will do; each of the others is
	 * the oldest of its own series (2.6.18-128 of 2.6.18), which got the drivers
	 * later.
	 */
	struct strs kernel_min;
	/* Words of the command line that every entry must have, and must not have. */
	struct strs kernel_args_add, kernel_args_remove;
	/* What console= must name, in this order, the last as /dev/console; none: kept.
	 */
	struct strs console;
	struct strs nic_names; /* fnmatch(3) patterns of names this machine's NICs get */
	/* Whether an import takes no boot loader but GRUB, and from which version on. */
	bool grub_only;
	struct strs grub_min;
	/* Types a system's file systems may have ("xfs-v5": of that version); none: any.
	 */
	struct strs fs_types;
	/* Features of ext4 it must not have; "a+b": not both. */
	struct strs fs_features_refused;
	enum missing_mount missing_mount;
	enum network_policy network;
	unsigned firmware;           /* set, 1 << enum firmware; 0: any */
	unsigned partition_table;    /* set, 1 << enum table_kind; 0: any */
	enum policy second_disk;     /* the system lies on several disks */
	enum policy boot_elsewhere;  /* /boot is not on a disk of the root */
	enum policy encryption;      /* LUKS, BitLocker */
	enum policy other_system;    /* another one beside it */
	enum policy other_partition; /* beside the root's; ESP and swap do not count */
	enum policy behind_root;     /* a partition that keeps the root from growing */
	enum policy swap_partition;
	enum policy root_lvm; /* the root is a logical volume */
};

/* Read a profile from TEXT; on -EINVAL *WHY is one line with the line number. */
int profile_parse(struct pool *pool, const char *name, struct bytes text,
		  struct profile **profile, const char **why);

/* The built-in profile NAME, or the text of the file where NAME has a slash. */
int profile_load(struct pool *pool, const char *name, struct profile **profile,
		 const char **why);

/* The text behind profile_load(), for sending it to the appliance. */
int profile_text_of(struct pool *pool, const char *name, struct bytes *text,
		    const char **why);
