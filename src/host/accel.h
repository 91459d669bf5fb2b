/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which accelerator QEMU is given: KVM where it works, else TCG.
 *
 * The one law: that /dev/kvm opens proves nothing.  Under broken nesting firmware may run
 * in it and a kernel never; only the appliance saying hello proves it, and either answer
 * is remembered until the host is booted again.
 */
#pragma once

#include "base/pool.h"

enum accel {
	ACCEL_TCG,
	ACCEL_KVM,
};

struct accel_choice {
	enum accel accel;
	enum {
		ACCEL_DECIDED, /* by the user: no falling back */
		ACCEL_KNOWN,   /* remembered, or there is no KVM */
		ACCEL_GUESSED, /* KVM, and nobody has tried it yet */
	} by;
};

/*
 * Decide: DRYDOCK_ACCEL=kvm|tcg, else KVM where /dev/kvm opens for writing and is not
 * known not to work, else TCG.  Any other word in DRYDOCK_ACCEL is as if it were not set.
 */
struct accel_choice accel_choose(struct pool *pool);

/* Remember, until the host is booted again, what of the two works here. */
void accel_remember(struct pool *pool, enum accel works);

/* The argument of QEMU's -accel; see qemu(1). */
const char *accel_argument(enum accel accel);

/* "kvm" or "tcg". */
const char *accel_name(enum accel accel);
