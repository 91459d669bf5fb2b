/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"
#include "format/core-make.h"
#include "fuzz.h"

/* The first byte says how the rest is cut and read. */

static void require_order(const struct bootcode_patch *patch, size_t count)
{
	fuzz_require(count == 2 && patch[0].offset > 0 && patch[1].offset == 0);
	for (size_t i = 0; i < count; i++)
		fuzz_require(patch[i].before.len == patch[i].after.len);
	fuzz_require(patch[1].after.len == BOOTCODE_SECTOR);
	/* The law: signature and partition table stay. */
	fuzz_require(memcmp(patch[1].before.data + 0x1b8, patch[1].after.data + 0x1b8,
			    0x1fe - 0x1b8) == 0);
}

static void look(struct pool *pool, struct bytes data)
{
	struct bootcode_disk disk = { .head = data };
	struct bootcode_state *state;
	struct bootcode_stage15 stage15;
	struct bootcode_stage1 stage1;
	struct bytes plain;
	uint64_t first;

	bootcode_inspect(pool, &disk, &state);
	disk.head = bytes_slice(data, 0, 2 * (size_t)BOOTCODE_SECTOR);
	disk.bios_boot = bytes_slice(data, disk.head.len, data.len - disk.head.len);
	disk.bios_boot_lba = 2;
	bootcode_inspect(pool, &disk, &state);
	bootcode_stage1(data, &stage1);
	if (bootcode_stage15(pool, data, &stage15))
		fuzz_require(strlen(stage15.stage2) < data.len && stage15.part <= 0xff);
	bootcode_syslinux(data, &first);
	bootcode_unpack(pool, data, &plain);
}

static void embed(struct pool *pool, struct bytes data, bool legacy)
{
	struct bytes first = bytes_slice(data, 0, BOOTCODE_SECTOR);
	struct bytes rest = bytes_slice(data, first.len, data.len - first.len), head;
	struct bootcode_place place = { .lba = 1, .sectors = 63 };
	struct bootcode_legacy files = { first, rest, 3, "/boot/grub/stage2",
					 "/boot/grub/menu.lst" };
	struct bootcode_patch *patch;
	size_t count;
	const char *why = NULL;
	int err;

	head.data = pool_alloc(pool, 64 * (size_t)BOOTCODE_SECTOR);
	head.len = 64 * (size_t)BOOTCODE_SECTOR;
	err = legacy ? bootcode_embed_legacy(pool, &files, head, &place, &patch, &count,
					     &why)
		     : bootcode_embed(pool, first, rest, head, &place, &patch, &count,
				      &why);
	fuzz_require(err == 0 || why);
	if (err == 0)
		require_order(patch, count);
}

static void make(struct pool *pool, struct bytes data)
{
	struct bytes text = bytes_slice(data, 0, data.len / 2), core;
	struct core_parts parts = {
		.diskboot = bytes_slice(data, 0, BOOTCODE_SECTOR),
		.unpacker = bytes_slice(data, 0, 2800),
		.kernel = bytes_slice(data, text.len, data.len - text.len),
		.prefix = "(,msdos1)/boot/grub",
	};
	struct strs names = { .pool = pool }, order;
	const char *why = NULL, *missing;

	strs_add(&names, "ext2");
	strs_add(&names, "part_msdos");
	core_modules(pool, text, &names, &order, &missing);
	fuzz_require(core_make(pool, &parts, &core, &why) == 0 || why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes rest = { data + 1, size - 1 };

	if (size > 0 && data[0] % 4 == 0)
		look(pool, rest);
	else if (size > 0 && data[0] % 4 == 3)
		make(pool, rest);
	else if (size > 0)
		embed(pool, rest, data[0] % 4 == 2);
	pool_free(pool);
	return 0;
}
