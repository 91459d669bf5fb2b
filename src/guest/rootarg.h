/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * root= of a kernel command line: what is wrong with it and what it must say.
 *
 * The one law: only a value that means this guest's own root is changed; an entry of
 * another system on the disk is left alone.
 */
#pragma once

#include "format/cmdline.h"
#include "guest/boot.h"

/*
 * Why VALUE of root= cannot be kept, in one line, or NULL: a name that depends on the
 * machine, or an identity no volume has.  OWN says whether the command line is certainly
 * of this guest.
 */
const char *rootarg_problem(const struct guest *guest, const char *value, bool own);

/*
 * What root= must say instead of VALUE: "UUID=..."; without an initramfs the kernel
 * itself has to find it and knows only "PARTUUID=...".  NULL with *WHY_NOT where nothing
 * is certain.
 */
const char *rootarg_stable(const struct guest *guest, const char *value, bool own,
			   bool has_initrd, const char **why_not);
