/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "format/bootcode-internal.h"
#include "format/bootcode.h"

/*
 * Offsets of GRUB Legacy's stage1/stage1.h, and of stage2/start.S and stage2/asm.S as
 * they are in a stage 1.5, and where it loads what comes next.
 */
enum {
	STAGE1_MAJOR = 0x3e, /* of its interface; 3 since GRUB 0.90 */
	STAGE1_DRIVE = 0x40,
	STAGE1_ADDRESS = 0x42,
	STAGE1_SECTOR = 0x44,
	STAGE1_SEGMENT = 0x48,
	STAGE1_DRIVE_CHECK = 0x4b, /* two bytes, a jump */
	MAJOR = 3,
	ADDRESS_STAGE15 = 0x2000,
	ADDRESS_STAGE2 = 0x8000,

	BLOCK_START = 0x1f8, /* of the rest of it: u32 sector, u16 sectors, u16 segment */
	BLOCK_SECTORS = 0x1fc,
	BLOCK_SEGMENT = 0x1fe,
	SEGMENT = 0x220,
	ENTRY = 0x200, /* a far jump over the data that follows */
	ENTRY_ADDRESS = 0x2200,
	STAGE15_MAJOR = 0x206,
	STAGE15_VERSION = 0x212, /* a string; then u32 partition, and the string "FILE" */
	STAGE15_MAX = 127,       /* sectors, what a BIOS reads in one piece */
	VERSION_MAX = 16,
};

bool bootcode_stage1(struct bytes sector, struct bootcode_stage1 *stage1)
{
	uint16_t address;

	if (sector.len < BOOTCODE_SECTOR || sector.data[STAGE1_MAJOR] != MAJOR)
		return false;
	address = le16(sector.data + STAGE1_ADDRESS);
	*stage1 = (struct bootcode_stage1){
		.starts_stage15 = address == ADDRESS_STAGE15,
		.sector = le32(sector.data + STAGE1_SECTOR),
	};
	return address == ADDRESS_STAGE15 || address == ADDRESS_STAGE2;
}

/* Where the partition and the string after it lie in CODE, and where they must end. */
static bool find_names(struct bytes code, size_t *start, size_t *end)
{
	const unsigned char *version, *stop;

	if (code.len < 2 * BOOTCODE_SECTOR || code.data[STAGE15_MAJOR] != MAJOR ||
	    code.data[ENTRY] != 0xea || le16(code.data + BLOCK_SEGMENT) != SEGMENT)
		return false;
	version = code.data + STAGE15_VERSION;
	stop = memchr(version, '\0', VERSION_MAX);
	*end = ENTRY + (size_t)(le16(code.data + ENTRY + 1) - ENTRY_ADDRESS);
	if (!stop || le16(code.data + ENTRY + 1) < ENTRY_ADDRESS || *end > code.len)
		return false;
	*start = STAGE15_VERSION + (size_t)(stop - version) + 1;
	return *start + 4 < *end;
}

bool bootcode_stage15(struct pool *pool, struct bytes code,
		      struct bootcode_stage15 *stage15)
{
	size_t start, end, length;
	const char *text;

	if (!find_names(code, &start, &end))
		return false;
	text = (const char *)code.data + start + 4;
	length = strnlen(text, end - start - 4);
	if (length == end - start - 4)
		return false;
	length = strcspn(text, " ");
	*stage15 = (struct bootcode_stage15){
		.part = code.data[start + 2] == 0xff ? 0 : code.data[start + 2] + 1u,
		.stage2 = bytes_str(pool, bytes_slice(code, start + 4, length)),
	};
	return true;
}

static const char *check_files(const struct bootcode_legacy *files)
{
	static const unsigned char jump[] = { 0xeb, 0x07 }, nops[] = { 0x90, 0x90 };
	const unsigned char *stage1 = files->stage1.data;
	size_t start, end;

	if (files->stage1.len != BOOTCODE_SECTOR || stage1[STAGE1_MAJOR] != MAJOR ||
	    stage1[0] != 0xeb || stage1[0x1fe] != 0x55 || stage1[0x1ff] != 0xaa ||
	    bytes_find(files->stage1, bytes_of("GRUB "), 0x100) < 0)
		return "stage1 is not the one of GRUB Legacy";
	if (memcmp(stage1 + STAGE1_DRIVE_CHECK, jump, 2) != 0 &&
	    memcmp(stage1 + STAGE1_DRIVE_CHECK, nops, 2) != 0)
		return "stage1 is of a GRUB version that is not known";
	if (!find_names(files->stage15, &start, &end))
		return "stage 1.5 is not the one of GRUB Legacy";
	if (start + 4 + strlen(files->stage2) + 1 + strlen(files->menu) + 1 > end)
		return "the names of stage 2 and of the menu are too long for stage 1.5";
	if (files->part == 0 || files->part > 0xff)
		return "the partition of stage 2 has no number";
	return NULL;
}

/* Stage 1 keeps what the old sector holds besides code. */
static struct bytes make_sector0(struct pool *pool, struct bytes stage1,
				 struct bytes head, uint64_t lba)
{
	unsigned char *made = pool_grow(pool, stage1.data, stage1.len, stage1.len);

	memcpy(made + BOOT_BPB_START, head.data + BOOT_BPB_START,
	       STAGE1_MAJOR - BOOT_BPB_START);
	memcpy(made + BOOT_CODE_END, head.data + BOOT_CODE_END,
	       BOOT_PART_END - BOOT_CODE_END);
	made[STAGE1_DRIVE] = 0xff;
	put_le16(made + STAGE1_ADDRESS, ADDRESS_STAGE15);
	put_le32(made + STAGE1_SECTOR, (uint32_t)lba);
	put_le16(made + STAGE1_SEGMENT, ADDRESS_STAGE15 >> 4);
	/* On a hard disk the number the BIOS passes is checked, see stage1.S. */
	memset(made + STAGE1_DRIVE_CHECK, 0x90, 2);
	return (struct bytes){ made, stage1.len };
}

static struct bytes make_stage15(struct pool *pool, const struct bootcode_legacy *files,
				 size_t sectors, uint64_t lba)
{
	unsigned char *made = pool_grow(pool, files->stage15.data, files->stage15.len,
					sectors * BOOTCODE_SECTOR);
	char *names = pool_printf(pool, "%s %s", files->stage2, files->menu);
	size_t start, end;

	find_names(files->stage15, &start, &end);
	put_le32(made + BLOCK_START, (uint32_t)lba + 1);
	put_le16(made + BLOCK_SECTORS, (uint16_t)(sectors - 1));
	/* The drive that was started, and a partition of a DOS table on it. */
	put_le32(made + start, 0xff00ffff | (files->part - 1) << 16);
	memcpy(made + start + 4, names, strlen(names) + 1);
	return (struct bytes){ made, sectors * BOOTCODE_SECTOR };
}

int bootcode_embed_legacy(struct pool *pool, const struct bootcode_legacy *files,
			  struct bytes head, const struct bootcode_place *place,
			  struct bootcode_patch **patch, size_t *count,
			  const char **why_not)
{
	size_t sectors = (files->stage15.len + BOOTCODE_SECTOR - 1) / BOOTCODE_SECTOR;
	struct bootcode_patch *made = pool_alloc(pool, 2 * sizeof(*made));

	*count = 0;
	*why_not = check_files(files);
	if (!*why_not && head.len < BOOTCODE_SECTOR)
		*why_not = "sector 0 is not known";
	if (*why_not)
		return -EINVAL;
	if (sectors > STAGE15_MAX || sectors > place->sectors) {
		*why_not = "stage 1.5 does not fit before the first partition";
		return -ENOSPC;
	}
	made[0].offset = place->lba * BOOTCODE_SECTOR;
	made[0].before = bootcode_before(head, place, sectors * BOOTCODE_SECTOR);
	made[0].after = make_stage15(pool, files, sectors, place->lba);
	made[1].before = bytes_slice(head, 0, BOOTCODE_SECTOR);
	made[1].after = make_sector0(pool, files->stage1, head, place->lba);
	if (made[0].before.len < made[0].after.len) {
		*why_not = "what lies where stage 1.5 goes is not known";
		return -EINVAL;
	}
	*patch = made;
	*count = 2;
	return 0;
}
