/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/efiloader.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format/grubmods.h"

enum { EFI_APPLICATION = 10, NAME_MAX_UNITS = 64 };

static const char *const names[] = {
	[EFILOADER_OTHER] = "another program",
	[EFILOADER_SHIM] = "shim",
	[EFILOADER_GRUB2] = "GRUB 2",
	[EFILOADER_GRUB_LEGACY] = "GRUB Legacy",
	[EFILOADER_SYSTEMD_BOOT] = "systemd-boot",
	[EFILOADER_UKI] = "a unified kernel image",
	[EFILOADER_WINDOWS] = "the boot manager of Windows",
};

const char *efiloader_name(enum efiloader_kind kind)
{
	return names[kind];
}

static bool has(struct bytes file, const char *text)
{
	return bytes_find(file, bytes_of(text), 0) >= 0;
}

/* Where TEXT in UTF-16 is in FILE, at or after FROM, or -1. */
static ptrdiff_t find_wide(struct bytes file, const char *text, size_t from)
{
	unsigned char wide[2 * NAME_MAX_UNITS];
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		put_le16(wide + 2 * i, (unsigned char)text[i]);
	return bytes_find(file, (struct bytes){ wide, 2 * len }, from);
}

/* The UTF-16 file name at byte AT, in small letters, or NULL where it is none. */
static char *wide_name(struct pool *pool, struct bytes file, size_t at)
{
	char name[NAME_MAX_UNITS];

	for (size_t i = 0; i < NAME_MAX_UNITS && at + 2 * i + 2 <= file.len; i++) {
		uint16_t c = le16(file.data + at + 2 * i);

		if (c == 0)
			return pool_strndup(pool, name, i);
		if (c >= 0x7f || (!isalnum(c) && !strchr("._-", c)))
			return NULL;
		name[i] = (char)tolower(c);
	}
	return NULL;
}

/*
 * DEFAULT_LOADER of shim: "\grubx64.efi", or "\grub.efi" as SUSE builds it (its shim.h).
 * shim looks for it in the directory it was itself started from.
 */
static const char *default_loader(struct pool *pool, struct bytes file)
{
	ptrdiff_t at = -1;

	while ((at = find_wide(file, "\\grub", (size_t)(at + 1))) >= 0) {
		char *name = wide_name(pool, file, (size_t)at + 2);
		size_t len = name ? strlen(name) : 0;

		if (len > 4 && strcmp(name + len - 4, ".efi") == 0)
			return name;
	}
	return NULL;
}

static void read_grub2(struct pool *pool, struct bytes list, struct efiloader *loader)
{
	struct grubmods mods;

	loader->kind = EFILOADER_GRUB2;
	(void)grubmods_find(pool, list, &mods);
	loader->prefix = mods.prefix ? mods.prefix : "";
	/* fw_path is of Fedora's normal.mod, $cmdpath of the scripts of Debian and SUSE.
	 */
	loader->reads_beside = has(list, "fw_path") || has(mods.config, "$cmdpath") ||
			       has(mods.memdisk, "$cmdpath");
	loader->sets_prefix = has(mods.config, "prefix=");
	loader->search_uuid = grubmods_search_uuid(pool, &mods);
}

/* GRUB Legacy for EFI has neither modules nor a section of its own. */
static bool is_grub_legacy(struct bytes file)
{
	return has(file, "GNU GRUB") && has(file, "grub.conf");
}

static void recognise(struct pool *pool, struct bytes file, const struct pe *pe,
		      struct efiloader *loader)
{
	const struct pe_section *mods = pe_find(pe, "mods");

	if (pe_is_uki(pe)) {
		loader->kind = EFILOADER_UKI;
	} else if (mods) {
		read_grub2(pool, mods->content, loader);
	} else if (has(file, "LoaderInfo: systemd-boot") ||
		   has(file, "LoaderInfo: gummiboot")) {
		loader->kind = EFILOADER_SYSTEMD_BOOT;
	} else if (find_wide(file, "MokList", 0) >= 0 &&
		   (loader->next = default_loader(pool, file))) {
		loader->kind = EFILOADER_SHIM;
	} else if (is_grub_legacy(file)) {
		loader->kind = EFILOADER_GRUB_LEGACY;
	} else if (find_wide(file, "bootmgfw", 0) >= 0 && !has(file, "rEFInd")) {
		loader->kind = EFILOADER_WINDOWS;
	}
}

struct efiloader *efiloader_read(struct pool *pool, struct bytes file)
{
	const struct pe *pe = pe_parse(pool, file);
	struct efiloader *loader;

	if (!pe)
		return NULL;
	loader = pool_alloc(pool, sizeof(*loader));
	loader->architecture = pe_architecture(pe);
	loader->is_application = pe->subsystem == EFI_APPLICATION;
	loader->is_signed = pe->is_signed;
	loader->cut = pe->cut;
	loader->sbat = pe_text(pool, pe, ".sbat");
	recognise(pool, file, pe, loader);
	return loader;
}

unsigned efiloader_sbat_level(const char *sbat, const char *component)
{
	size_t len = strlen(component);

	for (const char *line = sbat; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, component, len) == 0 && line[len] == ',')
			return (unsigned)strtoul(line + len + 1, NULL, 10);
	}
	return 0;
}

/* The rest of the line "shim.VENDOR,…", or NULL; VENDOR may be of several words. */
static const char *maker(const struct efiloader *loader)
{
	const char *at = loader->sbat ? strstr(loader->sbat, "\nshim.") : NULL;

	return at ? at + strlen("\nshim.") : NULL;
}

bool efiloader_same_maker(const struct efiloader *a, const struct efiloader *b)
{
	const char *left = maker(a), *right = maker(b);
	size_t len = left ? strcspn(left, ",") : 0;

	if (!left || !right)
		return !left && !right;
	return len == strcspn(right, ",") && strncmp(left, right, len) == 0;
}
