/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of encrypted volumes, crypttab(5) of systemd and of Debian's cryptsetup.
 *
 * The one law: entries are told where they stand and edited in place; comments, blank
 * lines and everything between the fields stay as they are.
 */
#pragma once

#include "format/text.h"

enum crypttab_field {
	CRYPTTAB_NAME,
	CRYPTTAB_SOURCE,
	CRYPTTAB_KEY,
	CRYPTTAB_OPTIONS,
	CRYPTTAB_FIELDS,
};

struct crypttab_entry {
	unsigned line;                             /* from 1 */
	struct span span;                          /* the line without its line end */
	struct span field[CRYPTTAB_FIELDS];        /* of those that are there */
	unsigned count;                            /* how many are there, at most 4 */
	const char *name, *source, *key, *options; /* as written; "" where missing */
};

struct crypttab {
	struct crypttab_entry *entry;
	size_t count;
};

/* The entries of TEXT.  Never fails; an entry without a source has a count of 1. */
struct crypttab *crypttab_parse(struct pool *pool, struct bytes text);

/* Whether the entry has the option NAME, alone or as NAME=value. */
bool crypttab_has_option(const struct crypttab_entry *entry, const char *name);

/* TEXT with the source of ENTRY replaced; TEXT as it is where it has none. */
struct bytes crypttab_set_source(struct pool *pool, struct bytes text,
				 const struct crypttab_entry *entry, const char *source);

/* TEXT with OPTION added to ENTRY, with "none" for a key that is not there. */
struct bytes crypttab_add_option(struct pool *pool, struct bytes text,
				 const struct crypttab_entry *entry, const char *option);
