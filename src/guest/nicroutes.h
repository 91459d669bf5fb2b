/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Default routes that are written beside the definitions of interfaces, in files of EL
 * and of SUSE.
 *
 * The one law: a route to one network is not touched, only one to everywhere.
 */
#pragma once

#include "guest/network.h"

struct nic_route {
	const char *path;
	unsigned line;
	const char *gateway;
};

struct nic_routes {
	struct nic_route *route;
	size_t count;
};

/* All of them, where NICS, those of the guest, are defined by files beside them. */
struct nic_routes guest_default_routes(struct guest *guest, const struct nics *nics);

/* TEXT, the file PATH, with its default routes commented out. */
struct bytes nicroutes_drop(struct guest *guest, const char *path, struct bytes text);
