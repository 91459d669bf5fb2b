/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/efiloader.h"

#include <string.h>

#include "format/grubmods.h"
#include "sample.h"

enum { HEADERS = 64 + 24 + 240 + 2 * 40 };

/* A PE image for x86-64 of two sections, .text and NAME with CONTENT. */
static struct bytes program(struct pool *pool, const char *name, struct bytes content)
{
	unsigned char *file = pool_alloc(pool, HEADERS + content.len);
	unsigned char *section = file + 64 + 24 + 240 + 40;

	memcpy(file, "MZ", 2);
	put_le32(file + 0x3c, 64);
	memcpy(file + 64, "PE\0\0", 4);
	put_le16(file + 68, 0x8664);
	put_le16(file + 70, 2);
	put_le16(file + 84, 240);
	put_le16(file + 88, 0x20b);
	put_le16(file + 88 + 68, 10);
	memcpy(section - 40, ".text", 5);
	memcpy(section, name, strlen(name));
	put_le32(section + 16, (uint32_t)content.len);
	put_le32(section + 20, HEADERS);
	if (content.len)
		memcpy(file + HEADERS, content.data, content.len);
	return (struct bytes){ file, HEADERS + content.len };
}

static void wide(struct buf *buf, const char *text)
{
	for (size_t i = 0; i <= strlen(text); i++) {
		unsigned char unit[2] = { (unsigned char)text[i], 0 };

		buf_add(buf, (struct bytes){ unit, 2 });
	}
}

static void module(struct buf *buf, uint32_t type, const char *text)
{
	unsigned char head[8];

	put_le32(head, type);
	put_le32(head + 4, (uint32_t)(sizeof(head) + strlen(text) + 1));
	buf_add(buf, (struct bytes){ head, sizeof(head) });
	buf_add(buf, (struct bytes){ (const unsigned char *)text, strlen(text) + 1 });
}

/* A list as in an image for 64 bits, or for 32. */
static struct bytes mods(struct pool *pool, bool is_wide, const char *prefix,
			 const char *config, const char *memdisk)
{
	struct buf list = { .pool = pool };
	size_t header = is_wide ? 24 : 12;

	buf_fill(&list, 0, header);
	module(&list, 1, memdisk);
	module(&list, 2, config);
	module(&list, 3, prefix);
	memcpy(list.data, "mimg", 4);
	put_le32(list.data + (is_wide ? 8 : 4), (uint32_t)header);
	put_le32(list.data + (is_wide ? 16 : 8), (uint32_t)list.len);
	return buf_bytes(&list);
}

static const struct efiloader *shim(struct pool *pool, const char *next)
{
	struct buf data = { .pool = pool };

	wide(&data, "MokListRT");
	wide(&data, "grub is no name");
	wide(&data, "\\grub of a message");
	wide(&data, next);
	return efiloader_read(pool, program(pool, ".data", buf_bytes(&data)));
}

static void knows_what_shim_starts(void)
{
	struct pool *pool = pool_new();
	const struct efiloader *loader = shim(pool, "\\\\grubx64.efi");

	EXPECT_INT(loader->kind, EFILOADER_SHIM);
	EXPECT_STR(loader->next, "grubx64.efi");
	EXPECT_STR(loader->architecture, "x64");
	EXPECT(loader->is_application && !loader->is_signed && !loader->cut);
	EXPECT_STR(shim(pool, "\\grub.efi")->next, "grub.efi");
	EXPECT_INT(shim(pool, "\\grub/../x.efi")->kind, EFILOADER_OTHER);
	pool_free(pool);
}

static const struct efiloader *grub(struct pool *pool, const char *prefix,
				    const char *config, const char *memdisk)
{
	return efiloader_read(
		pool, program(pool, "mods", mods(pool, true, prefix, config, memdisk)));
}

static void knows_what_grub_reads(void)
{
	struct pool *pool = pool_new();
	const struct efiloader *loader = grub(pool, "/EFI/debian", "normal x", "none");

	EXPECT_INT(loader->kind, EFILOADER_GRUB2);
	EXPECT_STR(loader->prefix, "/EFI/debian");
	EXPECT(!loader->reads_beside && !loader->sets_prefix && !loader->search_uuid);
	EXPECT(grub(pool, "", "", "source $cmdpath/grub.cfg")->reads_beside);
	loader = grub(pool, "/EFI/debian",
		      "search.fs_uuid 12AB-34CD root hd0,gpt2\nset prefix=($root)/x", "");
	EXPECT(loader->sets_prefix);
	EXPECT_STR(loader->search_uuid, "12AB-34CD");
	EXPECT_STR(grub(pool, "", "search --no-floppy --fs-uuid --set=dev 12ab34cd\n", "")
			   ->search_uuid,
		   "12ab34cd");
	EXPECT(!grub(pool, "", "search --fs-uuid --set=root $uuid", "")->search_uuid);
	loader = efiloader_read(pool, sample_read(pool, "pe/grub-ia32"));
	EXPECT_INT(loader->kind, EFILOADER_GRUB2);
	EXPECT_STR(loader->architecture, "ia32");
	pool_free(pool);
}

static enum efiloader_kind kind_of(struct pool *pool, const char *section,
				   const char *text)
{
	return efiloader_read(pool, program(pool, section, bytes_of(text)))->kind;
}

static void tells_the_others_apart(void)
{
	struct pool *pool = pool_new();
	struct buf data = { .pool = pool };

	EXPECT_INT(kind_of(pool, ".sdmagic", "#### LoaderInfo: systemd-boot 252 ####"),
		   EFILOADER_SYSTEMD_BOOT);
	EXPECT_INT(kind_of(pool, ".sdmagic", "#### LoaderInfo: systemd-stub 252 ####"),
		   EFILOADER_OTHER);
	EXPECT_INT(kind_of(pool, ".data", "GNU GRUB  version 0.97 grub.conf"),
		   EFILOADER_GRUB_LEGACY);
	EXPECT_INT(kind_of(pool, ".linux", "kernel"), EFILOADER_UKI);
	EXPECT_INT(kind_of(pool, ".data", ""), EFILOADER_OTHER);
	wide(&data, "\\EFI\\Microsoft\\Boot\\bootmgfw.efi");
	EXPECT_INT(efiloader_read(pool, program(pool, ".data", buf_bytes(&data)))->kind,
		   EFILOADER_WINDOWS);
	EXPECT(!efiloader_read(pool, bytes_of("a text")));
	pool_free(pool);
}

static const char sbat[] = "sbat,1,SBAT Version,sbat,1,https://example.org\n"
			   "shim,4,UEFI shim,shim,1,https://example.org\n"
			   "shim.debian,1,Debian,shim,15.8,https://example.org\n";

static void reads_sbat(void)
{
	struct pool *pool = pool_new();
	struct efiloader a = { .sbat = sbat }, none = { 0 };
	struct efiloader b = { .sbat = "x\nshim.debian,2,Debian" };
	struct efiloader c = { .sbat = "x\nshim.deb,2,Debian" };

	EXPECT_STR(efiloader_read(pool, program(pool, ".sbat", bytes_of(sbat)))->sbat,
		   sbat);
	EXPECT_INT(efiloader_sbat_level(sbat, "shim"), 4);
	EXPECT_INT(efiloader_sbat_level(sbat, "shi"), 0);
	EXPECT_INT(efiloader_sbat_level(sbat, "grub"), 0);
	EXPECT_INT(efiloader_sbat_level(NULL, "shim"), 0);
	EXPECT(efiloader_same_maker(&a, &b));
	EXPECT(!efiloader_same_maker(&a, &c));
	EXPECT(!efiloader_same_maker(&a, &none));
	EXPECT(efiloader_same_maker(&none, &none));
	pool_free(pool);
}

static void lists_survive_damage(void)
{
	struct pool *pool = pool_new();
	struct grubmods found;

	for (int is_wide = 0; is_wide < 2; is_wide++) {
		struct bytes list = mods(pool, is_wide, "/p", "config", "memdisk");
		unsigned char *copy = pool_alloc(pool, list.len);

		EXPECT(grubmods_find(pool, list, &found));
		EXPECT_STR(found.prefix, "/p");
		EXPECT(bytes_starts(found.config, "config"));
		for (size_t i = 0; i < list.len; i++) {
			memcpy(copy, list.data, list.len);
			copy[i] ^= 0xff;
			(void)grubmods_find(pool, (struct bytes){ copy, list.len },
					    &found);
			(void)grubmods_find(pool, bytes_slice(list, 0, i), &found);
		}
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "knows what shim starts", knows_what_shim_starts },
	{ "knows what GRUB reads", knows_what_grub_reads },
	{ "tells the others apart", tells_the_others_apart },
	{ "reads SBAT", reads_sbat },
	{ "lists survive damage", lists_survive_damage },
	{ 0 },
};
