/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree: rooted files behind one vtable (a directory, an overlay over another tree).
 *
 * Its one law: no name ever leads out of the root.  Symbolic links are resolved here, one
 * component at a time, so every backend sees only paths whose parents are directories.
 *
 * A missing file is a fact (-ENOENT); any other failure also sticks to the tree, so that
 * a file that could not be read is never taken for one that is fine.
 */
#pragma once

#include <sys/stat.h>

#include "base/bytes.h"
#include "base/strs.h"

/* Flags of a file that forbid changes even to root: chattr(1) +i and +a. */
enum tree_lock { TREE_IMMUTABLE = 1 << 0, TREE_APPEND_ONLY = 1 << 1 };

enum tree_kind { TREE_FILE, TREE_DIR, TREE_LINK, TREE_OTHER };

struct tree_stat {
	enum tree_kind kind;
	mode_t mode; /* permission bits only */
	uid_t uid;
	gid_t gid;
	uint64_t size; /* bytes */
	dev_t dev;
	ino_t ino;
	nlink_t links;
	struct timespec mtime;
	unsigned locks;      /* set of enum tree_lock */
	unsigned generation; /* 0 as on the disk; grows with each planned edit of the path
			      */
};

struct tree;

struct tree_ops {
	/* -ELOOP where a directory above PATH is a symbolic link. */
	int (*stat)(struct tree *, const char *path, struct tree_stat *);
	int (*read)(struct tree *, const char *path, size_t limit, struct pool *,
		    struct bytes *);
	int (*read_link)(struct tree *, const char *path, char **target);
	int (*list)(struct tree *, const char *path, struct strs *names);
	/* NULL: this tree cannot tell. */
	int (*label)(struct tree *, const char *path, char **label);
};

struct tree {
	const struct tree_ops *ops;
	struct pool *pool;
	int error; /* the first failure other than "not there", as -errno */
	const char *error_path;
	unsigned failures; /* how many of them there were; never forgotten */
};

enum { TREE_TEXT_MAX = 8 << 20 }; /* bytes; no configuration file is larger */

/* The path PATH stands for, with every link in it resolved (the last one too). */
int tree_resolve(struct tree *tree, const char *path, char **real);

/* stat(2) and lstat(2) of PATH inside the root. */
int tree_stat(struct tree *tree, const char *path, struct tree_stat *st);
int tree_lstat(struct tree *tree, const char *path, struct tree_stat *st);

/* Whether PATH is there and of that kind, links followed. */
bool tree_has(struct tree *tree, const char *path, enum tree_kind kind);

/*
 * The content of the regular file PATH, at most TREE_TEXT_MAX bytes (-EFBIG above).  The
 * memory belongs to the tree's pool.  Not a regular file: -EINVAL.
 */
int tree_read(struct tree *tree, const char *path, struct bytes *content);

/* Whether PATH is a regular file that can be read; its *CONTENT as of tree_read(). */
bool tree_has_text(struct tree *tree, const char *path, struct bytes *content);

/* The same with a LIMIT in bytes and into POOL, for images of kernels and initramfs. */
int tree_read_large(struct tree *tree, const char *path, size_t limit, struct pool *pool,
		    struct bytes *content);

/* The target of the symbolic link PATH, as written. */
int tree_read_link(struct tree *tree, const char *path, char **target);

/* Names in the directory PATH, sorted by bytes, without "." and "..". */
int tree_list(struct tree *tree, const char *path, struct strs *names);

/* Full paths "DIR/NAME" whose name matches the fnmatch(3) PATTERN, sorted. */
struct strs tree_match(struct tree *tree, const char *dir, const char *pattern);

/*
 * The SELinux label of PATH, links followed: "system_u:object_r:etc_t:s0".  -ENODATA
 * where it has none, -ENOTSUP where nobody can tell; neither sticks.
 */
int tree_label(struct tree *tree, const char *path, char **label);

/* Forget the sticky error; returns what it was. */
int tree_take_error(struct tree *tree, const char **path);
