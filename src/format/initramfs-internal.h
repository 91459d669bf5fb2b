/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of an initramfs: every file knows its directory and is found by that and its
 * name, so that a path costs its length and no more.
 *
 * Its one law: every step of every walk is paid from a budget, as names and links are
 * hostile.
 */
#pragma once

#include "format/cpio.h"
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

struct initramfs_content;
struct initramfs_link;

enum { INITRAMFS_LINK_BUCKETS = 4096 };

/* An archive being unpacked. */
struct initramfs_placing {
	struct pool *pool;
	struct pool *work; /* ends with the reading */
	struct initramfs *archive;
	const struct initramfs_options *options;
	size_t budget, names;
	uint64_t kept;
	struct initramfs_content *content;
	size_t contents, contents_room;
	struct initramfs_link *link;
	size_t links, links_room;
	size_t link_bucket[INITRAMFS_LINK_BUCKETS];
	size_t current; /* the file whose data comes */
	struct buf target;
};

/* Put an entry in its place: what is wanted of its data, or -EBADMSG with a problem set.
 */
int initramfs_place(struct initramfs_placing *placing, const struct cpio_entry *entry);

int initramfs_place_data(struct initramfs_placing *placing, struct bytes chunk);

/* A trailer: hard links do not reach over it. */
void initramfs_links_forget(struct initramfs_placing *placing);

/* All was read: every file gets the data its hard links share. */
void initramfs_place_settle(struct initramfs_placing *placing);

/* PLACING's archive becomes a copy of BASE, which stays as it is. */
void initramfs_copy(struct initramfs_placing *placing, const struct initramfs *base);

/* What FILE holds is content NUMBER; SIZE_MAX is none. */
void initramfs_content_adopt(struct initramfs_placing *placing, size_t number,
			     const struct initramfs_file *file);

/* OLD, an array of COUNT members of SIZE bytes, with room for one more. */
void *initramfs_more(struct pool *pool, void *old, size_t size, size_t count,
		     size_t *room);
