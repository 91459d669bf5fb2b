/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules in an initramfs: what is missing, and the bytes that bring it.
 *
 * The one law: a driver without all it depends on does not count, one that is kept from
 * loading does not count either, and what is built into the kernel is never missing.
 *
 * Names are written as in guest/families.h.
 */
#pragma once

#include "guest/blacklist.h"
#include "guest/boot.h"
#include "guest/generator.h"
#include "guest/initrd.h"

struct drivers_state {
	struct strs names;   /* asked for, as this kernel calls them */
	struct strs modules; /* of these, the ones it has as modules */
	struct strs paths;   /* of these and all they need, below the kernel's modules */
	struct strs missing; /* modules the image lacks, dependencies included, by name */
	struct strs absent;  /* asked for, but the kernel has them neither way */
	struct blacklist blocked; /* in the image, but kept from loading there */
	const char *version;      /* of the kernel, as its modules are called */
	enum generator generator; /* of the image */
};

/*
 * Which of NAMES and their closure IMAGE lacks.  Returns 0; -EBADMSG with one line in
 * *WHY where the image itself is missing, damaged or an old initrd; any other -errno, and
 * *WHY, where the kernel's modules cannot be judged.
 */
int drivers_look(struct guest *guest, const struct boot_image *image,
		 const struct strs *names, struct drivers_state *state, const char **why);

/*
 * The segment to append to IMAGE so that NAMES and their closure are in it and modprobe
 * finds them.  NAMES the kernel does not have are left out.  Errors as above.
 */
int drivers_segment(struct guest *guest, const struct boot_image *image,
		    const struct strs *names, struct bytes *segment, const char **why);
