/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network configuration of ifupdown, interfaces(5): Debian, Ubuntu up to 16, Alpine.
 *
 * The one law: a stanza is told by its first word alone; what an option means to which
 * method is left to who reads it.
 */
#pragma once

#include "format/text.h"

enum interfaces_stanza_kind {
	INTERFACES_AUTO,  /* auto and allow-* */
	INTERFACES_IFACE, /* iface NAME [FAMILY METHOD] [inherits NAME] */
	INTERFACES_MAPPING,
	INTERFACES_SOURCE, /* source and source-directory */
	INTERFACES_OTHER,  /* template, rename, no-auto-down, no-scripts */
};

/* What an interface is, by its options and its name. */
enum interfaces_kind {
	INTERFACES_PHYSICAL,
	INTERFACES_LOOPBACK,
	INTERFACES_BOND,
	INTERFACES_BRIDGE,
	INTERFACES_VLAN,
	INTERFACES_ALIAS,   /* eth0:1 */
	INTERFACES_VIRTUAL, /* tun, tap, ppp, wg, dummy … */
};

struct interfaces_word {
	struct span span;
	const char *text;
};

struct interfaces_option {
	unsigned line;
	struct span span; /* the line with its continuations, without the last line end */
	struct span value;
	const char *name, *value_text; /* as written, continuations included */
	struct interfaces_word *word;  /* the words of the value */
	size_t words;
};

struct interfaces_stanza {
	enum interfaces_stanza_kind kind;
	unsigned line;
	struct span span;             /* its first line, as in an option */
	struct interfaces_word *word; /* all words, the keyword first */
	size_t words;
	struct interfaces_option *option;
	size_t options;
	const char *name, *family, *method;     /* of iface; "" where missing */
	const struct interfaces_word *inherits; /* of iface; NULL where it does not */
};

struct interfaces {
	struct interfaces_stanza *stanza;
	size_t count;
};

/* The stanzas of TEXT.  Never fails; options before any stanza are skipped. */
struct interfaces *interfaces_parse(struct pool *pool, struct bytes text);

/* The first option called NAME ('-' and '_' are the same), or NULL. */
const struct interfaces_option *interfaces_option(const struct interfaces_stanza *stanza,
						  const char *name);

/* Whether NAME is one that software devices have: "tun0", "dummy0", "virbr0". */
bool interfaces_is_virtual(const char *name);

/* What the interface of an iface stanza is. */
enum interfaces_kind interfaces_kind(const struct interfaces_stanza *stanza);

/*
 * TEXT with the interface OLD called NEW in auto, allow-*, iface, inherits and mapping,
 * in options that name interfaces (bridge_ports, bond-slaves, vlan-raw-device …), and as
 * a word of up/down commands; OLD.100 and OLD:1 become NEW.100 and NEW:1.  Only whole
 * words.
 */
struct bytes interfaces_rename(struct pool *pool, struct bytes text, const char *old_name,
			       const char *new_name);

/*
 * TEXT in which the iface stanza takes its address by DHCP (inet6: by auto), with its
 * address, netmask, network, broadcast, gateway, dns-* and hwaddress options commented
 * out.
 */
struct bytes interfaces_make_dhcp(struct pool *pool, struct bytes text,
				  const struct interfaces_stanza *stanza);
