/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A unified kernel image: kernel, initramfs and command line in one program for UEFI
 * (UAPI.5 "Unified Kernel Image").
 *
 * The one law: it is read once however often it is asked for, and never changed.
 */
#pragma once

#include "guest/guest.h"

struct uki {
	bool is_uki;         /* a PE image with a kernel in it */
	const char *cmdline; /* NULL: the image has none */
	const char *version; /* of the kernel; NULL: not told */
	const char *title;   /* of the system; NULL: not told */
};

/* What the file PATH is, or NULL where it cannot be read. */
const struct uki *guest_uki(struct guest *guest, const char *path);
