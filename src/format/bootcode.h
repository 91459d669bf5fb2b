/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot code of a BIOS disk: what sector 0 runs, and GRUB 2 for i386-pc put there as
 * grub-bios-setup of GRUB 2.06 does (its util/setup.c, grub-core/boot/i386/pc/boot.S and
 * diskboot.S, include/grub/offsets.h), or GRUB Legacy as the shell of GRUB 0.97 does.
 *
 * Its one law: the partition table, the disk signature and the parameter block in sector
 * 0 are never changed.  Sectors are of 512 bytes, as the BIOS reads them.
 */
#pragma once

#include "base/bytes.h"
#include "format/grubmods.h"

enum { BOOTCODE_SECTOR = 512 };

enum bootcode_kind {
	BOOTCODE_NONE, /* all zeros */
	BOOTCODE_GRUB2,
	BOOTCODE_GRUB_LEGACY,
	BOOTCODE_SYSLINUX,
	BOOTCODE_LILO,
	BOOTCODE_WINDOWS,
	BOOTCODE_OTHER,
};

/* What is known of the disk; bytes not known are not there. */
struct bootcode_disk {
	struct bytes head;      /* from sector 0 on */
	struct bytes bios_boot; /* the BIOS boot partition, or empty */
	uint64_t bios_boot_lba; /* where it starts */
};

struct bootcode_state {
	enum bootcode_kind mbr;
	uint64_t core_sector; /* where GRUB 2's sector 0 looks for its core image */
	bool core_valid;      /* the core image is there and all of one piece of code */
	struct bytes core;    /* as it lies on the disk, whole sectors; for a valid one */
	size_t core_blocks;   /* pieces its block list has */
	struct grubmods mods; /* what is built into it; prefix NULL: not found */
	const char *problem;  /* why the core is not valid, or NULL */
};

/* Look at DISK.  Returns 0, or -EINVAL where not even sector 0 is there. */
int bootcode_inspect(struct pool *pool, const struct bootcode_disk *disk,
		     struct bootcode_state **out);

/* The name of a kind, for people. */
const char *bootcode_name(enum bootcode_kind kind);

/*
 * Whether the valid core of STATE is CORE_IMG (the file core.img) but for what is patched
 * when it is embedded: its block list and its redundancy.
 */
bool bootcode_core_matches(const struct bootcode_state *state, struct bytes core_img);

/* Where stage 1 of GRUB Legacy goes on (its stage1/stage1.h). */
struct bootcode_stage1 {
	bool starts_stage15; /* else stage 2, by its blocks */
	uint32_t sector;     /* the first one of it */
};

/* Read SECTOR 0, which is of BOOTCODE_GRUB_LEGACY; false where it is no stage 1. */
bool bootcode_stage1(struct bytes sector, struct bootcode_stage1 *stage1);

/* Where a stage 1.5 of GRUB Legacy goes on (its stage2/asm.S). */
struct bootcode_stage15 {
	unsigned part;      /* number of the partition, from 1; 0: not told */
	const char *stage2; /* path of stage 2 in that partition's file system */
};

/* Read CODE, two sectors or more; false where it is no stage 1.5. */
bool bootcode_stage15(struct pool *pool, struct bytes code,
		      struct bootcode_stage15 *stage15);

/*
 * The sector, counted from its partition's start, at which the boot SECTOR of SYSLINUX
 * finds ldlinux.sys; false where it is not of SYSLINUX 4 or later.
 */
bool bootcode_syslinux(struct bytes sector, uint64_t *first);

/* What is built into a core image (file, or sectors on a disk); false: not found. */
bool bootcode_mods(struct pool *pool, struct bytes core, struct grubmods *mods);

/* The kernel and the module list as they run, in POOL; false: not found. */
bool bootcode_unpack(struct pool *pool, struct bytes core, struct bytes *plain);

struct bootcode_place {
	uint64_t lba,
		sectors;  /* the gap before the first partition, or a BIOS boot one */
	struct bytes old; /* what is there now, for the patch; as long as the core */
};

struct bootcode_patch {
	uint64_t offset; /* bytes from the start of the disk */
	struct bytes before, after;
};

/*
 * Two patches (the core image, then sector 0, in this order) that put BOOT_IMG and
 * CORE_IMG on the disk whose first sectors are HEAD, as "grub-bios-setup --no-rs-codes"
 * would.
 *
 * Returns 0; -EINVAL where the images are not GRUB 2's for i386-pc, -ENOSPC where PLACE
 * is too small or in use by a GPT; *WHY_NOT then says it in words.
 */
int bootcode_embed(struct pool *pool, struct bytes boot_img, struct bytes core_img,
		   struct bytes head, const struct bootcode_place *place,
		   struct bootcode_patch **patch, size_t *count, const char **why_not);

/* Files of GRUB Legacy, of one build, and what they are told when it is installed. */
struct bootcode_legacy {
	struct bytes stage1, stage15;
	unsigned part; /* number of the partition with stage 2, from 1, in a DOS table */
	const char *stage2, *menu; /* paths in that partition's file system */
};

/*
 * Two patches (stage 1.5, then sector 0) that put FILES on the disk whose first sectors
 * are HEAD, as "setup (hd0)" of its shell does where it finds a stage 1.5 for the file
 * system (its stage2/builtins.c, embed_func and install_func).
 *
 * Returns 0; -EINVAL where the files are not GRUB Legacy's, -ENOSPC where PLACE, which
 * starts at sector 1, is too small; *WHY_NOT then says it in words.
 */
int bootcode_embed_legacy(struct pool *pool, const struct bootcode_legacy *files,
			  struct bytes head, const struct bootcode_place *place,
			  struct bootcode_patch **patch, size_t *count,
			  const char **why_not);
