/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What gives a card its name by its MAC, or its driver by its name, outside of the
 * definitions of interfaces: .link files, udev rules, iftab, aliases of modules.
 *
 * The one law: only what is in /etc is an administrator's, and only that is listed;
 * files of the kind that udev writes itself are in /lib too.
 */
#pragma once

#include "guest/network.h"

enum nic_binding_kind {
	BINDING_LINK,  /* systemd.link(5) */
	BINDING_UDEV,  /* a rule of udev(7) */
	BINDING_IFTAB, /* iftab(5): "eth0 mac 00:50:56:..." */
	BINDING_ALIAS, /* modprobe.d(5): "alias eth0 e1000"; no MAC */
};

struct nic_binding {
	enum nic_binding_kind kind;
	const char *path;
	unsigned line;
	const char *name;
	const char *mac;    /* NULL: BINDING_ALIAS */
	const char *driver; /* of BINDING_ALIAS */
	bool is_written;    /* a file of the kind that udev writes by itself */
	bool is_only_that;  /* of BINDING_LINK: the file says nothing else */
};

struct nic_bindings {
	struct nic_binding *binding;
	size_t count;
};

/* All of them, at most NICS_MAX. */
struct nic_bindings guest_nic_bindings(struct guest *guest);

/* TEXT, the file of BINDING, without it; of an alias, with DRIVER instead. */
struct bytes nicbinding_drop(struct guest *guest, struct bytes text,
			     const struct nic_binding *binding, const char *driver);

/* Whether a file called NAME is of the kind that udev writes: of persistent net names. */
bool nicbinding_is_written(const char *name);
