/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of an initramfs: every file knows its directory and is found by that and its
 * name, so that a path costs its length and no more.
 *
 * Its one law: every step of every walk is paid from a budget, as names and links are
 * hostile.
 */
#pragma once

#include "format/initramfs.h"

enum {
	INITRAMFS_NAME_MAX = 255,
	INITRAMFS_LINKS_MAX = 40,
	INITRAMFS_PATH_MAX = 8192, /* with the links put in */
	INITRAMFS_ROOT = 0,
};

struct initramfs_node {
	const char *name; /* the end of the file's path */
	size_t parent, next, children;
	size_t content; /* of a regular file; shared by hard links */
};

struct initramfs_index {
	struct pool *pool;
	struct initramfs *archive;
	struct initramfs_node *node; /* beside archive->file */
	size_t room;
	size_t *bucket; /* the first node of a chain, or SIZE_MAX */
	size_t buckets; /* a power of two */
};

/* Where a walk ended: at NODE, with REST, if not empty, still to go and not there. */
struct initramfs_spot {
	size_t node;
	char rest[INITRAMFS_PATH_MAX];
};

enum initramfs_follow { INITRAMFS_LAST_LINK, INITRAMFS_DIRECTORIES };

struct initramfs_index *initramfs_index_new(struct pool *pool, struct initramfs *archive);

/* A new file NAME in the directory PARENT. */
size_t initramfs_index_add(struct initramfs_index *index, size_t parent,
			   const char *name);

/* 0, -ENOTDIR, -ELOOP, -ENAMETOOLONG, or -E2BIG where *BUDGET (steps) is used up. */
int initramfs_walk(const struct initramfs_index *index, const char *path,
		   enum initramfs_follow follow, size_t *budget,
		   struct initramfs_spot *spot);
