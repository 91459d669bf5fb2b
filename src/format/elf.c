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
	return true;
}
