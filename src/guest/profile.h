/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile says where the disk will run: root controller, network, policies.  It is a
 * text file of "key = value" lines, each value with its source in a comment above it.
 * With "base = NAME" in front it says only what differs from that built-in profile.
 *
 * The one law: a key that is not known is an error with its line, never ignored.  A key
 * that is not said has its default: the first of the words it may have, 0, or no words.
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
enum network_policy { NETWORK_DHCP, NETWORK_KEEP, NETWORK_PIN };
enum static_ipv6 { STATIC_IPV6_KEEP, STATIC_IPV6_REMOVE };
/* What becomes of the guest's firewall; with SSH, port 22 must be let in. */
enum firewall_policy { FIREWALL_KEEP, FIREWALL_SSH, FIREWALL_OFF };
enum selinux_policy { SELINUX_KEEP, SELINUX_PERMISSIVE };
enum qemu_agent { QEMU_AGENT_IGNORE, QEMU_AGENT_FORBID, QEMU_AGENT_REQUIRE };
enum pv_drivers { PV_DRIVERS_KEEP, PV_DRIVERS_REMOVE };
enum foreign_fs { FOREIGN_FS_KEEP, FOREIGN_FS_NOAUTO };
enum file_name { FILE_NAME_SPACE };
enum os_bits { OS_BITS_32, OS_BITS_64 };

/* nvme_io_timeout: as long as the kernel's parameter can hold. */
enum { NVME_IO_TIMEOUT_MAX = 0x7fffffff };

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
	DRIVERS_VMWARE,
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
	struct strs nic_pins;     /* NAME=MAC, what NETWORK_PIN binds (guest/nicpins.h) */
	unsigned firmware;        /* set, 1 << enum firmware; 0: any */
	unsigned partition_table; /* set, 1 << enum table_kind; 0: any */
	enum policy second_disk;  /* the system lies on several disks */
	enum policy boot_elsewhere;  /* /boot is not on a disk of the root */
	enum policy encryption;      /* LUKS, BitLocker */
	enum policy other_system;    /* another one beside it */
	enum policy other_partition; /* beside the root's; ESP and swap do not count */
	enum policy behind_root;     /* a partition that keeps the root from growing */
	enum policy swap_partition;
	enum policy root_lvm; /* the root is a logical volume */

	enum policy extra_nics; /* more than one network card is configured */
	enum static_ipv6 static_ipv6;
	unsigned mtu;                    /* bytes; 0: as DHCP says */
	bool nic_multiqueue;             /* can be declared with the image */
	enum policy dhcp_persistent;     /* DHCP gives up, or asks for an old lease */
	enum policy manager_and_network; /* NetworkManager beside the network service */
	enum policy zeroconf_route;      /* 169.254.0.0/16 leads away from the metadata */
	enum firewall_policy firewall;
	enum selinux_policy selinux;
	enum policy root_account; /* no root user with a usable password */
	/* Of a password that is set here; 0: no limit. */
	unsigned password_length_min, password_length_max;
	unsigned password_classes;          /* of upper, lower, digit, special */
	enum policy cloud_init;             /* it is not installed */
	struct strs cloud_init_datasources; /* what is served there; none: not known */
	enum policy growpart;               /* the root cannot grow */
	enum qemu_agent qemu_agent;
	enum policy azure_agent; /* it is not there, or not started */
	unsigned os_bits;        /* set, 1 << enum os_bits; 0: any */
	struct strs os_families; /* ID of os-release(5), as listed; none: any */
	enum policy os_unlisted; /* a system that os_families does not name */
	/* Where it puts the settings of a system it does not list; "": nowhere. */
	const char *custom_linux_dir;
	enum policy rtc_utc;           /* the clock is kept in local time */
	enum policy antivirus;         /* there is one */
	enum pv_drivers pv_drivers;    /* Huawei's own for Xen (uvp) */
	enum policy special_drivers;   /* of GPUs and the like */
	const char *ignition_platform; /* ignition.platform.id=; "": none */
	enum foreign_fs foreign_fs;    /* cifs, nfs, vboxsf and their like in fstab */
	unsigned nvme_io_timeout;      /* seconds; 0: as it is */
	struct strs formats;           /* of images, the preferred first; none: any */
	struct strs fast_formats;      /* of those too large for the usual way */
	struct strs fast_rules;     /* which then are conditions: nothing is put right */
	struct strs bitmap_formats; /* that need a bitmap (.mf) there */
	enum policy split_image;    /* packed, with other files, or with snapshots */
	enum policy foreign_vmdk;   /* a VMDK of a machine without VMware Tools */
	unsigned file_name_refused; /* set, 1 << enum file_name */
	bool image_name_plain;      /* an image is called by letters, digits, - . _ */
	bool file_max_stored;       /* file_max is of what a sparse file stores */
	/*
	 * Bytes; 0: no limit.  Of the file, by the usual way and by one for large ones;
	 * of the disk in it, which is a whole number of vsize_align; and of the disk that
	 * is to be declared.
	 */
	uint64_t file_max, fast_max;
	uint64_t vsize_max, vsize_min, vsize_align, registered_min;
	/*
	 * What the call that registers an image is told, by the cloud's own names: the
	 * first word is the name, the others say its value for each fact ("uefi=UEFI"):
	 * of what starts it ("bios", "uefi", "both"), of the processor ("x86_64"), of the
	 * system (ID of os-release), and of the format of the file.
	 */
	struct strs register_firmware, register_arch, register_system, register_format;
	struct strs register_values;  /* "NAME=VALUE" of every Linux system */
	const char *register_version; /* the name of the version of the system; or "" */
	const char *register_disk;    /* that of the size of the disk in GiB; or "" */
	bool register_disk_above;     /* it must be more than the disk in the image has */
	const char *upload_place;     /* where the file goes, for people; or "" */

	const struct profile_entry *entry; /* all keys in their order; ends with NULL */
};

/* What a profile says of a key. */
struct profile_entry {
	const char *key;
	const char *meaning;  /* of the key, a few words */
	const char *fallback; /* the value where none is said, for people */
	const char *value;    /* as written; NULL: not said */
	const char *source;   /* the comment above it, one line; "": none */
	const char *from;     /* the profile it is written in, */
	unsigned line;        /* and where */
};

/*
 * Read a profile from TEXT; on -EINVAL *WHY is one line with the line number and, where a
 * word was meant, that word.
 */
int profile_parse(struct pool *pool, const char *name, struct bytes text,
		  struct profile **profile, const char **why);

/* The built-in profile NAME, or the text of the file where NAME has a slash. */
int profile_load(struct pool *pool, const char *name, struct profile **profile,
		 const char **why);

/* The text behind profile_load(), for sending it to the appliance. */
int profile_text_of(struct pool *pool, const char *name, struct bytes *text,
		    const char **why);
