/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest: one installed system, its tree of files, the volumes it lies on and where it
 * is to run.  Facts about it are parsed when first asked for (boot.h, kernels.h,
 * initrd.h).
 *
 * Its one law: a fact is what the tree says now, planned edits included; nothing is kept
 * across an edit of the file it came from.
 */
#pragma once

#include "disk/disk.h"
#include "guest/profile.h"
#include "tree/tree.h"

/* What there is of a guest; a rule names what it needs. */
enum guest_part {
	GUEST_LINUX = 1 << 0,   /* a Linux system's root */
	GUEST_VOLUMES = 1 << 1, /* the volumes behind the tree are known */
	GUEST_DISKS = 1 << 2,   /* the disks can be read */
	GUEST_GRUB2 = 1 << 3,   /* a grub.cfg of GRUB 2 */
	GUEST_LOADER = 1 << 4,  /* a boot loader whose configuration is understood */
};

/* Bytes of a disk that are planned to change. */
struct block_edit {
	const struct disk *disk;
	uint64_t offset;
	struct bytes before, after; /* of one length */
	const char *what;
};

/*
 * What the plan takes for done, because it was done on the layer before anything was
 * read: the written result shows whether it lasts.
 */
enum mend {
	MEND_JOURNAL,  /* mounting replayed it */
	MEND_REPAIR,   /* its tool repaired it */
	MEND_FEATURES, /* its tool took features away */
	MEND_SIZE,     /* of a disk: it was padded to a whole number of something */
};

struct mended {
	const struct volume *volume; /* or */
	const struct disk *disk;     /* of MEND_SIZE */
	enum mend how;
};

/* Another system on the same disks. */
struct other_system {
	const struct volume *root;
	const char *name; /* for people */
};

struct guest_facts;
struct imagefile;
struct request;

struct guest {
	struct pool *pool;
	struct tree *tree;
	const struct profile *profile;
	struct disk **disk;
	size_t disk_count;
	struct volume *volume;
	size_t volume_count;
	bool volumes_known;
	const struct other_system *other;
	size_t other_count;
	const struct imagefile *image;  /* the files of the disks (imagefile.h) */
	size_t image_count;             /* 0: there are none, or they are not known */
	const struct block_edit *block; /* planned; rules read disks through them */
	size_t block_count;
	const struct mended *mended; /* planned */
	size_t mended_count;
	/* A static program of the appliance that may go into a guest; or empty. */
	struct bytes busybox;
	bool is_template; /* many machines are to be made of it: --template */
	const struct request *request; /* of the user (request.h), or NULL */
	int64_t today;                 /* days since 1970; 0: as the clock says */
	struct guest_facts *facts;     /* owned by the fact files of this folder */
};

/* The parts that are there, as a set of enum guest_part. */
unsigned guest_parts(struct guest *guest);

/* The name of a missing part for people: "the disks behind the tree". */
const char *guest_part_name(enum guest_part part);

/* Whether the plan takes VOLUME as mended in this way. */
bool guest_is_mended(const struct guest *guest, const struct volume *volume,
		     enum mend how);

/* The same of a disk that was padded. */
bool guest_is_padded(const struct guest *guest, const struct disk *disk);

/* The volume mounted at MOUNTPOINT, or NULL. */
const struct volume *guest_volume_at(const struct guest *guest, const char *mountpoint);

/* The volume that holds PATH: the one with the longest mount point above it, or NULL. */
const struct volume *guest_volume_of(const struct guest *guest, const char *path);

/*
 * LEN bytes at OFFSET of DISK with planned block edits applied, in the guest's pool.
 * Returns 0 or -errno.
 */
int guest_disk_read(const struct guest *guest, const struct disk *disk, uint64_t offset,
		    size_t len, struct bytes *content);

/* The day it is, in days since 1970. */
int64_t guest_today(const struct guest *guest);

/* The versions of the kernels with modules under /lib/modules, sorted by bytes. */
struct strs guest_kernels(struct guest *guest);

/* The system's name for people ("Debian GNU/Linux 12 (bookworm)"), never NULL. */
const char *guest_name(struct guest *guest);
