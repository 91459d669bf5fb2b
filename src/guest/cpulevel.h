/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least processor that a guest's programs start on.
 *
 * The one law: it is what the guest's own C library asks for, or what its vendor says; of
 * another guest nothing is said.
 */
#pragma once

#include "guest/guest.h"

/* "x86-64-v1" to "x86-64-v4", or NULL: not known, or no x86-64. */
const char *guest_cpu_level(struct guest *guest);
