/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an initramfs holds that ties it to one machine: copies of the system's files as
 * they were when it was made.  The next image gets new copies; this one keeps the old.
 *
 * The one law: a file that only makes such things (udev's generator of names) is none.
 */
#pragma once

#include "format/initramfs.h"
#include "guest/guest.h"

enum pin_kind {
	PIN_NET_NAME,    /* udev binds a name to a MAC */
	PIN_UDEV_DEVICE, /* udev asks for a serial number or a path of hardware */
	PIN_LVM_DEVICES, /* LVM looks at these devices only: lvmdevices(8) */
	PIN_CMDLINE,     /* arguments dracut adds by itself: dracut.cmdline(7) */
	PIN_WAITS,       /* dracut waits for this device, and gives up without it */
	PIN_RESUME,      /* where initramfs-tools looks for a hibernated system */
	PIN_CRYPTROOT,   /* what it opens with cryptsetup */
};

struct pin {
	enum pin_kind kind;
	const char *file; /* in the image */
	unsigned line;    /* from 1; 0: the file's name says it */
	const char *text; /* one line for people: the line, or the device */
};

struct pins {
	struct pin *pin; /* in the order of the archive */
	size_t count;
	bool too_many; /* those beyond PINS_MAX are not listed */
};

enum { PINS_MAX = 1000 };

/* "a name for one network card", …: what a kind is, for people. */
const char *pin_name(enum pin_kind kind);

/* All pins of ARCHIVE, which guest_initramfs() read. */
struct pins guest_pins(struct guest *guest, const struct initramfs *archive);
