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
	{ "no programs", no_programs },
	{ 0 },
};
