/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/elf.h"

#include <elf.h>

/* Where the fields are that differ between the two classes, bytes. */
struct layout {
	size_t header, phoff, phentsize, phnum, entry;
};

static const struct layout layouts[] = {
	[ELFCLASS32] = { 52, 28, 42, 44, 32 },
	[ELFCLASS64] = { 64, 32, 54, 56, 56 },
};

static bool has_interpreter(struct bytes headers, size_t entry)
{
	for (; headers.len >= entry; headers = bytes_slice(headers, entry, SIZE_MAX))
		if (le32(headers.data) == PT_INTERP)
			return true;
	return false;
}

/* How many bits up to the highest one: the levels are bits, each above the one before. */
static unsigned level_of(uint32_t needed)
{
	unsigned level = 0;

	for (needed &= 15; needed; needed >>= 1)
		level++;
	return level;
}

/* The properties of one note: type, length, data, filled up to 8 bytes. */
static unsigned level_in_properties(struct bytes properties)
{
	while (properties.len >= 8) {
		uint32_t type = le32(properties.data), len = le32(properties.data + 4);
		size_t whole = 8 + ((size_t)len + 7) / 8 * 8;

		if (type == GNU_PROPERTY_X86_ISA_1_NEEDED && len == 4 &&
		    properties.len >= 12)
			return level_of(le32(properties.data + 8));
		properties = bytes_slice(properties, whole, SIZE_MAX);
	}
	return 0;
}

/* Length of the name, of the content, type; both filled up to ALIGN bytes. */
static unsigned level_in_notes(struct bytes notes, size_t align)
{
	enum { HEAD = 12 };

	while (notes.len >= HEAD) {
		size_t name = le32(notes.data), content = le32(notes.data + 4);
		size_t at = HEAD + (name + 3) / 4 * 4;
		unsigned level = 0;

		if (le32(notes.data + 8) == NT_GNU_PROPERTY_TYPE_0 && name == 4 &&
		    bytes_starts(bytes_slice(notes, HEAD, 4), "GNU"))
			level = level_in_properties(bytes_slice(notes, at, content));
		if (level)
			return level;
		notes = bytes_slice(notes, at + (content + align - 1) / align * align,
				    SIZE_MAX);
	}
	return 0;
}

/* Only programs of 64 bits are of a level. */
static unsigned level(struct bytes file, struct bytes headers)
{
	enum { ENTRY = 56 };
	unsigned found = 0;

	for (; !found && headers.len >= ENTRY;
	     headers = bytes_slice(headers, ENTRY, SIZE_MAX)) {
		uint64_t at = le64(headers.data + 8), size = le64(headers.data + 32);
		uint64_t align = le64(headers.data + 48);

		if ((le32(headers.data) == PT_NOTE ||
		     le32(headers.data) == PT_GNU_PROPERTY) &&
		    at <= file.len && size <= file.len - at)
			found = level_in_notes(
				bytes_slice(file, (size_t)at, (size_t)size),
				align == 8 ? 8 : 4);
	}
	return found;
}

bool elf_read(struct bytes file, struct elf *elf)
{
	const struct layout *layout;
	uint64_t at, size;
	uint16_t type;

	if (file.len < EI_NIDENT || !bytes_starts(file, ELFMAG) ||
	    file.data[EI_DATA] != ELFDATA2LSB ||
	    (file.data[EI_CLASS] != ELFCLASS32 && file.data[EI_CLASS] != ELFCLASS64))
		return false;
	layout = &layouts[file.data[EI_CLASS]];
	if (file.len < layout->header)
		return false;
	type = le16(file.data + 16);
	at = layout == &layouts[ELFCLASS64] ? le64(file.data + layout->phoff)
					    : le32(file.data + layout->phoff);
	size = (uint64_t)le16(file.data + layout->phnum) * layout->entry;
	if ((type != ET_EXEC && type != ET_DYN) || size == 0 ||
	    le16(file.data + layout->phentsize) != layout->entry || at > file.len ||
	    size > file.len - at)
		return false;
	*elf = (struct elf){
		.bits = file.data[EI_CLASS] == ELFCLASS64 ? 64 : 32,
		.machine = le16(file.data + 18),
		.is_static = !has_interpreter(bytes_slice(file, (size_t)at, (size_t)size),
					      layout->entry),
	};
	if (elf->machine == ELF_X86_64 && elf->bits == 64)
		elf->level = level(file, bytes_slice(file, (size_t)at, (size_t)size));
	return true;
}
