/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the boot loader of a guest would start: kernel, initramfs and command line of each
 * entry, with the place in the configuration that says so.
 *
 * The one law: paths are those of the guest's tree.  A loader counts from the root of the
 * file system it reads, so "/vmlinuz" of a separate /boot is "/boot/vmlinuz" here.
 */
#pragma once

#include "format/cmdline.h"
#include "format/grubcfg.h"
#include "guest/guest.h"

struct boot_entry {
	const char *source; /* "/boot/grub/grub.cfg" */
	unsigned line;      /* of the line that names the kernel */
	const char *title;
	const char *kernel; /* path in the guest; as written where it does not exist */
	bool kernel_there;
	/* A Linux of this guest: neither memtest nor another system on the disk. */
	bool is_own;
	const char *version; /* of the kernel, from its name; NULL: not told */
	struct strs initrd;  /* paths in the guest; as written where they do not exist */
	struct bytes text;   /* of the source; the spans of args point into it */
	struct span args;    /* the command line */
	const struct cmdline *cmdline;
	bool is_default;
};

enum { BOOT_ENTRIES_MAX = 512 };

struct boot {
	struct boot_entry *entry;
	size_t count;
	bool too_many;  /* what is beyond BOOT_ENTRIES_MAX is not listed */
	bool elsewhere; /* blscfg: entries of /boot/loader/entries are not listed */
};

/* All entries of all configurations, in their order. */
struct boot *guest_boot(struct guest *guest);

/* The entry's source with NAME=VALUE in its command line, exactly once. */
struct bytes boot_set_arg(struct guest *guest, const struct boot_entry *entry,
			  const char *name, const char *value);

/* The GRUB 2 configurations there are, as paths. */
struct strs guest_grub_configs(struct guest *guest);

/* An initramfs that is loaded, or would be by its name, and the kernel it is for. */
struct boot_image {
	const char *path, *version;
	bool is_default; /* the default entry loads it */
};

/*
 * The initramfs of every own entry, each once whatever its names; where none is known,
 * those whose names go with a kernel in /lib/modules.  Images for kdump and rescue, and
 * microcode beside an image, are left out.
 */
struct boot_image *guest_boot_images(struct guest *guest, size_t *count);
