/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debconf's database of answers, /var/cache/debconf/config.dat: stanzas of "Field: value"
 * lines, an empty line between them (debconf's Format::822; "\n" in a value is a line
 * end, lines that start with a blank belong to the field above).
 *
 * The one law: an edit changes one field of one stanza; fields that are added go where
 * debconf writes them.
 */
#pragma once

#include "format/text.h"

struct debconf_field {
	const char *name; /* "Value" */
	const char *value;
	unsigned line;          /* from 1 */
	struct span span;       /* the line and those that belong to it, no line end */
	struct span value_span; /* of the first line, without blanks around it */
};

struct debconf_item {
	const char *name; /* of the question; "" where a stanza has none */
	unsigned line;
	struct debconf_field *field;
	size_t fields;
};

struct debconf {
	struct debconf_item *item;
	size_t count;
};

/* The questions of TEXT.  Never fails; lines that are no field are passed over. */
struct debconf *debconf_parse(struct pool *pool, struct bytes text);

/* The question NAME, or NULL; the last one where there are several, as debconf does. */
const struct debconf_item *debconf_find(const struct debconf *db, const char *name);

/* The field NAME of ITEM, or NULL. */
const struct debconf_field *debconf_field(const struct debconf_item *item,
					  const char *name);

/* The value of the question NAME, "" where it has none; NULL where it is not there. */
const char *debconf_get(const struct debconf *db, const char *name);

/*
 * TEXT in which the field FIELD ("Value", "Flags") of the question NAME is VALUE, which
 * has no line end in it; TEXT itself where there is no such question.
 */
struct bytes debconf_set(struct pool *pool, struct bytes text, const char *name,
			 const char *field, const char *value);
