/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/core-make.h"

#include <errno.h>
#include <lzma.h>
#include <string.h>

#include "format/bootcode-internal.h"
#include "format/bootcode.h"
#include "format/grubmods.h"

enum {
	LINK_ADDRESS = 0x9000,    /* the kernel is linked for it */
	KERNEL_END_MAX = 0x68000, /* with its zeroed data; what is above is in use */
	PLAIN_MAX = 8 << 20,      /* bytes; a real one has 50 kB to 200 kB */
	DICTIONARY = 1 << 16,     /* the unpacker knows this, lc 3, lp 0 and pb 2 only */
};

/* An ELF file of 32 bits and its program headers (ELF specification 1.2). */
enum {
	ELF_HEADER = 52,
	ELF_TYPE = 16,
	ELF_MACHINE = 18,
	ELF_PHOFF = 28,
	ELF_PHENTSIZE = 42,
	ELF_PHNUM = 44,
	ELF_EXEC = 2,
	ELF_386 = 3,
	PH_SIZE = 32,
	PH_OFFSET = 4,
	PH_PADDR = 12,
	PH_FILESZ = 16,
	PH_MEMSZ = 20,
	PH_LOAD = 1,
};

static bool is_elf(struct bytes file)
{
	return file.len >= ELF_HEADER && bytes_starts(file, "\177ELF\1\1") &&
	       le16(file.data + ELF_TYPE) == ELF_EXEC &&
	       le16(file.data + ELF_MACHINE) == ELF_386 &&
	       le16(file.data + ELF_PHENTSIZE) == PH_SIZE;
}

/* Put what HEADER loads where it will run; false where that is not in memory. */
static bool load(struct bytes file, const unsigned char *header, unsigned char *memory,
		 size_t *end)
{
	uint32_t address = le32(header + PH_PADDR), len = le32(header + PH_FILESZ);
	uint32_t offset = le32(header + PH_OFFSET), room = le32(header + PH_MEMSZ);

	if (address < LINK_ADDRESS || address > KERNEL_END_MAX || len > room ||
	    room > KERNEL_END_MAX - address || offset > file.len ||
	    len > file.len - offset)
		return false;
	memcpy(memory + address - LINK_ADDRESS, file.data + offset, len);
	if (address + len - LINK_ADDRESS > *end)
		*end = address + len - LINK_ADDRESS;
	return true;
}

/* The kernel as it lies in memory, without its zeroed data. */
static bool kernel_load(struct bytes file, struct buf *plain)
{
	unsigned char *memory;
	size_t end = 0, at, count;

	if (!is_elf(file))
		return false;
	at = le32(file.data + ELF_PHOFF);
	count = le16(file.data + ELF_PHNUM);
	if (at > file.len || count > (file.len - at) / PH_SIZE)
		return false;
	memory = pool_alloc(plain->pool, KERNEL_END_MAX - LINK_ADDRESS);
	for (size_t i = 0; i < count; i++) {
		const unsigned char *header = file.data + at + i * PH_SIZE;

		if (le32(header) == PH_LOAD && !load(file, header, memory, &end))
			return false;
	}
	buf_add(plain, (struct bytes){ memory, end });
	return end > 0;
}

static const char *check_parts(const struct core_parts *parts)
{
	struct bytes first = parts->diskboot, unpacker = parts->unpacker;

	if (first.len != BOOTCODE_SECTOR ||
	    le16(first.data + CORE_BLOCK_FIRST + 10) != CORE_SEGMENT)
		return "diskboot.img is not the one of GRUB 2 for i386-pc";
	/* Its first bytes are a jump over the sizes, which are still to be told. */
	if (unpacker.len < BOOTCODE_SECTOR || unpacker.len > 64 * BOOTCODE_SECTOR ||
	    unpacker.data[0] != 0xea ||
	    le32(unpacker.data + CORE_PACKED_SIZE - BOOTCODE_SECTOR) != 0 ||
	    le32(unpacker.data + CORE_PLAIN_SIZE - BOOTCODE_SECTOR) != 0)
		return "lzma_decompress.img is not the one of GRUB 2 for i386-pc";
	for (size_t i = 0; i < parts->modules; i++)
		if (!bytes_starts(parts->module[i], "\177ELF\1\1"))
			return "a module is not one of GRUB 2 for i386-pc";
	return NULL;
}

static int pack(struct pool *pool, struct bytes plain, struct buf *core)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1EXT, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	size_t room = plain.len + plain.len / 4 + 1024, size = 0;
	unsigned char *packed = pool_alloc(pool, room);

	/* No end marker: the unpacker counts what comes out. */
	if (lzma_lzma_preset(&options, LZMA_PRESET_DEFAULT | LZMA_PRESET_EXTREME))
		return -EINVAL;
	options.dict_size = DICTIONARY;
	options.lc = 3;
	options.lp = 0;
	options.pb = 2;
	options.ext_flags = 0;
	lzma_set_ext_size(options, plain.len);
	if (lzma_raw_buffer_encode(filters, NULL, plain.data, plain.len, packed, &size,
				   room) != LZMA_OK)
		return -EINVAL;
	buf_add(core, (struct bytes){ packed, size });
	return 0;
}

static struct bytes assemble(const struct core_parts *parts, struct buf *core,
			     size_t plain)
{
	size_t start = BOOTCODE_SECTOR + parts->unpacker.len;
	size_t sectors = (core->len + BOOTCODE_SECTOR - 1) / BOOTCODE_SECTOR;

	memcpy(core->data, parts->diskboot.data, BOOTCODE_SECTOR);
	memcpy(core->data + BOOTCODE_SECTOR, parts->unpacker.data, parts->unpacker.len);
	put_le16(core->data + CORE_BLOCK_FIRST + 8, (uint16_t)(sectors - 1));
	put_le32(core->data + CORE_PACKED_SIZE, (uint32_t)(core->len - start));
	put_le32(core->data + CORE_PLAIN_SIZE, (uint32_t)plain);
	return buf_bytes(core);
}

int core_make(struct pool *pool, const struct core_parts *parts, struct bytes *core,
	      const char **why_not)
{
	struct grubmods mods = {
		.prefix = parts->prefix,
		.config = parts->config,
		.module = parts->module,
		.modules = parts->modules,
	};
	struct buf plain = { .pool = pool }, made = { .pool = pool };

	*why_not = check_parts(parts);
	if (!*why_not && !kernel_load(parts->kernel, &plain))
		*why_not = "kernel.img is not the one of GRUB 2 for i386-pc";
	if (*why_not)
		return -EINVAL;
	grubmods_add(&plain, &mods);
	buf_fill(&made, 0, BOOTCODE_SECTOR + parts->unpacker.len);
	if (plain.len > PLAIN_MAX || pack(pool, buf_bytes(&plain), &made) < 0 ||
	    made.len > CORE_SECTORS_MAX * BOOTCODE_SECTOR) {
		*why_not = "the core image would be too large for the BIOS";
		return -EFBIG;
	}
	*core = assemble(parts, &made, plain.len);
	return 0;
}
