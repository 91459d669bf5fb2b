/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernels of a guest: which one an entry starts, what drivers it has, what it is for.
 *
 * The one law: a driver that is neither found nor ruled out is "not known", never absent.
 */
#pragma once

#include "guest/boot.h"

enum kernel_has {
	KERNEL_NOT_KNOWN,
	KERNEL_LACKS,
	KERNEL_HAS_MODULE,
	KERNEL_HAS_BUILTIN, /* no initramfs needs to bring it */
};

struct kernel_driver {
	enum kernel_has has;
	const char *evidence; /* one line for people: the file, and what it says */
};

struct kernel;

/* The kernel VERSION, as its modules are called; its lists are read once, here. */
struct kernel *kernel_open(struct guest *guest, const char *version);

/*
 * Whether KERNEL has the driver NAME ("virtio_blk").  A module counts with all that
 * modules.dep says it needs, and only where those files exist.
 */
struct kernel_driver kernel_driver(struct kernel *kernel, const char *name);

/*
 * The first of WANTED that KERNEL does not have for certain, or NULL.  A word "a|b" asks
 * for one of several.  *DRIVER says how it is known; where nothing is missing, but
 * something not known, *DRIVER is KERNEL_NOT_KNOWN and the word is returned.
 */
const char *kernel_lacks(struct kernel *kernel, const struct strs *wanted,
			 struct kernel_driver *driver);

/* An entry of this guest whose kernel does not have what it must. */
struct kernel_fault {
	const struct boot_entry *entry;
	const char *version; /* NULL: not known, and so nothing else is */
	bool certain;        /* it lacks something; else that is not known */
	const char *text;    /* one line for people */
};

/*
 * The faults of BOOT's own entries: those that start by default, then one for each other
 * kernel.  WANTED is as for kernel_lacks().
 */
struct kernel_fault *kernel_faults(struct guest *guest, const struct boot *boot,
				   const struct strs *wanted, size_t *count);

/*
 * The version of the kernel ENTRY starts: from its name, from the package that owns it
 * (Arch's pkgbase), from the kernel itself, or because there is only one.  NULL: unknown.
 */
const char *kernel_of(struct guest *guest, const struct boot_entry *entry);

/*
 * Why VERSION is nothing to start a machine with every day ("a debug kernel", "for Xen
 * only"), or NULL.
 */
const char *kernel_is_special(struct guest *guest, const char *version);

/* Whether VERSION needs Xen's interface, and starts on no hardware, real or virtual. */
bool kernel_is_xen_only(struct guest *guest, const char *version);

/*
 * Versions by their leading numbers, "2.6.18-194.el5" being 2, 6, 18, 194: <0, 0 or >0.
 * Numbers one of them does not have count as 0.
 */
int kernel_compare(const char *a, const char *b);

/*
 * Whether VERSION is older than MINIMUM asks for: its first version; or, of the series of
 * one of the others (the first three numbers), that one.  The version that was not
 * reached, or NULL.
 */
const char *kernel_too_old(const char *version, const struct strs *minimum);
