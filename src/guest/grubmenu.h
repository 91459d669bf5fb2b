/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a menu of GRUB 2 does when nobody is at the keyboard: which entry it starts, after
 * how long, and whether it asks for a password first.
 *
 * The one law: branches are not evaluated; a wait without end counts wherever it is set.
 */
#pragma once

#include "guest/boot.h"

struct grubmenu {
	const char *config;
	struct bytes text;
	const struct grubcfg *cfg;
	const struct boot_entry *starts; /* by itself; NULL: not one of those listed */
	const char *named;  /* what the default says; "" is the first entry */
	bool names_nothing; /* no entry of the menu is called so */
	bool asks_password; /* before it starts that entry */
	const struct grubcfg_set *endless; /* "timeout" below 0, or NULL */
	bool no_timeout;                   /* it is never set, which waits for ever too */
};

/* The menus that have entries, in the order of guest_grub_configs(). */
struct grubmenu *guest_grub_menus(struct guest *guest, const struct boot *boot,
				  size_t *count);
