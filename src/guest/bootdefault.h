/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which entry a boot loader starts by itself, and the edits that make it another one.
 *
 * The one law: the default is changed where it is kept (grub.cfg, the environment block,
 * /etc/default/grub), by a name that stays the same when entries come and go.
 */
#pragma once

#include "guest/boot.h"

/* Whether it is known of any configuration which of its entries starts by itself. */
bool bootdefault_is_known(const struct boot *boot);

/*
 * Why ENTRY must not be what a machine starts by itself, in one line, or NULL: no Linux
 * of this guest; its kernel or initramfs missing, empty or damaged; a kernel for
 * debugging, crash dumps, rescue or Xen; or a command line that ends in a rescue shell.
 */
const char *bootdefault_unfit(struct guest *guest, const struct boot_entry *entry);

/* The same, but only whether what the entry loads is there and whole. */
const char *bootdefault_incomplete(struct guest *guest, const struct boot_entry *entry);

/*
 * The first entry of the menu CONFIG (see boot_entry) that could be its default instead:
 * fit for it, and its kernel has the drivers the profile asks for.  NULL with one line in
 * *WHY.
 */
const struct boot_entry *bootdefault_other(struct guest *guest, const char *config,
					   const char **why);

/*
 * What a default of its loader calls ENTRY: "gnulinux-advanced-…>gnulinux-6.1.0-18-…";
 * NULL where the default of that loader cannot be set here.
 */
const char *bootdefault_name(struct guest *guest, const struct boot_entry *entry);

/* The first entry is the default of many menus; as a default it follows updates. */
#define BOOTDEFAULT_FIRST "0"

struct bootdefault {
	struct bootdefault_edit {
		const char *path;
		struct bytes text; /* what the file must hold, in the guest's pool */
	} * edit;
	size_t count;
};

/*
 * The edits after which the loader that reads CONFIG starts the
 * entry NAME by itself, now and after its configuration is generated again.  Returns 0;
 * or -errno with one line in *WHY.
 */
int bootdefault_plan(struct guest *guest, const char *config, const char *name,
		     struct bootdefault *edits, const char **why);
