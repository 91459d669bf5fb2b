/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator that a proof in the appliance needs.  It is no part of the initramfs: it
 * lies as proof.squashfs on the appliance's medium, or came by PXE beside the initramfs.
 *
 * The one law: what is run has the sum that the initramfs knows, wherever it lay; and
 * what was mounted and switched on for it ends with the work it is for.
 */
#pragma once

#include <stdbool.h>

#include "base/pool.h"

/*
 * Run WORK(ARG) in a process of its own that finds QEMU and its firmware, a directory for
 * temporary files in memory, and the loopback, which QEMU listens on; the status it
 * returns.  GUEST is the memory of the machine that WORK will start, MiB; where this one
 * has too little for it, WORK is not run, and that is said, as all failures are.
 * A signal that ends this process ends WORK first.
 */
int emulator_run(struct pool *pool, unsigned guest, int (*work)(void *), void *arg);

/* In WORK: whether the memory for temporary files has been used up. */
bool emulator_is_full(void);
