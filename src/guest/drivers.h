/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules in an initramfs: what is missing, and the bytes that bring it.
 *
 * The one law: a driver without all it depends on does not count, and what is built into
 * the kernel is never missing.
 */
#pragma once

#include "guest/boot.h"
#include "guest/initrd.h"

struct drivers_state {
	struct strs missing; /* modules the image lacks, dependencies included, by name */
	struct strs absent;  /* asked for, but the kernel has them neither way */
	const char *version; /* of the kernel, as its modules are called */
};

/*
 * Which of NAMES and their closure IMAGE lacks.  Returns 0; else -errno with one line in
 * *WHY: the image is missing, damaged, an old initrd, or the kernel has no modules.dep.
 */
int drivers_look(struct guest *guest, const struct boot_image *image,
		 const struct strs *names, struct drivers_state *state, const char **why);

/*
 * The segment to append to IMAGE so that NAMES and their closure are in it and modprobe
 * finds them.  NAMES the kernel does not have are left out.  Errors as above.
 */
int drivers_segment(struct guest *guest, const struct boot_image *image,
		    const struct strs *names, struct bytes *segment, const char **why);
