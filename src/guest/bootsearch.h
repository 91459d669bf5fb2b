/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where GRUB looks for its files: "search --fs-uuid UUID" and "set root='hd0,msdos1'" of
 * GRUB 2, "root (hd0,0)" and "uuid UUID" of GRUB Legacy, which are GRUB's own and not the
 * kernel's root=.
 *
 * The one law: only what certainly names nothing on these disks is wrong, and only where
 * the file that is loaded next is here is it known what it must say.
 */
#pragma once

#include "guest/boot.h"

struct boot_search {
	const char *path; /* of the configuration */
	unsigned line;
	struct bytes text;
	struct span span;    /* what is to be replaced: the UUID, or the device */
	const char *name;    /* "search 1234-ABCD", "root hd0,msdos5": to know it again */
	const char *problem; /* one line for people */
	const char *right;   /* what must stand there; NULL: not certain, and WHY_NOT */
	const char *why_not;
};

enum { BOOT_SEARCHES_MAX = 4096 }; /* as many are told; then there may be more */

/* Those that name nothing and that a way to this guest's kernel needs. */
struct boot_search *guest_boot_searches(struct guest *guest, size_t *count);

/*
 * The configuration PATH with what is right wherever it has NAME; *COUNT says where that
 * was.
 */
struct boot_change bootsearch_repair(struct guest *guest, const char *path,
				     const char *name, unsigned *count);
