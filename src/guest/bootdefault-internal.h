/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files bootdefault*.c share. */
#pragma once

#include "guest/bootdefault.h"

/* One more edit of EDITS: PATH is to hold TEXT. */
void bootdefault_add(struct guest *guest, struct bootdefault *edits, const char *path,
		     struct bytes text);

/* GRUB legacy counts its entries. */
const char *bootdefault_menulst_name(struct guest *guest, const struct boot_entry *entry);
int bootdefault_menulst_plan(struct guest *guest, const char *config, const char *name,
			     struct bootdefault *edits);

/* systemd-boot: the key "default" of loader.conf. */
int bootdefault_systemd_plan(struct guest *guest, const char *config, const char *name,
			     struct bootdefault *edits);
