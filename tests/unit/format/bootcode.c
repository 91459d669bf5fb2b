/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>

#include "test.h"

enum { UNPACKER = 1000, HEAD_SECTORS = 64 };

static struct bytes boot_img(struct pool *pool)
{
	unsigned char *boot = pool_alloc(pool, 512);

	memcpy(boot, "\xeb\x63\x90", 3);
	boot[0x64] = 0x80;
	memcpy(boot + 0x66, "\xeb\x05", 2);
	strcpy((char *)boot + 0x180, "GRUB ");
	memset(boot + 0x1b8, 0xcc, 70);
	memcpy(boot + 0x1fe, "\x55\xaa", 2);
	return (struct bytes){ boot, 512 };
}

/* As grub-mkimage: diskboot.img, an unpacker, and the packed kernel and module list. */
static struct bytes core_img(struct pool *pool, const char *prefix)
{
	unsigned char plain[6000] = "kernel", *core = pool_alloc(pool, 32768);
	lzma_options_lzma options;
	lzma_filter filter[] = { { LZMA_FILTER_LZMA1, &options },
				 { LZMA_VLI_UNKNOWN, NULL } };
	size_t size = 0, at = 512 + UNPACKER, len = strlen(prefix) + 1;

	for (size_t i = 6; i < 5000; i++)
		plain[i] = (unsigned char)(i * i * i >> 7);
	memcpy(plain + 5000, "mimg", 4);
	put_le32(plain + 5004, 12);
	put_le32(plain + 5008, (uint32_t)(12 + 8 + len));
	put_le32(plain + 5012, 3);
	put_le32(plain + 5016, (uint32_t)(8 + len));
	memcpy(plain + 5020, prefix, len);
	if (lzma_lzma_preset(&options, 6))
		abort();
	options.dict_size = 1 << 16;
	if (lzma_raw_buffer_encode(filter, NULL, plain, sizeof(plain), core + at, &size,
				   32768 - at) != LZMA_OK)
		abort();
	memset(core, 0xd1, 0x1e8);
	put_le64(core + 0x1f4, 2);
	put_le16(core + 0x1fc, (uint16_t)((at + size - 1) / 512));
	put_le16(core + 0x1fe, 0x820);
	put_le32(core + 0x208, (uint32_t)size);
	put_le32(core + 0x20c, sizeof(plain));
	put_le16(core + 0x214, 0x75b);
	return (struct bytes){ core, at + size };
}

/* The first sectors of a disk with a partition table and an old boot code. */
static struct bytes head(struct pool *pool)
{
	unsigned char *data = pool_alloc(pool, HEAD_SECTORS * 512);

	for (size_t i = 0; i < 512; i++)
		data[i] = (unsigned char)i;
	memcpy(data + 0x1fe, "\x55\xaa", 2);
	return (struct bytes){ data, HEAD_SECTORS * 512 };
}

/* HEAD with the patches that lie in it. */
static struct bytes patched(struct pool *pool, struct bytes old,
			    const struct bootcode_patch *patch, size_t count)
{
	unsigned char *data = pool_grow(pool, old.data, old.len, old.len);

	for (size_t i = 0; i < count; i++) {
		EXPECT(bytes_equal(
			patch[i].before,
			bytes_slice(old, (size_t)patch[i].offset, patch[i].after.len)));
		memcpy(data + patch[i].offset, patch[i].after.data, patch[i].after.len);
	}
	return (struct bytes){ data, old.len };
}

static void embeds_and_finds_again(void)
{
	struct pool *pool = pool_new();
	struct bytes old = head(pool), boot = boot_img(pool);
	struct bytes core = core_img(pool, "(,msdos1)/boot/grub"), made;
	struct bootcode_place place = { .lba = 1, .sectors = 40 };
	struct bootcode_disk disk = { 0 };
	struct bootcode_patch *patch;
	struct bootcode_state *state;
	const char *why;
	size_t count;

	EXPECT_INT(bootcode_embed(pool, boot, core, old, &place, &patch, &count, &why),
		   0);
	EXPECT_INT(count, 2);
	made = disk.head = patched(pool, old, patch, count);
	EXPECT(memcmp(made.data, boot.data, 3) == 0);
	EXPECT(memcmp(made.data + 3, old.data + 3, 0x57) == 0);
	EXPECT(memcmp(made.data + 0x1b8, old.data + 0x1b8, 72) == 0);
	EXPECT_INT(le64(made.data + 0x5c), 1);
	EXPECT_INT(made.data[0x64], 0xff);
	EXPECT_INT(le16(made.data + 0x66), 0x9090);
	EXPECT_INT(le64(made.data + 0x3f4), 2);
	EXPECT_INT(le16(made.data + 0x3fc), (core.len - 1) / 512);
	EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
	EXPECT_INT(state->mbr, BOOTCODE_GRUB2);
	EXPECT_INT(state->core_sector, 1);
	EXPECT(state->core_valid);
	EXPECT_STR(state->mods.prefix, "(,msdos1)/boot/grub");
	EXPECT(bootcode_core_matches(state, core));
	EXPECT(!bootcode_core_matches(state, core_img(pool, "(,msdos2)/boot/grub")));
	EXPECT(!bootcode_core_matches(state, bytes_slice(core, 0, 600)));
	pool_free(pool);
}

static void bios_boot_partition(void)
{
	struct pool *pool = pool_new();
	struct bytes core = core_img(pool, "(,gpt2)/boot/grub2"), old = head(pool);
	struct bootcode_place place = { .lba = 2048, .sectors = 2048 };
	struct bootcode_disk disk = { .bios_boot_lba = 2048 };
	struct bootcode_patch *patch;
	struct bootcode_state *state;
	const char *why;
	size_t count;

	EXPECT_INT(bootcode_embed(pool, boot_img(pool), core, old, &place, &patch, &count,
				  &why),
		   -EINVAL);
	EXPECT_STR(why, "what lies where the core image goes is not known");
	place.old = (struct bytes){ pool_alloc(pool, 65536), 65536 };
	EXPECT_INT(bootcode_embed(pool, boot_img(pool), core, old, &place, &patch, &count,
				  &why),
		   0);
	EXPECT_INT(patch[0].offset, 1 << 20);
	disk.head = patched(pool, old, patch + 1, 1);
	EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
	EXPECT(!state->core_valid && state->problem);
	disk.bios_boot = patch[0].after;
	EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
	EXPECT_STR(state->mods.prefix, "(,gpt2)/boot/grub2");
	pool_free(pool);
}

static void refuses(void)
{
	struct pool *pool = pool_new();
	struct bytes boot = boot_img(pool), core = core_img(pool, "x"), old = head(pool);
	struct bootcode_place small = { .lba = 1, .sectors = 4 };
	struct bootcode_place place = { .lba = 1, .sectors = 40 };
	struct bootcode_patch *patch;
	unsigned char *gpt;
	const char *why;
	size_t count;

	EXPECT_INT(bootcode_embed(pool, boot, core, old, &small, &patch, &count, &why),
		   -ENOSPC);
	EXPECT_STR(why, "core.img does not fit where it can be embedded");
	EXPECT_INT(bootcode_embed(pool, core, core, old, &place, &patch, &count, &why),
		   -EINVAL);
	EXPECT_INT(bootcode_embed(pool, boot, old, old, &place, &patch, &count, &why),
		   -EINVAL);
	EXPECT_INT(bootcode_embed(pool, boot, core, bytes_of(""), &place, &patch, &count,
				  &why),
		   -EINVAL);
	gpt = pool_grow(pool, old.data, old.len, old.len);
	memcpy(gpt + 512, "EFI PART", 8);
	old.data = gpt;
	EXPECT_INT(bootcode_embed(pool, boot, core, old, &place, &patch, &count, &why),
		   -ENOSPC);
	pool_free(pool);
}

/* Every byte of a good disk changed in turn: nothing is read outside, nothing hangs. */
static void damaged(void)
{
	struct pool *pool = pool_new();
	struct bytes old = head(pool), core = core_img(pool, "(,msdos1)/boot/grub");
	struct bootcode_place place = { .lba = 1, .sectors = 40 };
	struct bootcode_patch *patch;
	struct bootcode_state *state;
	unsigned char *made;
	const char *why;
	size_t count;

	EXPECT_INT(bootcode_embed(pool, boot_img(pool), core, old, &place, &patch, &count,
				  &why),
		   0);
	made = (unsigned char *)(uintptr_t)patched(pool, old, patch, count).data;
	for (size_t i = 0; i < 1100; i++) {
		struct bootcode_disk disk = { .head = { made, old.len } };
		unsigned char was = made[i];

		made[i] ^= 0xff;
		EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
		EXPECT(state->core_valid || state->mbr != BOOTCODE_GRUB2 ||
		       state->problem);
		made[i] = was;
	}
	for (size_t len = 512; len < old.len; len += 512) {
		struct bootcode_disk disk = { .head = { made, len } };

		disk.head = bytes_copy(pool, disk.head);
		EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
		EXPECT(state->core_valid == (len >= patch[0].after.len + 512));
	}
	memset(made + 512, 0, 1024);
	EXPECT_INT(bootcode_inspect(pool,
				    &(struct bootcode_disk){ .head = { made, old.len } },
				    &state),
		   0);
	EXPECT_STR(state->problem, "there is no core image where sector 0 starts it");
	pool_free(pool);
}

static enum bootcode_kind kind_of(size_t at, const char *text, unsigned char second)
{
	struct pool *pool = pool_new();
	unsigned char *sector = pool_alloc(pool, 512);
	struct bootcode_disk disk = { .head = { sector, 512 } };
	struct bootcode_state *state;
	enum bootcode_kind kind;

	sector[0] = second ? 0xeb : 0;
	sector[1] = second;
	memcpy(sector + at, text, strlen(text));
	EXPECT_INT(bootcode_inspect(pool, &disk, &state), 0);
	kind = state->mbr;
	pool_free(pool);
	return kind;
}

static void kinds(void)
{
	struct bootcode_state *state;
	struct bootcode_disk none = { .head = bytes_of("short") };

	EXPECT_INT(kind_of(0, "", 0), BOOTCODE_NONE);
	EXPECT_INT(kind_of(0x1be, "table", 0), BOOTCODE_NONE);
	EXPECT_INT(kind_of(0x17f, "GRUB ", 0x63), BOOTCODE_GRUB2);
	EXPECT_INT(kind_of(0x17f, "GRUB ", 0x48), BOOTCODE_GRUB_LEGACY);
	EXPECT_INT(kind_of(6, "LILO", 0x50), BOOTCODE_LILO);
	EXPECT_INT(kind_of(0x12c, "Invalid partition table", 0), BOOTCODE_WINDOWS);
	EXPECT_INT(kind_of(0x100, "Missing OS\r\n", 0), BOOTCODE_SYSLINUX);
	EXPECT_INT(kind_of(0x20, "hello", 0), BOOTCODE_OTHER);
	EXPECT_INT(bootcode_inspect(NULL, &none, &state), -EINVAL);
	EXPECT_STR(bootcode_name(BOOTCODE_GRUB2), "GRUB 2");
}

/*
 * A core image whose header says that nothing is packed, and one of zeros that says it
 * unpacks to 8 MiB: the one was read behind its end, the other filled the memory with
 * every place that was tried.
 */
static void hostile_sizes(void)
{
	enum { SIZE = 4 * 512, PACKED = 0x208, PLAIN = 0x20c };
	unsigned char *core = calloc(1, SIZE);
	struct bytes plain;

	for (int i = 0; core && i < 2; i++) {
		struct pool *pool = pool_new();

		core[PACKED] = i == 0 ? 0 : 100;
		core[PLAIN + 2] = 0x80; /* of a little-endian number */
		EXPECT(!bootcode_unpack(pool, (struct bytes){ core, SIZE }, &plain));
		pool_free(pool);
	}
	free(core);
}

const struct test tests[] = {
	{ "embeds and finds again", embeds_and_finds_again },
	{ "BIOS boot partition", bios_boot_partition },
	{ "refuses", refuses },
	{ "damaged", damaged },
	{ "kinds", kinds },
	{ "hostile sizes", hostile_sizes },
	{ 0 },
};
