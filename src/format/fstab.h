/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of file systems, fstab(5).
 *
 * The one law: entries are told where they stand and edited in place; comments, blank
 * lines and everything between the fields stay as they are.
 */
#pragma once

#include "format/text.h"

enum fstab_field {
	FSTAB_SPEC,
	FSTAB_FILE,
	FSTAB_TYPE,
	FSTAB_OPTIONS,
	FSTAB_FREQ,
	FSTAB_PASSNO,
	FSTAB_FIELDS,
};

struct fstab_entry {
	unsigned line;                   /* from 1 */
	struct span span;                /* the line without its line end */
	struct span field[FSTAB_FIELDS]; /* of those that are there */
	unsigned count;                  /* how many are there; more than 6 is possible */
	const char *spec, *file, *type, *options; /* decoded; "" where missing */
	int freq, passno;                         /* 0 where missing or no number */
	unsigned bad_escapes; /* bit 1 << enum fstab_field: a '\' that is no octal escape
			       */
	bool bad_number;      /* freq or passno is no number */
	bool comment_after;   /* a '#' word ends the fields; mount(8) may refuse that */
	bool cr;              /* the line ends in CR LF: the last field holds the CR */
};

struct fstab {
	struct fstab_entry *entry;
	size_t count;
};

/* The entries of TEXT.  Never fails: what is wrong with an entry is in the entry. */
struct fstab *fstab_parse(struct pool *pool, struct bytes text);

/* Whether the entry has the option NAME, alone or as NAME=value; "nofailx" is not it. */
bool fstab_has_option(const struct fstab_entry *entry, const char *name);

/*
 * TEXT with one field replaced by VALUE, in which blanks and backslashes are escaped
 * here. A missing options, freq or passno field is added (with "defaults" and 0 before
 * it); TEXT is returned as it is where an earlier field is missing.
 */
struct bytes fstab_replace_field(struct pool *pool, struct bytes text,
				 const struct fstab_entry *entry, enum fstab_field field,
				 const char *value);

/*
 * TEXT with those of OPTIONS (separated by commas) added that the entry does not have; an
 * option=value counts as there when the option is there with any value.
 */
struct bytes fstab_add_options(struct pool *pool, struct bytes text,
			       const struct fstab_entry *entry, const char *options);

/* TEXT with the entry's pass number for fsck(8) set. */
struct bytes fstab_set_passno(struct pool *pool, struct bytes text,
			      const struct fstab_entry *entry, unsigned passno);
