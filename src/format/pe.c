/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/pe.h"

#include <string.h>

/* Offsets of "PE Format": DOS header, COFF header, optional header, section header. */
enum {
	DOS_NEW_HEADER = 0x3c,
	DOS_LEN = 0x40,
	COFF_LEN = 24, /* with the four bytes "PE\0\0" before it */
	COFF_SECTIONS = 6,
	COFF_OPTIONAL_LEN = 20,
	OPTIONAL_SUBSYSTEM = 68,
	PE32 = 0x10b,
	PE32_DIRECTORIES = 92,
	PE32_PLUS = 0x20b,
	PE32_PLUS_DIRECTORIES = 108,
	DIRECTORY_LEN = 8,
	DIRECTORY_CERTIFICATES = 4,
	SECTION_LEN = 40,
	SECTION_NAME_LEN = 8,
	SECTIONS_MAX = 96, /* what Windows' loader takes */
};

static bool has_certificates(struct bytes optional)
{
	uint16_t magic = optional.len >= 2 ? le16(optional.data) : 0;
	size_t at = magic == PE32_PLUS ? PE32_PLUS_DIRECTORIES
		    : magic == PE32    ? PE32_DIRECTORIES
				       : optional.len;
	size_t entry = at + 4 + DIRECTORY_CERTIFICATES * DIRECTORY_LEN;

	if (entry + DIRECTORY_LEN > optional.len ||
	    le32(optional.data + at) <= DIRECTORY_CERTIFICATES)
		return false;
	return le32(optional.data + entry) != 0 && le32(optional.data + entry + 4) != 0;
}

/* The size on disk is padded, the size in memory may be larger than what is there. */
static void read_section(struct pool *pool, struct bytes file, struct pe *pe,
			 const unsigned char *header)
{
	struct pe_section *section = &pe->section[pe->count++];
	size_t in_memory = le32(header + 8), on_disk = le32(header + 16);
	size_t offset = le32(header + 20);
	size_t len = in_memory && in_memory < on_disk ? in_memory : on_disk;

	section->name = pool_strndup(pool, (const char *)header, SECTION_NAME_LEN);
	section->content = bytes_slice(file, offset, len);
	pe->cut |= section->content.len < len;
}

struct pe *pe_parse(struct pool *pool, struct bytes file)
{
	struct bytes coff, optional, table;
	size_t start, sections, optional_len;
	struct pe *pe;

	if (file.len < DOS_LEN || !bytes_starts(file, "MZ"))
		return NULL;
	start = le32(file.data + DOS_NEW_HEADER);
	coff = bytes_slice(file, start, COFF_LEN);
	if (coff.len < COFF_LEN || memcmp(coff.data, "PE\0", 4) != 0)
		return NULL;
	sections = le16(coff.data + COFF_SECTIONS);
	optional_len = le16(coff.data + COFF_OPTIONAL_LEN);
	optional = bytes_slice(file, start + COFF_LEN, optional_len);
	table = bytes_slice(file, start + COFF_LEN + optional_len,
			    sections * SECTION_LEN);
	if (sections > SECTIONS_MAX || optional.len < optional_len ||
	    table.len < sections * SECTION_LEN)
		return NULL;
	pe = pool_alloc(pool, sizeof(*pe));
	pe->machine = le16(coff.data + 4);
	if (optional.len >= OPTIONAL_SUBSYSTEM + 2)
		pe->subsystem = le16(optional.data + OPTIONAL_SUBSYSTEM);
	pe->is_signed = has_certificates(optional);
	pe->section = pool_alloc(pool, (sections + 1) * sizeof(*pe->section));
	for (size_t i = 0; i < sections; i++)
		read_section(pool, file, pe, table.data + i * SECTION_LEN);
	return pe;
}

const struct pe_section *pe_find(const struct pe *pe, const char *name)
{
	for (size_t i = 0; i < pe->count; i++)
		if (strcmp(pe->section[i].name, name) == 0)
			return &pe->section[i];
	return NULL;
}

const char *pe_text(struct pool *pool, const struct pe *pe, const char *name)
{
	const struct pe_section *section = pe_find(pe, name);

	return section ? bytes_str(pool, section->content) : NULL;
}

bool pe_is_uki(const struct pe *pe)
{
	return pe_find(pe, ".linux") != NULL;
}

const char *pe_architecture(const struct pe *pe)
{
	static const struct {
		uint16_t machine;
		const char *name;
	} known[] = {
		{ 0x8664, "x64" }, { 0x14c, "ia32" },     { 0xaa64, "aa64" },
		{ 0x1c2, "arm" },  { 0x5064, "riscv64" }, { 0x6264, "loongarch64" },
		{ 0x200, "ia64" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].machine == pe->machine)
			return known[i].name;
	return NULL;
}
