/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What starts a guest: the BIOS, a UEFI firmware that never saw the disk, or both.
 *
 * The one law: an EFI system partition alone is no proof, installers leave empty ones; a
 * firmware counts where it finds a boot loader that leads on.
 */
#pragma once

#include "guest/guest.h"

struct bootmode {
	unsigned starts;   /* set, 1 << enum firmware */
	unsigned unknown;  /* of these it cannot be told; same set */
	bool is_installed; /* a boot loader is there for one of them, working or not */
};

struct bootmode guest_bootmode(struct guest *guest);

/* "BIOS", "BIOS and UEFI" of a set; "" of none. */
const char *bootmode_text(unsigned firmware);

/* "bios", "uefi", "both" or "none", for programs; NULL where it is not known. */
const char *bootmode_word(const struct bootmode *mode);
