/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of a profile, each with what it means and what its value must be.
 *
 * The one law: a key is one row of the table; the row says all there is to it.
 */
#pragma once

#include "guest/profile.h"

/* A word that a value may be, and what it stands for. */
struct profile_choice {
	const char *word;
	int value;
};

enum profile_kind {
	VALUE_TEXT,
	VALUE_WORD,
	VALUE_WORDS,  /* any; of profile_key.among where that is there */
	VALUE_PAIRS,  /* A=B, of which the first may be a name alone */
	VALUE_NUMBER, /* or a word of profile_key.among */
	VALUE_SIZE,
	VALUE_ANSWER, /* no or yes */
	VALUE_CHOICE, /* one of profile_key.among */
	VALUE_SET,    /* some of them */
};

struct profile_key {
	const char *name;
	enum profile_kind kind;
	const struct profile_choice *among; /* ends with word NULL */
	size_t at;                          /* of the member of the same name */
	const char *meaning;
};

extern const struct profile_key profile_keys[]; /* ends with name NULL */

/* The number of the key NAME, or -1. */
int profile_key_number(const char *name);

/* The key that NAME is a likely misspelling of, or NULL. */
const char *profile_key_like(struct pool *pool, const char *name);

/* Take VALUE; NULL, or what is wrong with it in one line. */
const char *profile_key_set(struct pool *pool, struct profile *profile,
			    const struct profile_key *key, const char *value);

/* The value of the key where none is said, as a profile would say it. */
const char *profile_key_fallback(const struct profile_key *key);
