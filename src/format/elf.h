/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the header of an ELF program says of where it runs: elf(5).
 *
 * Its one law: nothing of it is loaded; a field outside the file is a file that is no
 * program.
 */
#pragma once

#include "base/bytes.h"

enum { ELF_X86_64 = 62, ELF_I386 = 3 };

struct elf {
	unsigned bits;    /* 32 or 64 */
	unsigned machine; /* EM_ of elf(5) */
	bool is_static;   /* asks for no dynamic linker */
	/*
	 * The level of x86-64 that the processor must have, as its GNU property note says
	 * (x86-64 psABI, "Linux extensions"): 1 to 4; 0: it says none.
	 */
	unsigned level;
};

/* FILE, a little-endian program; false where it is none. */
bool elf_read(struct bytes file, struct elf *elf);
