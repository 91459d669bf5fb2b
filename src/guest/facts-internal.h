/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept of a guest between two questions, because it is asked often or comes from
 * a large file.
 *
 * The one law: a fact is found by what it was made from, files by their identity and
 * generation, or the tree by its own, so that an edit makes it another.
 */
#pragma once

#include "guest/guest.h"

enum fact_kind {
	FACT_PARTS, /* of guest.c */
	FACT_BOOT,  /* of boot.c */
	FACT_INITRAMFS,
	FACT_UKI,
	FACT_MODULES, /* of modules.c */
	FACT_MODULES_SOFT,
	FACT_SERVICES,        /* of services.c */
	FACT_RELEASE,         /* of release.c */
	FACT_KNOWN_PASSWORDS, /* of knownpasswords.c */
	FACT_KINDS
};

enum { FACT_FILES = 2 };

struct fact_key {
	enum fact_kind kind;
	unsigned failures; /* of the tree, when the key was made */
	bool of_tree;      /* of all its files, those that are not there included */
	struct fact_file {
		dev_t dev;
		ino_t ino;
		uint64_t size;
		unsigned generation;
	} file[FACT_FILES]; /* zeros: not there */
};

/* The key of what the tree as a whole tells; of each kind only the last one is kept. */
struct fact_key fact_of_tree(const struct guest *guest, enum fact_kind kind);

/* The key of what the file ST tells, and OTHER, unless NULL, with it. */
struct fact_key fact_of_file(const struct guest *guest, enum fact_kind kind,
			     const struct tree_stat *st, const struct tree_stat *other);

/* What was kept under KEY, or NULL. */
void *fact_find(const struct guest *guest, const struct fact_key *key);

/*
 * Keep VALUE, which belongs to the guest's pool; not where the tree failed to read
 * something since KEY was made: who asks next is to meet that failure too.
 */
void fact_keep(struct guest *guest, const struct fact_key *key, void *value);
