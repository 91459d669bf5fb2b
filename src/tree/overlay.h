/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An overlay: a tree with edits that are not on the disk yet.  Rules plan into it, and
 * every rule reads through it, so a repair is judged before anything is written.
 *
 * Its one law: edits are only ever added; the last one of a path is what it is now, and
 * going back to a mark forgets those after it.
 */
#pragma once

#include "tree/tree.h"

enum edit_kind { EDIT_WRITE, EDIT_APPEND, EDIT_REMOVE, EDIT_LINK };

/* Whose a file is; a new file is root's otherwise, and an old one keeps what it has. */
struct owner {
	uid_t uid;
	gid_t gid;
	mode_t mode;       /* of the file */
	mode_t dir_mode;   /* of directories made for it, which are the owner's too */
	const char *label; /* of SELinux, for what is new; NULL: as files beside it */
};

struct edit {
	enum edit_kind kind;
	const char *path;    /* resolved: no links, except a last one that is removed */
	struct bytes data;   /* WRITE: the whole content; APPEND: what is added to the
				lower;   LINK: where it leads */
	uint64_t whole_size; /* APPEND: bytes of the file afterwards */
	mode_t mode;         /* of a file that is new */
	bool created;        /* not in the lower tree */
	bool unlock;         /* its locks (tree.h) go, and do not come back */
	const struct owner *owner; /* or NULL */
	struct bytes lower; /* WRITE and REMOVE of a file: what the lower tree holds */
};

/* An overlay over LOWER, in LOWER's pool. */
struct tree *overlay_new(struct tree *lower);

/*
 * PATH holds DATA from now on (links followed; a new file gets MODE).  -EISDIR and the
 * like where PATH is something else than a file.  DATA must outlive the overlay.
 */
int overlay_write(struct tree *overlay, const char *path, struct bytes data, mode_t mode);

/* DATA comes after what the regular file PATH holds. */
int overlay_append(struct tree *overlay, const char *path, struct bytes data);

/*
 * The locks of the regular file PATH are gone.  Without this, writing goes through them
 * and they are there again afterwards.
 */
int overlay_unlock(struct tree *overlay, const char *path);

/*
 * The regular file PATH, which may be planned only, is OWNER's, which must outlive the
 * overlay.
 */
int overlay_own(struct tree *overlay, const char *path, const struct owner *owner);

/*
 * PATH is a symbolic link to TARGET, which must outlive the overlay.  A file or a link of
 * that name, which is not followed, is replaced; for a directory -EISDIR.
 */
int overlay_link(struct tree *overlay, const char *path, const char *target);

/* PATH (a file or a link, which is not followed) is gone. */
int overlay_remove(struct tree *overlay, const char *path);

/*
 * Whether all that is planned for PATH is bytes behind those on the disk; *ADDED are
 * these.  False for a TREE that is no overlay.
 */
bool overlay_appended(struct tree *tree, const char *path, struct bytes *added);

/*
 * A number for what the files of TREE hold: equal ones mean that no edit lies between.  0
 * is as on the disk, also for a TREE that is no overlay.
 */
unsigned overlay_generation(const struct tree *tree);

/* A place to go back to. */
size_t overlay_mark(const struct tree *overlay);
void overlay_rollback(struct tree *overlay, size_t mark);

/* The bytes of all edits, those a later one replaced included: at least what is written.
 */
uint64_t overlay_size(const struct tree *overlay);

/* The last edit of each path, sorted by path; those that change nothing are left out. */
const struct edit **overlay_edits(struct tree *overlay, size_t *count);
