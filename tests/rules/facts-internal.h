/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of facts.h. */
#pragma once

#include "facts.h"

enum { FACTS_MAX = 256 }; /* disks, volumes or owners of a case */

struct fact_reader {
	struct pool *pool;
	const char *work;
	struct facts *facts;
	const char *profile;
	struct buf more; /* lines of the profile */
	const char *why;
};

/* Take the next word from *REST; blanks inside "…" belong to it, the quotes do not. */
char *fact_word(struct fact_reader *reader, const char **rest);

/* False, with WHAT and VALUE, which may be NULL, as the reason. */
bool fact_fail(struct fact_reader *reader, const char *what, const char *value);

/* Take REST, which follows the word "disk" and so on; false with a reason. */
bool fact_take_disk(struct fact_reader *reader, const char *rest);
bool fact_take_volume(struct fact_reader *reader, const char *rest);
bool fact_take_stacked(struct fact_reader *reader, const char *rest);
bool fact_take_other(struct fact_reader *reader, const char *rest);
bool fact_take_image(struct fact_reader *reader, const char *rest);

/* "3G" in bytes. */
uint64_t fact_size(const char *text);

/* The value of WORD where it is "KEY=value", else NULL. */
const char *fact_value(const char *word, const char *key);

/* Take WORD as what the superblock of VOLUME would tell; false where it is none of it. */
bool fact_superblock(struct pool *pool, struct volume *volume, const char *word);

/* The same of what its tools found and did. */
bool fact_tools(struct pool *pool, struct volume *volume, const char *word);

/* VOLUME as it is after its mending. */
void fact_mended(struct pool *pool, struct volume *volume, enum mend how);

/* Take WORD as what IMAGE would tell; false where it is none of it. */
bool fact_image(struct imagefile *image, const char *word);

/* The file of DISK is as large as the disk is now. */
void fact_padded(struct facts *facts, const struct disk *disk);

/* Whose a file is, whoever runs the test. */
struct fact_owner {
	const char *path;
	uid_t uid;
	gid_t gid;
	mode_t mode;
};

/* PATH is OWNER's, in place of what was said of it before. */
void fact_own(struct facts *facts, const char *path, const struct owner *owner);

/*
 * LOWER with locks, owners and labels of FACTS, which takes root and a file system that
 * has them to set; FACTS stay the caller's.
 */
struct tree *fact_tree(struct pool *pool, struct tree *lower, const struct facts *facts);
