/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"

#include <errno.h>
#include <string.h>

#include "format/bootcode-internal.h"

static const char *const names[] = {
	[BOOTCODE_NONE] = "none",
	[BOOTCODE_GRUB2] = "GRUB 2",
	[BOOTCODE_GRUB_LEGACY] = "GRUB Legacy",
	[BOOTCODE_SYSLINUX] = "SYSLINUX",
	[BOOTCODE_LILO] = "LILO",
	[BOOTCODE_WINDOWS] = "Windows",
	[BOOTCODE_OTHER] = "other",
};

/* The first row that fits tells the kind; AT is -1 where the text may be anywhere. */
static const struct {
	enum bootcode_kind kind;
	int at;
	const char *text;
} marks[] = {
	{ BOOTCODE_LILO, 6, "LILO" },
	{ BOOTCODE_LILO, 2, "LILO" },
	{ BOOTCODE_WINDOWS, -1, "Invalid partition table" },
	{ BOOTCODE_SYSLINUX, -1, "Operating system load error" },
	{ BOOTCODE_SYSLINUX, -1, "Missing OS" },
	{ BOOTCODE_SYSLINUX, -1, "SYSLINUX" },
	{ BOOTCODE_SYSLINUX, -1, "EXTLINUX" },
};

const char *bootcode_name(enum bootcode_kind kind)
{
	return names[kind];
}

static enum bootcode_kind recognise(struct bytes sector)
{
	struct bytes code = bytes_slice(sector, 0, BOOT_CODE_END);

	if (bytes_are_zero(code))
		return BOOTCODE_NONE;
	/* GRUB Legacy has the same text; its first jump is over a shorter block. */
	if (bytes_find(code, bytes_of("GRUB "), 0x100) >= 0 && code.data[0] == 0xeb)
		return code.data[1] == 0x63 ? BOOTCODE_GRUB2 : BOOTCODE_GRUB_LEGACY;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		ptrdiff_t at = bytes_find(code, bytes_of(marks[i].text), 0);

		if (at >= 0 && (marks[i].at < 0 || marks[i].at == at))
			return marks[i].kind;
	}
	return BOOTCODE_OTHER;
}

/* COUNT sectors from LBA on, or nothing where not all of them are known. */
static struct bytes sectors(const struct bootcode_disk *disk, uint64_t lba,
			    uint64_t count)
{
	struct bytes from = disk->head;
	uint64_t have;

	if (disk->bios_boot.len && lba >= disk->bios_boot_lba) {
		from = disk->bios_boot;
		lba -= disk->bios_boot_lba;
	}
	have = from.len / BOOTCODE_SECTOR;
	if (lba > have || count > have - lba)
		return (struct bytes){ 0 };
	return bytes_slice(from, (size_t)lba * BOOTCODE_SECTOR,
			   (size_t)count * BOOTCODE_SECTOR);
}

/*
 * Follow the block list at the end of the first sector of the core.  diskboot.S loads
 * each piece to its segment, so these must follow each other for the code to be of one
 * piece.
 */
static const char *gather(const struct bootcode_disk *disk, struct buf *core,
			  size_t *blocks)
{
	uint32_t segment = CORE_SEGMENT;
	size_t at = CORE_BLOCK_FIRST;

	for (*blocks = 0;; ++*blocks, at -= CORE_BLOCK_SIZE) {
		const unsigned char *block = core->data + at;
		uint16_t count = le16(block + 8);
		struct bytes piece;

		if (count == 0)
			return *blocks ? NULL : "the core image has no block list";
		if (at < CORE_BLOCK_LAST)
			return "the block list of the core image does not end";
		if (le16(block + 10) != segment)
			return "the block list of the core image is not consistent";
		piece = sectors(disk, le64(block), count);
		if (piece.len == 0)
			return "the core image is not where it can be embedded";
		segment += (uint32_t)count << 5;
		if (segment > 0x8000)
			return "the core image is too large";
		buf_add(core, piece);
	}
}

static const char *check_core(struct bytes core)
{
	if (core.len < 4 * BOOTCODE_SECTOR)
		return "the core image is too small";
	if (le16(core.data + CORE_NO_RS_LENGTH) == 0xffff ||
	    le32(core.data + CORE_PACKED_SIZE) >= core.len ||
	    le32(core.data + CORE_PACKED_SIZE) == 0)
		return "what sector 0 starts is not a core image";
	return NULL;
}

static const char *find_core(struct pool *pool, const struct bootcode_disk *disk,
			     struct bootcode_state *state)
{
	struct buf core = { .pool = pool };
	struct bytes first = sectors(disk, state->core_sector, 1);
	const char *problem;

	if (first.len == 0 || state->core_sector == 0)
		return "sector 0 starts a core image that is not where one can be "
		       "embedded";
	if (bytes_are_zero(first))
		return "there is no core image where sector 0 starts it";
	buf_add(&core, first);
	problem = gather(disk, &core, &state->core_blocks);
	if (!problem)
		problem = check_core(buf_bytes(&core));
	if (!problem)
		state->core = buf_bytes(&core);
	return problem;
}

int bootcode_inspect(struct pool *pool, const struct bootcode_disk *disk,
		     struct bootcode_state **out)
{
	struct bytes sector = bytes_slice(disk->head, 0, BOOTCODE_SECTOR);
	struct bootcode_state *state;

	if (sector.len < BOOTCODE_SECTOR)
		return -EINVAL;
	state = *out = pool_alloc(pool, sizeof(*state));
	state->mbr = recognise(sector);
	if (state->mbr != BOOTCODE_GRUB2)
		return 0;
	state->core_sector = le64(sector.data + BOOT_KERNEL_SECTOR);
	state->problem = find_core(pool, disk, state);
	state->core_valid = !state->problem;
	if (state->core_valid)
		(void)bootcode_mods(pool, state->core, &state->mods);
	return 0;
}

static bool same(struct bytes a, struct bytes b, size_t from, size_t to)
{
	return bytes_equal(bytes_slice(a, from, to - from),
			   bytes_slice(b, from, to - from));
}

bool bootcode_core_matches(const struct bootcode_state *state, struct bytes core_img)
{
	size_t list =
		CORE_BLOCK_FIRST + CORE_BLOCK_SIZE - state->core_blocks * CORE_BLOCK_SIZE;

	if (!state->core_valid || core_img.len < 4 * BOOTCODE_SECTOR ||
	    core_img.len > state->core.len)
		return false;
	return same(state->core, core_img, 0, list) &&
	       same(state->core, core_img, BOOTCODE_SECTOR, CORE_REDUNDANCY) &&
	       same(state->core, core_img, CORE_REDUNDANCY + 4, core_img.len);
}
