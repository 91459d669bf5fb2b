/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot loader entries of type 1, and the loader.conf of systemd-boot beside them: lines
 * of a key and a value (UAPI.1 "Boot Loader Specification"; loader.conf(5); blscfg.c of
 * the GRUB of Fedora and EL).
 *
 * The one law: a value is what the file says; variables of GRUB in it ("$kernelopts")
 * stay as they are written.
 */
#pragma once

#include "format/text.h"

struct bls_line {
	const char *key;
	unsigned line; /* from 1 */
	const char *value;
	struct span span;       /* from the key to the end of the value */
	struct span value_span; /* without blanks around it */
};

struct bls {
	struct bls_line *item; /* a key may come several times: initrd, options */
	size_t count;
};

/* The keys of TEXT.  Never fails; a key without a value has "". */
struct bls *bls_parse(struct pool *pool, struct bytes text);

/* The first line with KEY behind AFTER (NULL: from the start), or NULL. */
const struct bls_line *bls_next(const struct bls *bls, const struct bls_line *after,
				const char *key);

/* The value of the first line with KEY, or NULL. */
const char *bls_get(const struct bls *bls, const char *key);

/*
 * How GRUB orders entries A and B, names of files without ".conf": below 0 where A is the
 * older.  It shows the newest first.  The parts between the last two dashes and behind
 * them are version and release, compared as rpm does.
 */
int bls_compare_grub(const char *a, const char *b);

/* Versions as systemd-boot orders them (UAPI.10 "Version Format"): below 0 is older. */
int bls_compare_versions(const char *a, const char *b);

/* What systemd-boot orders an entry by; NULL where it has none. */
struct bls_order {
	const char *id; /* the file's name without ".conf" and boot counters */
	const char *sort_key, *machine_id, *version;
	bool exhausted; /* all boots that were tried failed */
};

/* Below 0 where systemd-boot shows A before B. */
int bls_compare_order(const struct bls_order *a, const struct bls_order *b);

/*
 * The id in the NAME of a file: without ".conf" or ".efi" and without the counters "+3"
 * or "+2-1"; *EXHAUSTED says whether no try is left.
 */
char *bls_id(struct pool *pool, const char *name, bool *exhausted);

/* Whether PATTERN of loader.conf, a glob, names ID; ".conf" behind it does not matter. */
bool bls_is_named(struct pool *pool, const char *pattern, const char *id);
