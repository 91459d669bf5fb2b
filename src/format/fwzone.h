/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A zone of firewalld, firewalld.zone(5): a small XML file, read for what it lets in.
 *
 * The one law: only what stands in <zone> itself counts; a <rule> may ask for more.
 */
#pragma once

#include "format/text.h"

struct fwzone {
	bool accepts_all; /* target="ACCEPT" */
	bool has_service; /* <service name="ssh"/> */
	bool has_port;    /* <port> with the port asked for, by TCP */
	bool has_rule;    /* a <rule> that accepts it, from some */
	size_t end;       /* offset of </zone>; 0: there is none, or it is no zone */
};

struct fwzone fwzone_parse(struct pool *pool, struct bytes text, unsigned port);

/* TEXT with <service name="ssh"/> as the last thing in the zone; *ZONE is of it. */
struct bytes fwzone_add_ssh(struct pool *pool, struct bytes text,
			    const struct fwzone *zone);
