/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of the command line that tell an initramfs what to open below the root: LVM, LUKS
 * and md (dracut.cmdline(7), initramfs-tools' cryptopts, Arch's cryptdevice).
 *
 * The one law: as with every name, missing is said only where nothing can be meant.
 */
#pragma once

#include "format/cmdline.h"
#include "guest/guest.h"

enum layer_kind { LAYER_LV, LAYER_VG, LAYER_CRYPT, LAYER_MD };

struct layer_arg {
	enum layer_kind kind;
	const struct volume *volume; /* of a container, itself; NULL: not found */
	bool is_missing;             /* certainly not on these disks */
	bool is_positional;          /* by a name that changes with the machine */
	const char *why;             /* it is not found, one line */
};

/* Whether ARG is such a word, and what it means. */
bool layer_arg_find(const struct guest *guest, const struct cmdline_arg *arg,
		    struct layer_arg *found);

/* The uppermost volume of KIND that the root is or lies on; NULL: there is none. */
const struct volume *layer_of_root(const struct guest *guest, enum volume_kind kind);
