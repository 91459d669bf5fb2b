/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/elf.h"

#include <stdio.h>

#include "test.h"

static struct bytes file(struct pool *pool, const char *path)
{
	unsigned char *data = pool_alloc(pool, 4 << 20);
	FILE *in = fopen(path, "rb");
	struct bytes got = { data, in ? fread(data, 1, 4 << 20, in) : 0 };

	EXPECT(in != NULL && got.len > 0);
	if (in)
		fclose(in);
	return bytes_copy(pool, got);
}

static void programs_of_this_machine(void)
{
	struct pool *pool = pool_new();
	struct elf elf;

	EXPECT(elf_read(file(pool, "/bin/busybox"), &elf));
	EXPECT(elf.is_static);
	EXPECT_INT(elf.bits, 64);
	EXPECT_INT(elf.machine, ELF_X86_64);
	EXPECT(elf_read(file(pool, "/bin/sh"), &elf));
	EXPECT(!elf.is_static);
	EXPECT(elf_read(file(pool, "/usr/lib/grub/i386-pc/kernel.img"), &elf));
	EXPECT_INT(elf.bits, 32);
	EXPECT_INT(elf.machine, ELF_I386);
	EXPECT(elf.is_static);
	pool_free(pool);
}

enum { NOTES = 64 + 56, PROPERTIES = 16 };

/*
 * A program whose only segment is of type SEGMENT: a note of another kind, and the GNU
 * properties TYPE (with the value NEEDED) behind one that means nothing here.
 */
static struct bytes noted(struct pool *pool, uint32_t segment, uint32_t type,
			  unsigned char needed)
{
	enum { FIRST = 12 + 4 + 4, SECOND = 12 + 4 + 2 * PROPERTIES };
	unsigned char *data = pool_alloc(pool, NOTES + FIRST + SECOND), *at = data;

	memcpy(at, "\177ELF\2\1\1", 7);
	at[16] = 3;  /* ET_DYN */
	at[18] = 62; /* EM_X86_64 */
	at[32] = 64;
	at[54] = 56;
	at[56] = 1;
	at += 64;
	put_le32(at, segment);
	put_le64(at + 8, NOTES);
	put_le64(at + 32, FIRST + SECOND);
	put_le64(at + 48, 4);
	at = data + NOTES;
	put_le32(at, 4);
	put_le32(at + 4, 3); /* filled up to 4 */
	put_le32(at + 8, 1);
	memcpy(at + 12, "GNU", 4);
	at += FIRST;
	put_le32(at, 4);
	put_le32(at + 4, 2 * PROPERTIES);
	put_le32(at + 8, 5); /* NT_GNU_PROPERTY_TYPE_0 */
	memcpy(at + 12, "GNU", 4);
	at += 16;
	put_le32(at, 0xc0000002); /* IBT and SHSTK */
	put_le32(at + 4, 4);
	at[8] = 3;
	at += PROPERTIES;
	put_le32(at, type);
	put_le32(at + 4, 4);
	at[8] = needed;
	return (struct bytes){ data, NOTES + FIRST + SECOND };
}

static unsigned level_of(struct bytes program)
{
	struct elf elf;

	return elf_read(program, &elf) ? elf.level : 99;
}

/* The x86-64 psABI has the property and its bits; one of EL 9 has 3, of EL 10 7. */
static void the_processor_it_needs(void)
{
	struct pool *pool = pool_new();
	const uint32_t isa = 0xc0008002, note = 4, property = 0x6474e553;
	struct bytes whole = noted(pool, note, isa, 3);

	EXPECT_INT(level_of(noted(pool, note, isa, 1)), 1);
	EXPECT_INT(level_of(whole), 2);
	EXPECT_INT(level_of(noted(pool, property, isa, 7)), 3);
	EXPECT_INT(level_of(noted(pool, property, isa, 15)), 4);
	EXPECT_INT(level_of(noted(pool, note, isa, 0)), 0);
	EXPECT_INT(level_of(noted(pool, note, 0xc0010002, 3)), 0);
	EXPECT_INT(level_of(noted(pool, 1, isa, 3)), 0);
	for (size_t len = NOTES; len < whole.len - 8; len++)
		EXPECT_INT(level_of(bytes_copy(pool, bytes_slice(whole, 0, len))), 0);
	pool_free(pool);
}

static void no_programs(void)
{
	struct pool *pool = pool_new();
	struct bytes program = file(pool, "/bin/sh");
	struct elf elf;

	EXPECT(!elf_read(bytes_of(""), &elf));
	EXPECT(!elf_read(bytes_of("#!/bin/sh\n"), &elf));
	EXPECT(!elf_read(bytes_of("\177ELF\1\1\1 a module that is not one"), &elf));
	/* A relocatable file has no program headers. */
	EXPECT(!elf_read(file(pool, "/usr/lib/grub/i386-pc/ext2.mod"), &elf));
	for (size_t len = 0; len < 64 + 56; len++)
		EXPECT(!elf_read(bytes_copy(pool, bytes_slice(program, 0, len)), &elf));
	pool_free(pool);
}

const struct test tests[] = {
	{ "programs of this machine", programs_of_this_machine },
	{ "the processor it needs", the_processor_it_needs },
	{ "no programs", no_programs },
	{ 0 },
};
