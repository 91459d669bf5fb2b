/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of udev(7), read for what persistent-net files say: which MAC has which name.
 *
 * The one law: a rule that is not understood is still listed, so that no line is lost.
 */
#pragma once

#include "format/text.h"

struct udev_rule {
	unsigned line;
	struct span span; /* with its continuations, without the last line end */
	bool net;         /* SUBSYSTEM=="net" */
	bool bad;         /* not a list of KEY op "value" */
	const char *name; /* what NAME= (or SLES 10's rename_netiface) gives, or NULL */
	const char *mac;  /* what ATTR{address}== or its like asks for, or NULL */
	struct span name_span, mac_span; /* inside the quotes */
};

struct udevrules {
	struct udev_rule *rule;
	size_t count;
};

/* All rules of TEXT; comments and blank lines are skipped. */
struct udevrules *udevrules_parse(struct pool *pool, struct bytes text);
