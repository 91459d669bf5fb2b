/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sections of key=value lines: systemd units and networkd files (systemd.syntax(7)),
 * NetworkManager keyfiles (nm-settings-keyfile(5)).
 *
 * The one law: keys may repeat and sections too; all are kept, and the editor changes
 * one.
 */
#pragma once

#include "format/text.h"

struct ini_key {
	unsigned line;
	const char *name, *value; /* the value with its continuation lines joined */
	struct span span;         /* the line with its continuations, without line end */
	struct span value_span;
};

struct ini_section {
	unsigned line;    /* from 1; 0 for what stands before any header */
	const char *name; /* "" for what stands before any header */
	struct span span; /* the header line without line end */
	struct ini_key *key;
	size_t keys;
};

struct ini {
	struct ini_section *section;
	size_t count;
};

/* The sections of TEXT; section[0] is what stands before any header.  Never fails. */
struct ini *ini_parse(struct pool *pool, struct bytes text);

/* The first section called NAME, or NULL.  Names are case-sensitive. */
const struct ini_section *ini_section(const struct ini *ini, const char *name);

/* The last key NAME in all sections called SECTION, or NULL. */
const struct ini_key *ini_find(const struct ini *ini, const char *section,
			       const char *name);

/* The value of ini_find(), or NULL. */
const char *ini_get(const struct ini *ini, const char *section, const char *name);

/* TEXT with the last such key's value replaced; added by ini_add() where there is none.
 */
struct bytes ini_set(struct pool *pool, struct bytes text, const char *section,
		     const char *name, const char *value);

/* TEXT with a line NAME=VALUE behind the section's last key; the section is made. */
struct bytes ini_add(struct pool *pool, struct bytes text, const char *section,
		     const char *name, const char *value);

/* TEXT with the key's line (and its continuations) commented out with TAG ("# …"). */
struct bytes ini_comment(struct pool *pool, struct bytes text, const struct ini_key *key,
			 const char *tag);

/*
 * The same with every key of the sections SECTION, or of all where that is NULL, that
 * IS_ONE says is one.
 */
struct bytes ini_comment_all(struct pool *pool, struct bytes text, const char *section,
			     bool (*is_one)(const struct ini_section *,
					    const struct ini_key *),
			     const char *tag);
