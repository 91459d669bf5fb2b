/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The firewalls that a guest starts, and whether each lets SSH in: firewalld, iptables by
 * saved rules, nftables, ufw, SuSEfirewall2.
 *
 * The one law: only what is read is told; a firewall whose rules are not understood is
 * neither open nor closed.
 */
#pragma once

#include "guest/services.h"

enum firewall_answer {
	FIREWALL_IS_OPEN,
	FIREWALL_IS_NARROW, /* some addresses, or cards, get through */
	FIREWALL_IS_CLOSED,
	FIREWALL_IS_UNKNOWN,
};

struct firewall {
	const char *name;
	struct service service;
	enum firewall_answer answer;
	const char *path; /* of what says so */
	unsigned line;
	/* What lets SSH in: FIXED for FIXED_PATH; where that is NULL, WHY_NOT. */
	const char *fixed_path;
	struct bytes fixed;
	const char *why_not;
	/* ufw has a switch of its own beside its service. */
	const char *switch_path;
	struct bytes switched_off;
};

enum { FIREWALLS_MAX = 16 };

/* Those that are started, FIREWALLS_MAX at most, judged for a connection to PORT. */
struct firewall *guest_firewalls(struct guest *guest, unsigned port, size_t *count);
