/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A core image of GRUB 2 for i386-pc, made from the files its package brings, as
 * grub-mkimage makes it: diskboot.img, the unpacker, and behind both, packed with LZMA,
 * the kernel with a list of modules (GRUB manual, "Images"; include/grub/kernel.h and
 * include/grub/offsets.h of GRUB).
 *
 * Its one law: all parts are of one build; whoever brings them sees to that.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"

struct core_parts {
	struct bytes diskboot; /* diskboot.img */
	struct bytes unpacker; /* lzma_decompress.img */
	struct bytes kernel;   /* kernel.img */
	struct bytes *module;  /* files *.mod; what one needs comes before it */
	size_t modules;
	struct bytes config; /* run before the prefix is used; empty: none */
	const char *prefix;  /* "(,msdos1)/boot/grub" */
};

/*
 * The file core.img, in POOL.  Returns 0; -EINVAL where a part is not what it should be,
 * -EFBIG where the image is more than the BIOS loads; *WHY_NOT then says it in words.
 */
int core_make(struct pool *pool, const struct core_parts *parts, struct bytes *core,
	      const char **why_not);

/*
 * NAMES and all modules they need by MODDEP, the file moddep.lst: each once, what is
 * needed first.  Returns 0; -ENOENT where one is not in the list, *MISSING is its name.
 */
int core_modules(struct pool *pool, struct bytes moddep, const struct strs *names,
		 struct strs *order, const char **missing);
