/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel command lines as wholes: what each entry of this guest passes, and what each of
 * the sources will make of the next one.
 *
 * The one law: lines keep their order while they are edited, so that a line is known
 * again by its number; spans do not, so after an edit all are asked for again.
 */
#pragma once

#include "guest/bootsource.h"

struct kernelargs {
	const char *path; /* where a new word goes */
	unsigned line;
	const struct boot_entry *entry; /* NULL: a source */
	struct boot_args *part;         /* in the order the kernel gets them */
	size_t parts;
	/* GRUB_CMDLINE_LINUX, to which words are added, and GRUB_CMDLINE_LINUX_DEFAULT */
	bool is_grub_defaults;
};

/* All there are: own entries, then /etc/default/grub, then the other sources. */
struct kernelargs *guest_kernelargs(struct guest *guest, size_t *count);

/* A word of a line, and the part it stands in. */
struct kernelarg {
	const struct boot_args *part;
	const struct cmdline_arg *arg;
};

/* The words of ARGS called NAME, in their order. */
struct kernelarg *kernelargs_named(struct guest *guest, const struct kernelargs *args,
				   const char *name, size_t *count);

/* Whether ARGS says WORD ("quiet", "rootdelay=300"), as the last of that name. */
bool kernelargs_says(struct guest *guest, const struct kernelargs *args,
		     const char *word);

/* WORD at the end of ARGS. */
struct boot_change kernelargs_add(struct guest *guest, const struct kernelargs *args,
				  const char *word);

/* The file without the word ARG; with WORD in its place, unless that is NULL. */
struct boot_change kernelarg_replace(struct guest *guest, const struct kernelarg *arg,
				     const char *word);
