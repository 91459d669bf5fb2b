/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs that make initramfs images: which one made an image, and what its
 * configuration must say for the next image to hold certain modules.
 *
 * The one law: the answer comes from what is in the image, not from the distribution; and
 * only modules are added: never hostonly="no" and the like, which would change every
 * later image.
 */
#pragma once

#include "format/initramfs.h"
#include "guest/guest.h"

enum generator {
	GENERATOR_UNKNOWN,
	GENERATOR_INITRAMFS_TOOLS,
	GENERATOR_DRACUT,
	GENERATOR_MKINITCPIO,
	GENERATOR_MKINITFS, /* Alpine's */
	GENERATOR_SUSE,     /* mkinitrd of SUSE, up to SLES 11 */
	GENERATOR_NASH,     /* mkinitrd of Red Hat, up to EL 5 */
};

/* What made ARCHIVE, by the files each of them puts into an image. */
enum generator generator_of(const struct initramfs *archive);

/* "initramfs-tools", "dracut", …; "an unknown generator". */
const char *generator_name(enum generator generator);

enum { GENERATOR_FILES = 2 };

struct generator_file {
	const char *path;
	struct bytes data;
};

/*
 * Files that make GENERATOR put the modules NAMES into every image it makes from now on.
 * The kernel has them all: some generators give up at a name they do not find.  PATHS are
 * theirs and those of what they need, below the kernel's modules.  Returns how
 * many files; 0 where its configuration is not in the guest.
 */
size_t generator_persist(struct guest *guest, enum generator generator,
			 const struct strs *names, const struct strs *paths,
			 struct generator_file file[GENERATOR_FILES]);

/* A word of a configuration that keeps a module out of the next image. */
struct generator_omission {
	const char *path;
	unsigned line;
	const char *name; /* of the module */
};

struct generator_omissions {
	struct generator_omission *item;
	size_t count;
};

/* Where dracut's omit_drivers names one of NAMES; other generators have no such thing. */
struct generator_omissions generator_omits(struct guest *guest, enum generator generator,
					   const struct strs *names);

/* The configuration PATH without NAME in its omit_drivers; empty where it is gone. */
struct bytes generator_admit(struct guest *guest, const char *path, const char *name);
