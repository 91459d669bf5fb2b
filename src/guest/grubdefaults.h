/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /etc/default/grub and what is read with it: where grub-mkconfig takes the kernel's
 * command line from, and so where a repair of grub.cfg has to be repeated.
 *
 * The one law: a value the shell would expand is changed word by word, never as a whole.
 */
#pragma once

#include "format/cmdline.h"
#include "format/shellvars.h"
#include "guest/guest.h"

/* The files there are, in the order they are read; the last assignment wins. */
struct strs grubdefaults_files(struct guest *guest);

/* One word of a kernel command line in one of the files. */
struct grubdefaults_arg {
	const char *path;
	struct bytes text; /* of the file; the spans of arg point into it */
	unsigned line;
	const char *variable; /* GRUB_CMDLINE_LINUX, ... */
	struct cmdline_arg arg;
};

/* All words called NAME in all GRUB_CMDLINE_LINUX* of all files. */
struct grubdefaults_arg *grubdefaults_args(struct guest *guest, const char *name,
					   size_t *count);

/* The last assignment of NAME in all files, its file and that file's text; or NULL. */
const struct shell_assignment *grubdefaults_find(struct guest *guest, const char *name,
						 const char **path, struct bytes *text);

/*
 * The text of *PATH with the word NAME=VALUE in GRUB_CMDLINE_LINUX, which every entry
 * gets, or where the files have that word with another value.  False where nothing is to
 * be changed any more, and where there is no file whose value can be changed.
 */
bool grubdefaults_set_arg(struct guest *guest, const char *name, const char *value,
			  const char **path, struct bytes *text);

/*
 * The text of *PATH with WORD at the end of GRUB_CMDLINE_LINUX.  False where there is no
 * such file, or what it says cannot be added to.
 */
bool grubdefaults_add(struct guest *guest, const char *word, const char **path,
		      struct bytes *text);
