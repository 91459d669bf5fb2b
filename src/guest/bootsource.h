/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the configurations of boot loaders are made from: /etc/default/grub,
 * /etc/kernel/cmdline, $kernelopts, /etc/update-extlinux.conf and the like.  What is
 * repaired only in a generated file comes back with the next kernel.
 *
 * The one law: a command line is a command line, wherever it stands; each is given as a
 * part like those of an entry, and edited by the same functions.
 */
#pragma once

#include "guest/boot.h"

/* All command lines of all sources there are, in a fixed order. */
struct boot_args *guest_boot_sources(struct guest *guest, size_t *count);

/*
 * The next change that makes every source say NAME=VALUE; PATH is NULL where all do, and
 * where there is none.  It is to be written before asking again.
 */
struct boot_change bootsource_put(struct guest *guest, const char *name,
				  const char *value);

/* A word NAME=VALUE in an entry or in a source of entries. */
struct boot_place {
	struct boot_args part;
	struct cmdline_arg arg;
	bool without_initrd; /* a kernel that has it loads no initramfs */
};

enum { BOOT_PLACES_MAX = 4096 }; /* as many are told; then there may be more */

/*
 * Every last NAME of a part of an own entry, and every NAME in a source; each once,
 * those of one file in the order of its bytes.
 */
struct boot_place *guest_boot_places(struct guest *guest, const char *name,
				     size_t *count);

/*
 * The file of PLACE[0..COUNT), all of one file, with the value of PLACE[i] being
 * VALUE[i], where that is not NULL.
 */
struct boot_change boot_places_set(struct guest *guest, const struct boot_place *place,
				   const char *const *value, size_t count);
