/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers for names: the servers in /etc/resolv.conf and beside it, and whether
 * anything will replace them on the new machine.
 *
 * The one law: a server is told only where it stays; a file that its program writes anew
 * says nothing.
 */
#pragma once

#include "guest/guest.h"

#define RESOLV_CONF "/etc/resolv.conf"

struct resolver_server {
	const char *path;
	unsigned line;
	const char *address;
	const char *stays; /* "it is locked": why nothing replaces it */
};

/* What lets a program write /etc/resolv.conf again. */
enum resolver_repair {
	RESOLVER_REFUSE,  /* nobody would: why_not */
	RESOLVER_LINK,    /* a link to where it writes */
	RESOLVER_REMOVE,  /* it makes a file that is not there */
	RESOLVER_COMMENT, /* it writes whatever is there, but for a lock */
};

enum { RESOLVER_SERVERS_MAX = 16 };

struct resolver {
	const char *path; /* what /etc/resolv.conf leads to, or itself */
	bool is_dangling; /* to nothing that a start makes */
	bool is_locked;   /* chattr(1) +i or +a */
	struct resolver_server server[RESOLVER_SERVERS_MAX];
	size_t count;
	enum resolver_repair repair;
	const char *link, *writer, *why_not;
};

/*
 * The servers that stay, of /etc/resolv.conf, of resolvconf's base, head and tail, and of
 * DNS= of systemd-resolved.  Not listed: those on the machine itself, and those with an
 * address that is the same everywhere (no private network's, RFC 1918, 4193 and 6598).
 */
struct resolver *guest_resolver(struct guest *guest);

/* *TEXT is what PATH holds with its name servers commented out; false: unreadable. */
bool resolver_comment(struct guest *guest, const char *path, struct bytes *text);
