/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The version of a guest's GRUB 2.
 *
 * The one law: it is that of the modules the boot loads, not that of a package.
 */
#pragma once

#include "guest/guest.h"

/* "2.06-13+deb12u2", from normal.mod below /boot; NULL where it is not told. */
const char *guest_grub_version(struct guest *guest);
