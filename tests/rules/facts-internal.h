/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of facts.h. */
#pragma once

#include "facts.h"

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

/*
 * LOWER with locks, owners and labels of FACTS, which takes root and a file system that
 * has them to set; FACTS stay the caller's.
 */
struct tree *fact_tree(struct pool *pool, struct tree *lower, const struct facts *facts);
