/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "format/bootcode-internal.h"
#include "format/bootcode.h"

static const char *check_images(struct bytes boot, struct bytes core)
{
	static const unsigned char jump[] = { 0xeb, 0x05 }, nops[] = { 0x90, 0x90 };

	if (boot.len != BOOTCODE_SECTOR || boot.data[0] != 0xeb || boot.data[1] != 0x63 ||
	    boot.data[0x1fe] != 0x55 || boot.data[0x1ff] != 0xaa ||
	    bytes_find(boot, bytes_of("GRUB "), 0x100) < 0)
		return "boot.img is not the one of GRUB 2 for i386-pc";
	if (memcmp(boot.data + BOOT_DRIVE_CHECK, jump, 2) != 0 &&
	    memcmp(boot.data + BOOT_DRIVE_CHECK, nops, 2) != 0)
		return "boot.img is of a GRUB version that is not known";
	if (core.len < 4 * BOOTCODE_SECTOR)
		return "core.img is too small";
	if (le16(core.data + CORE_BLOCK_FIRST + 10) != CORE_SEGMENT ||
	    le16(core.data + CORE_NO_RS_LENGTH) == 0xffff ||
	    le32(core.data + CORE_PACKED_SIZE) >= core.len)
		return "core.img is not the one of GRUB 2 for i386-pc";
	return NULL;
}

static const char *check_place(struct bytes head, size_t need,
			       const struct bootcode_place *place)
{
	struct bytes second = bytes_slice(head, BOOTCODE_SECTOR, BOOTCODE_SECTOR);

	if (place->lba == 0)
		return "the core image cannot lie on sector 0";
	if (place->lba < 34 && bytes_starts(second, "EFI PART"))
		return "the sectors before the first partition hold a GPT";
	if (need > CORE_SECTORS_MAX)
		return "core.img is too large for the BIOS";
	if (need > place->sectors)
		return "core.img does not fit where it can be embedded";
	return NULL;
}

static struct bytes sector0_make(struct pool *pool, struct bytes boot, struct bytes head,
				 uint64_t lba)
{
	unsigned char *made = pool_grow(pool, boot.data, boot.len, boot.len);

	memcpy(made + BOOT_BPB_START, head.data + BOOT_BPB_START,
	       BOOT_BPB_END - BOOT_BPB_START);
	memcpy(made + BOOT_CODE_END, head.data + BOOT_CODE_END,
	       BOOT_PART_END - BOOT_CODE_END);
	/* On a hard disk the number the BIOS passes is checked, see boot.S. */
	memset(made + BOOT_DRIVE_CHECK, 0x90, 2);
	made[BOOT_DRIVE] = 0xff;
	put_le64(made + BOOT_KERNEL_SECTOR, lba);
	return (struct bytes){ made, boot.len };
}

static bool core_place(struct pool *pool, struct bytes core, size_t need, uint64_t lba,
		       struct bytes *out)
{
	unsigned char *made =
		pool_grow(pool, core.data, core.len, need * BOOTCODE_SECTOR);

	for (size_t at = CORE_BLOCK_FIRST; le16(made + at + 8); at -= CORE_BLOCK_SIZE) {
		if (at < CORE_BLOCK_LAST)
			return false;
		memset(made + at, 0, CORE_BLOCK_SIZE);
	}
	put_le64(made + CORE_BLOCK_FIRST, lba + 1);
	put_le16(made + CORE_BLOCK_FIRST + 8, (uint16_t)(need - 1));
	put_le16(made + CORE_BLOCK_FIRST + 10, CORE_SEGMENT);
	/* Then a terminator, all zeros. */
	memset(made + CORE_BLOCK_FIRST - CORE_BLOCK_SIZE, 0, CORE_BLOCK_SIZE);
	put_le32(made + CORE_REDUNDANCY, 0);
	*out = (struct bytes){ made, need * BOOTCODE_SECTOR };
	return true;
}

struct bytes bootcode_before(struct bytes head, const struct bootcode_place *place,
			     size_t len)
{
	if (place->old.len >= len)
		return bytes_slice(place->old, 0, len);
	if (place->lba > head.len / BOOTCODE_SECTOR)
		return (struct bytes){ 0 };
	return bytes_slice(head, (size_t)place->lba * BOOTCODE_SECTOR, len);
}

static const char *embed(struct pool *pool, struct bytes boot, struct bytes core,
			 struct bytes head, const struct bootcode_place *place,
			 struct bootcode_patch *patch)
{
	size_t need = (core.len + BOOTCODE_SECTOR - 1) / BOOTCODE_SECTOR;

	if (!core_place(pool, core, need, place->lba, &patch[0].after))
		return "core.img has a block list without an end";
	patch[0].offset = place->lba * BOOTCODE_SECTOR;
	patch[0].before = bootcode_before(head, place, patch[0].after.len);
	if (patch[0].before.len < patch[0].after.len)
		return "what lies where the core image goes is not known";
	patch[1].before = bytes_slice(head, 0, BOOTCODE_SECTOR);
	patch[1].after = sector0_make(pool, boot, head, place->lba);
	return NULL;
}

int bootcode_embed(struct pool *pool, struct bytes boot_img, struct bytes core_img,
		   struct bytes head, const struct bootcode_place *place,
		   struct bootcode_patch **patch, size_t *count, const char **why_not)
{
	*count = 0;
	*patch = NULL;
	*why_not = check_images(boot_img, core_img);
	if (!*why_not && head.len < BOOTCODE_SECTOR)
		*why_not = "sector 0 is not known";
	if (*why_not)
		return -EINVAL;
	*why_not = check_place(
		head, (core_img.len + BOOTCODE_SECTOR - 1) / BOOTCODE_SECTOR, place);
	if (*why_not)
		return -ENOSPC;
	*patch = pool_alloc(pool, 2 * sizeof(**patch));
	*why_not = embed(pool, boot_img, core_img, head, place, *patch);
	if (*why_not)
		return -EINVAL;
	*count = 2;
	return 0;
}
