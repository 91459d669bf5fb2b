/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept of a guest between two questions, because the file it comes from is large.
 *
 * The one law: each is found by the file's identity and generation, so that an edit makes
 * it another.
 */
#pragma once

#include "guest/guest.h"

struct guest_facts {
	struct cached *images; /* of initrd.c */
	struct uki *ukis;      /* of uki.c */
};

static inline struct guest_facts *guest_facts(struct guest *guest)
{
	if (!guest->facts)
		guest->facts = pool_alloc(guest->pool, sizeof(*guest->facts));
	return guest->facts;
}
