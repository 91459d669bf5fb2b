/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/tree.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "base/path.h"

enum { LINKS_MAX = 40 }; /* as the kernel's MAXSYMLINKS */

enum last { FOLLOW_LAST, KEEP_LAST };

static int noted(struct tree *tree, const char *path, int err)
{
	if (err >= 0 || err == -ENOENT || err == -ENOTDIR)
		return err;
	tree->failures++;
	if (!tree->error) {
		tree->error = err;
		tree->error_path = pool_strdup(tree->pool, path);
	}
	return err;
}

/* Every component of it is a name. */
static bool is_plain(const char *path)
{
	const char *name = path;

	if (path[0] != '/')
		return false;
	while (name[0] && name[1]) {
		size_t len = strcspn(++name, "/");

		if (len == 0 || strncmp(name, "..", len < 3 ? len : 3) == 0)
			return false;
		name += len;
	}
	return name[0] == '\0' || name == path;
}

/* One slash where there are several. */
static void squeeze(char *path)
{
	char *to = path;

	for (const char *from = path; *from; from++)
		if (*from != '/' || from == path || from[-1] != '/')
			*to++ = *from;
	*to = '\0';
}

/* The text after a link at REAL was found: its target, then what was left of the path. */
static int follow(struct tree *tree, const char *real, const char *rest, char **next)
{
	char *target, *parent = path_parent(tree->pool, real);
	int err = tree->ops->read_link(tree, real, &target);

	if (err < 0)
		return err;
	if (target[0] == '/')
		parent = pool_strdup(tree->pool, "/");
	*next = pool_printf(tree->pool, "%s/%s%s", parent, target, rest);
	squeeze(*next);
	return 0;
}

enum { WALKED = 0, LINK_MET = 1 };

/* Name by name down to the end, *OUT, or to the first link: then *OUT is the way on. */
static int walk(struct tree *tree, const char *path, enum last last, char **out)
{
	char *real = pool_strdup(tree->pool, "/");
	const char *rest = path;
	struct tree_stat st;

	for (rest += strspn(rest, "/"); *rest; rest += strspn(rest, "/")) {
		size_t len = strcspn(rest, "/");
		const char *name = pool_strndup(tree->pool, rest, len);
		char *here = path_join(tree->pool, real, name);
		int err = 0;

		rest += len;
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			err = tree->ops->stat(tree, here, &st);
		else
			st.kind = TREE_DIR;
		if (err < 0)
			return err;
		if (st.kind == TREE_LINK &&
		    (last == FOLLOW_LAST || rest[strspn(rest, "/")])) {
			err = follow(tree, here, rest, out);
			return err < 0 ? err : LINK_MET;
		}
		if (st.kind != TREE_DIR && rest[strspn(rest, "/")])
			return -ENOTDIR;
		real = here;
	}
	*out = real;
	return WALKED;
}

/*
 * One look suffices where no link is met, which is nearly always; the backend says when
 * there is one above the last name.
 */
static int resolve(struct tree *tree, const char *path, enum last last, char **real,
		   struct tree_stat *st)
{
	char *way = pool_strdup(tree->pool, path);

	for (int links = 0; links <= LINKS_MAX; links++) {
		int err = is_plain(way) ? tree->ops->stat(tree, way, st) : -ELOOP;

		*real = way;
		if (err == -ENOENT)
			return err;
		if (err == 0 && (st->kind != TREE_LINK || last == KEEP_LAST))
			return 0;
		err = walk(tree, way, last, &way);
		if (err < 0)
			return err;
		*real = way;
		if (err == WALKED)
			return tree->ops->stat(tree, way, st);
	}
	return -ELOOP;
}

int tree_resolve(struct tree *tree, const char *path, char **real)
{
	struct tree_stat st;

	return noted(tree, path, resolve(tree, path, FOLLOW_LAST, real, &st));
}

static int stat_as(struct tree *tree, const char *path, enum last last,
		   struct tree_stat *st)
{
	char *real;

	return noted(tree, path, resolve(tree, path, last, &real, st));
}

int tree_stat(struct tree *tree, const char *path, struct tree_stat *st)
{
	return stat_as(tree, path, FOLLOW_LAST, st);
}

int tree_lstat(struct tree *tree, const char *path, struct tree_stat *st)
{
	return stat_as(tree, path, KEEP_LAST, st);
}

bool tree_has(struct tree *tree, const char *path, enum tree_kind kind)
{
	struct tree_stat st;

	return tree_stat(tree, path, &st) == 0 && st.kind == kind;
}

int tree_read_large(struct tree *tree, const char *path, size_t limit, struct pool *pool,
		    struct bytes *content)
{
	struct tree_stat st;
	char *real;
	int err = resolve(tree, path, FOLLOW_LAST, &real, &st);

	*content = (struct bytes){ 0 };
	if (err == 0 && st.kind != TREE_FILE)
		err = -EINVAL;
	if (err == 0 && st.size > limit)
		err = -EFBIG;
	if (err == 0)
		err = tree->ops->read(tree, real, limit, pool, content);
	return noted(tree, path, err);
}

int tree_read(struct tree *tree, const char *path, struct bytes *content)
{
	return tree_read_large(tree, path, TREE_TEXT_MAX, tree->pool, content);
}

bool tree_has_text(struct tree *tree, const char *path, struct bytes *content)
{
	return tree_has(tree, path, TREE_FILE) && tree_read(tree, path, content) == 0;
}

int tree_read_link(struct tree *tree, const char *path, char **target)
{
	struct tree_stat st;
	char *real;
	int err = resolve(tree, path, KEEP_LAST, &real, &st);

	if (err == 0)
		err = tree->ops->read_link(tree, real, target);
	return noted(tree, path, err);
}

int tree_list(struct tree *tree, const char *path, struct strs *names)
{
	struct tree_stat st;
	char *real;
	int err = resolve(tree, path, FOLLOW_LAST, &real, &st);

	*names = (struct strs){ .pool = tree->pool };
	if (err == 0)
		err = tree->ops->list(tree, real, names);
	strs_sort(names);
	return noted(tree, path, err);
}

struct strs tree_match(struct tree *tree, const char *dir, const char *pattern)
{
	struct strs names, paths = { .pool = tree->pool };

	if (tree_list(tree, dir, &names) < 0)
		return paths;
	for (size_t i = 0; i < names.count; i++)
		if (fnmatch(pattern, names.item[i], FNM_PERIOD) == 0)
			strs_add(&paths, path_join(tree->pool, dir, names.item[i]));
	return paths;
}

int tree_label(struct tree *tree, const char *path, char **label)
{
	struct tree_stat st;
	char *real;
	int err = resolve(tree, path, FOLLOW_LAST, &real, &st);

	if (err == 0)
		err = tree->ops->label ? tree->ops->label(tree, real, label) : -ENOTSUP;
	return err == -ENODATA || err == -ENOTSUP ? err : noted(tree, path, err);
}

int tree_take_error(struct tree *tree, const char **path)
{
	int err = tree->error;

	if (path)
		*path = tree->error_path;
	tree->error = 0;
	tree->error_path = NULL;
	return err;
}
