/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * root= of a kernel command line: what is wrong with it and what it must say.
 *
 * The one law: it is asked only about command lines of this guest, so that a name by
 * position can mean nothing but the root found.
 */
#pragma once

#include "format/cmdline.h"
#include "format/shellvars.h"
#include "guest/boot.h"

/*
 * Why VALUE of this guest's root= cannot be kept, in one line, or NULL: a name that
 * depends on the machine, or an identity no volume has.
 */
const char *rootarg_problem(const struct guest *guest, const char *value);

/* Who looks for the root: an initramfs with udev, or the kernel by itself. */
enum rootarg_finder { ROOTARG_INITRD, ROOTARG_KERNEL };

/*
 * What root= must say instead of VALUE: "UUID=..."; the kernel itself knows only
 * "PARTUUID=..." (init/do_mounts.c).  NULL with *WHY_NOT where nothing is certain.
 */
const char *rootarg_stable(const struct guest *guest, const char *value,
			   enum rootarg_finder finder, const char **why_not);

struct boot_place;

/* Why the root= of PLACE cannot be kept, or NULL. */
const char *rootarg_place_problem(const struct guest *guest,
				  const struct boot_place *place);

/*
 * The file PATH with what root= must say wherever LOADER's command lines in it say VALUE.
 * *STABLE is what the last of *COUNT says now.
 */
struct boot_change rootarg_repair(struct guest *guest, const char *path,
				  const char *value, const char **stable,
				  unsigned *count);

/* A variable of /etc/default/grub by which grub-mkconfig writes a bad root= next time. */
struct rootarg_variable {
	const char *name, *path;
	struct bytes text; /* of the file */
	const struct shell_assignment *set;
	const char *problem; /* one line for people */
	const char *right;   /* what it must say; NULL: not known */
};

struct rootarg_variable *rootarg_variables(struct guest *guest, size_t *count);
