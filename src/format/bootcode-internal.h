/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout of GRUB 2's boot.img (sector 0) and core.img: GRUB's include/grub/offsets.h
 * and include/grub/i386/pc/boot.h.
 */
#pragma once

#include "format/bootcode.h"

enum {
	BOOT_BPB_START = 0x3,
	BOOT_BPB_END = 0x5a,
	BOOT_KERNEL_SECTOR = 0x5c, /* u64 */
	BOOT_DRIVE = 0x64,
	BOOT_DRIVE_CHECK = 0x66, /* two bytes, a jump */
	BOOT_CODE_END = 0x1b8,   /* the disk signature is here */
	BOOT_PART_END = 0x1fe,

	CORE_BLOCK_FIRST = 0x1f4, /* {u64 lba, u16 sectors, u16 segment}, downwards */
	CORE_BLOCK_SIZE = 12,
	CORE_BLOCK_LAST = 0x100, /* the code of diskboot.img is below */
	CORE_SEGMENT = 0x820,
	CORE_PACKED_SIZE = 0x208, /* u32, in the second sector */
	CORE_PLAIN_SIZE = 0x20c,
	CORE_REDUNDANCY = 0x210,
	CORE_NO_RS_LENGTH = 0x214, /* u16 */
	CORE_SECTORS_MAX = (0x78000 - 0x8200) / 512,
};

/* The LEN bytes that lie at PLACE, known from it or from HEAD; fewer: not known. */
struct bytes bootcode_before(struct bytes head, const struct bootcode_place *place,
			     size_t len);
