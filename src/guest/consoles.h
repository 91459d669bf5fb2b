/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which consoles a command line gives the kernel, against those the profile asks for.
 *
 * The one law: the last console= becomes /dev/console; a screen stays before it, and one
 * device is named once (twice costs minutes at the start of some kernels).
 */
#pragma once

#include "guest/kernelargs.h"

/* The words the profile asks for, for this guest's architecture: "console=tty0", ... */
struct strs guest_consoles(struct guest *guest);

/* What is wrong with the consoles of ARGS, in one line, or NULL. */
const char *consoles_problem(struct guest *guest, const struct kernelargs *args);

/* The next edit towards the profile's consoles; PATH is NULL where all is right. */
struct boot_change consoles_next(struct guest *guest, const struct kernelargs *args);
