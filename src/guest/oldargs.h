/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of a kernel command line that belong to the hardware or the network of the
 * machine it was written for.
 *
 * The one law: only what can do harm elsewhere is to go; what merely does nothing there
 * is told and kept.
 */
#pragma once

#include "guest/kernelargs.h"

enum oldarg_harm {
	OLDARG_NONE,    /* nothing elsewhere */
	OLDARG_LIMITS,  /* takes memory or processors away, or breaks devices */
	OLDARG_NETWORK, /* an address of the old network */
	OLDARG_NO_ROOT, /* the root is not on this disk */
};

struct oldarg {
	struct kernelarg arg;
	enum oldarg_harm harm;
	const char *what;  /* one line for people */
	const char *fixed; /* why it cannot simply go, or NULL */
};

/* Such words of ARGS, in their order. */
struct oldarg *kernelargs_old(struct guest *guest, const struct kernelargs *args,
			      size_t *count);
