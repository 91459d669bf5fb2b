/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which accelerator QEMU is given: KVM where it works, else TCG.
 *
 * The one law: that /dev/kvm opens proves nothing.  Under broken nesting a guest makes no
 * progress in it; whoever sees that says so with accel_distrust_kvm(), and until the host
 * is booted again nobody tries it.
 */
#pragma once

#include "base/pool.h"

enum accel {
	ACCEL_TCG,
	ACCEL_KVM,
};

struct accel_choice {
	enum accel accel;
	/* The user decided by DRYDOCK_ACCEL: no falling back. */
	enum { ACCEL_GUESSED, ACCEL_DECIDED } by;
};

/*
 * Decide: DRYDOCK_ACCEL=kvm|tcg, else KVM where /dev/kvm opens for writing and nobody
 * has distrusted it since the host booted, else TCG.  Any other word in DRYDOCK_ACCEL is
 * as if it were not set.
 */
struct accel_choice accel_choose(struct pool *pool);

/* Remember, until the host is booted again, that KVM does not work here. */
void accel_distrust_kvm(struct pool *pool);

/* The argument of QEMU's -accel; see qemu(1). */
const char *accel_argument(enum accel accel);

/* "kvm" or "tcg". */
const char *accel_name(enum accel accel);
