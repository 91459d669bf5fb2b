/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the kernel waits for an NVMe disk, as a word of its command line.
 *
 * The one law: the value must fit the parameter of every kernel it is given to.  A module
 * that gets one too large is not loaded, and the root is not found.
 */
#pragma once

#include "guest/guest.h"

/*
 * The word with the profile's nvme_io_timeout ("nvme_core.io_timeout=240") for the
 * kernels that this guest's entries start; NULL where none is asked for, or no kernel has
 * NVMe. Where the parameter's size is not known, NULL with *UNKNOWN one line.  Until
 * Linux 4.6 the parameter was of the module nvme; its size is in .modinfo of the module,
 * which kernels with a built-in driver list in modules.builtin.modinfo (kernel kbuild
 * document, "modules.builtin.modinfo").
 */
const char *guest_nvme_timeout(struct guest *guest, const char **unknown);
