/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's own generator of initramfs images, where the user asks for it
 * (--run-guest-tools): the only code of a disk that drydock ever runs.
 *
 * The one law: it runs in the appliance, on the copy-on-write layer, without network, and
 * can open no disk; what it made counts only after every rule has read it.
 */
#pragma once

#include "format/initramfs.h"
#include "guest/boot.h"
#include "guest/generator.h"

enum { GUESTTOOLS_SECONDS = 1800 }; /* for one image; 8 minutes are usual without KVM */

/*
 * The command by which GENERATOR makes IMAGE anew, for the kernel VERSION; ends with
 * NULL.  NULL where it is not known (UNKNOWN, or not in the guest).
 */
const char *const *guesttools_command(struct guest *guest, enum generator generator,
				      const char *image, const char *version);

/* The words of such a command. */
size_t guesttools_words(const char *const *command);

/*
 * Run COMMAND in the system mounted at ROOT, whose mounts are those at or below it.
 * Returns 0; or -errno with one line in *WHY (in POOL): it failed, and its last line.
 */
int guesttools_run(struct pool *pool, const char *root, const char *const command[],
		   const char **why);
