/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * menu.lst (grub.conf) of GRUB legacy: commands, those behind a title belonging to that
 * entry ("Configuration" in the manual of GRUB 0.97); and the options Debian's
 * update-grub keeps in its comments ("# kopt=root=/dev/sda1 ro"), from which it makes the
 * entries.
 *
 * The one law: a command is one line; nothing is executed, all entries are listed.
 */
#pragma once

#include "format/text.h"

enum { MENULST_TOP = -1 }; /* the entry of what stands before the first title */

struct menulst_command {
	const char *name; /* "default", "kernel"; of an option "kopt" */
	const char *value;
	unsigned line; /* from 1 */
	ptrdiff_t entry;
	struct span span;       /* from the name to the end of the value */
	struct span value_span; /* behind blanks or one '=' */
};

struct menulst_entry {
	const char *title;
	unsigned line;
	struct span title_span;
};

struct menulst {
	struct menulst_command *command; /* title is none of them */
	struct menulst_entry *entry;
	struct menulst_command *option; /* of Debian's comments */
	size_t commands, entries, options;
};

/* What TEXT holds.  Never fails. */
struct menulst *menulst_parse(struct pool *pool, struct bytes text);

/* The first command NAME of ENTRY behind AFTER (NULL: from the start), or NULL. */
const struct menulst_command *menulst_next(const struct menulst *menu,
					   const struct menulst_command *after,
					   ptrdiff_t entry, const char *name);

/* The value of the last NAME outside all entries, or NULL. */
const char *menulst_get(const struct menulst *menu, const char *name);

/* What a kernel, module or initrd command loads. */
struct menulst_load {
	const char *file;
	struct span file_span;
	struct span args; /* the words behind it, for cmdline_parse(); may be empty */
};

/* LOAD of COMMAND; false where it names no file. */
bool menulst_load(struct pool *pool, struct bytes text,
		  const struct menulst_command *command, struct menulst_load *load);

/*
 * The number of the entry that starts by itself: "default", which is a number or "saved";
 * SAVED is what the file "default" beside the menu holds, or NULL.
 */
size_t menulst_default(const struct menulst *menu, const char *saved);
