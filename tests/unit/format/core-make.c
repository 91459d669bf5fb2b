/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/core-make.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/bootcode.h"
#include "test.h"

/* GRUB's own files and its own tool, of the package grub-pc-bin. */
#define PARTS "/usr/lib/grub/i386-pc"

static const char moddep[] = "normal: extcmd boot\n"
			     "boot:\n"
			     "extcmd: gettext\n"
			     "\n"
			     "gettext: boot\n"
			     "a: b\n"
			     "b: c a\n"
			     "c:\n"
			     "lost: gone\n";

static const char *ordered(struct pool *pool, const char *names)
{
	struct strs words = strs_words(pool, names), order;
	const char *missing;

	if (core_modules(pool, bytes_of(moddep), &words, &order, &missing) < 0)
		return pool_printf(pool, "no %s", missing);
	return strs_join(&order, " ");
}

static void orders_modules(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(ordered(pool, "normal"), "boot gettext extcmd normal");
	EXPECT_STR(ordered(pool, "gettext normal gettext"), "boot gettext extcmd normal");
	EXPECT_STR(ordered(pool, ""), "");
	EXPECT_STR(ordered(pool, "a"), "c b a");
	EXPECT_STR(ordered(pool, "boot lost"), "no gone");
	EXPECT_STR(ordered(pool, "other"), "no other");
	pool_free(pool);
}

static struct bytes file(struct pool *pool, const char *path)
{
	struct buf buf = { .pool = pool };
	unsigned char block[4096];
	FILE *in = fopen(path, "rb");
	size_t got;

	EXPECT(in != NULL);
	while (in && (got = fread(block, 1, sizeof(block), in)) > 0)
		buf_add(&buf, (struct bytes){ block, got });
	if (in)
		fclose(in);
	return buf_bytes(&buf);
}

static struct bytes part(struct pool *pool, const char *name)
{
	return file(pool, pool_printf(pool, "%s/%s", PARTS, name));
}

static struct core_parts parts_with(struct pool *pool, const char *names)
{
	struct strs words = strs_words(pool, names), order;
	struct core_parts parts = {
		.diskboot = part(pool, "diskboot.img"),
		.unpacker = part(pool, "lzma_decompress.img"),
		.kernel = part(pool, "kernel.img"),
	};
	const char *missing;

	EXPECT_INT(core_modules(pool, part(pool, "moddep.lst"), &words, &order, &missing),
		   0);
	parts.module = pool_alloc(pool, (order.count + 1) * sizeof(*parts.module));
	for (size_t i = 0; i < order.count; i++)
		parts.module[parts.modules++] =
			part(pool, pool_printf(pool, "%s.mod", order.item[i]));
	return parts;
}

/* What grub-mkimage makes of the same. */
static struct bytes reference(struct pool *pool, const char *prefix, const char *config,
			      const char *names)
{
	char image[] = "/tmp/core-make-XXXXXX", text[] = "/tmp/core-make-XXXXXX";
	int out = mkstemp(image), in = mkstemp(text);
	struct bytes core;

	EXPECT(out >= 0 && in >= 0);
	EXPECT_INT(write(in, config, strlen(config)), (long long)strlen(config));
	EXPECT_INT(system(pool_printf(
			   pool, "grub-mkimage -O i386-pc -o %s -p '%s' %s %s %s", image,
			   prefix, *config ? "-c" : "", *config ? text : "", names)),
		   0);
	core = file(pool, image);
	close(out);
	close(in);
	unlink(image);
	unlink(text);
	return core;
}

static void expect_same(struct bytes a, struct bytes b)
{
	EXPECT_INT(a.len, (long long)b.len);
	EXPECT(bytes_equal(a, b));
}

/*
 * Only the compressor is another one: what it gets and what stands before it is the same,
 * but for the sizes of what comes out.
 */
static void expect_as_mkimage(const char *prefix, const char *config, const char *names)
{
	struct pool *pool = pool_new();
	struct core_parts parts = parts_with(pool, names);
	struct bytes want = reference(pool, prefix, config, names), core, plain;
	size_t start = 512 + parts.unpacker.len;
	struct grubmods mods;
	const char *why;

	parts.prefix = prefix;
	parts.config = bytes_of(config);
	EXPECT_INT(core_make(pool, &parts, &core, &why), 0);
	EXPECT(bootcode_unpack(pool, core, &plain));
	expect_same(bytes_slice(core, 0, 0x1fc), bytes_slice(want, 0, 0x1fc));
	EXPECT_INT(le16(core.data + 0x1fc), (long long)(core.len + 511) / 512 - 1);
	expect_same(bytes_slice(core, 0x1fe, 10), bytes_slice(want, 0x1fe, 10));
	expect_same(bytes_slice(core, 0x20c, start - 0x20c),
		    bytes_slice(want, 0x20c, start - 0x20c));
	EXPECT_INT(le32(core.data + 0x208), (long long)(core.len - start));
	EXPECT(core.len < want.len + want.len / 100);
	EXPECT(bootcode_mods(pool, core, &mods));
	EXPECT_STR(mods.prefix, prefix);
	EXPECT_INT(mods.modules, (long long)parts.modules);
	EXPECT(bytes_starts(mods.config, config));
	EXPECT(bootcode_unpack(pool, want, &want));
	expect_same(plain, want);
	pool_free(pool);
}

static void makes_as_mkimage(void)
{
	expect_as_mkimage("(,msdos1)/boot/grub", "", "biosdisk part_msdos ext2");
	expect_as_mkimage("(,gpt12)/@/boot/grub2", "", "biosdisk part_gpt btrfs");
	expect_as_mkimage("/boot/grub",
			  "search.fs_uuid 7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 root\n",
			  "biosdisk part_msdos part_gpt lvm mdraid1x xfs search_fs_uuid");
}

static int made_of(struct pool *pool, const struct core_parts *parts, const char **why)
{
	struct bytes core;

	return core_make(pool, parts, &core, why);
}

static void refuses(void)
{
	struct pool *pool = pool_new();
	const struct core_parts good = parts_with(pool, "biosdisk");
	struct core_parts parts = good;
	struct bytes module[] = { bytes_of("no ELF") };
	const char *why;

	parts.prefix = "x";
	EXPECT_INT(made_of(pool, &parts, &why), 0);
	parts.diskboot = good.unpacker;
	EXPECT_INT(made_of(pool, &parts, &why), -EINVAL);
	EXPECT_STR(why, "diskboot.img is not the one of GRUB 2 for i386-pc");
	parts.diskboot = good.diskboot;
	parts.unpacker = good.kernel;
	EXPECT_INT(made_of(pool, &parts, &why), -EINVAL);
	parts.unpacker = good.unpacker;
	parts.kernel = good.unpacker;
	EXPECT_INT(made_of(pool, &parts, &why), -EINVAL);
	EXPECT_STR(why, "kernel.img is not the one of GRUB 2 for i386-pc");
	parts.kernel = good.kernel;
	parts.module = module;
	EXPECT_INT(made_of(pool, &parts, &why), -EINVAL);
	EXPECT_STR(why, "a module is not one of GRUB 2 for i386-pc");
	pool_free(pool);
}

static void too_large(void)
{
	struct pool *pool = pool_new();
	struct core_parts parts = parts_with(pool, "");
	struct buf noise = { .pool = pool };
	struct bytes module;
	uint32_t value = 1;
	const char *why;

	buf_add(&noise, bytes_slice(part(pool, "ext2.mod"), 0, 64));
	for (size_t i = 0; i < 500000; i++) {
		value = value * 1664525 + 1013904223;
		buf_fill(&noise, (unsigned char)(value >> 24), 1);
	}
	module = buf_bytes(&noise);
	parts.module = &module;
	parts.modules = 1;
	parts.prefix = "x";
	EXPECT_INT(made_of(pool, &parts, &why), -EFBIG);
	EXPECT_STR(why, "the core image would be too large for the BIOS");
	pool_free(pool);
}

/* Every byte of the kernel's headers changed in turn: nothing is read or put outside. */
static void damaged(void)
{
	struct pool *pool = pool_new();
	struct core_parts parts = parts_with(pool, "");
	unsigned char *kernel =
		pool_grow(pool, parts.kernel.data, parts.kernel.len, parts.kernel.len);
	const char *why;

	parts.prefix = "x";
	for (size_t i = 0; i < 52 + 2 * 32; i++) {
		static const unsigned char flips[] = { 0x01, 0x80, 0xff };

		for (size_t f = 0; f < sizeof(flips); f++) {
			struct pool *scratch = pool_new();

			kernel[i] ^= flips[f];
			parts.kernel.data = kernel;
			(void)made_of(scratch, &parts, &why);
			kernel[i] ^= flips[f];
			pool_free(scratch);
		}
	}
	for (size_t len = 0; len < 200; len++) {
		parts.kernel = bytes_copy(pool, (struct bytes){ kernel, len });
		EXPECT_INT(made_of(pool, &parts, &why), -EINVAL);
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "orders modules", orders_modules },
	{ "makes as mkimage", makes_as_mkimage },
	{ "refuses", refuses },
	{ "too large", too_large },
	{ "damaged", damaged },
	{ 0 },
};
