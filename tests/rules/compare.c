/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare.h"

#include <string.h>

#include "base/path.h"

static bool same_content(struct tree *a, struct tree *b, const char *path)
{
	struct bytes left, right;

	return tree_read_large(a, path, SIZE_MAX, a->pool, &left) == 0 &&
	       tree_read_large(b, path, SIZE_MAX, b->pool, &right) == 0 &&
	       bytes_equal(left, right);
}

static bool same_link(struct tree *a, struct tree *b, const char *path)
{
	char *left, *right;

	return tree_read_link(a, path, &left) == 0 &&
	       tree_read_link(b, path, &right) == 0 && strcmp(left, right) == 0;
}

static const char *differs_at(struct tree *a, struct tree *b, const char *path);

static const char *directories_differ(struct tree *a, struct tree *b, const char *path)
{
	struct strs left, right;
	const char *difference = NULL;

	if (tree_list(a, path, &left) < 0 || tree_list(b, path, &right) < 0 ||
	    left.count != right.count)
		return pool_printf(a->pool, "%s holds other names", path);
	for (size_t i = 0; i < left.count && !difference; i++)
		difference = strcmp(left.item[i], right.item[i]) != 0
				     ? pool_printf(a->pool, "%s holds other names", path)
				     : differs_at(a, b,
						  path_join(a->pool, path, left.item[i]));
	return difference;
}

static const char *differs_at(struct tree *a, struct tree *b, const char *path)
{
	struct tree_stat left, right;

	if (tree_lstat(a, path, &left) < 0 || tree_lstat(b, path, &right) < 0)
		return pool_printf(a->pool, "%s is missing", path);
	if (left.kind != right.kind)
		return pool_printf(a->pool, "%s is of another kind", path);
	if (left.mode != right.mode)
		return pool_printf(a->pool, "%s has another mode", path);
	if (left.kind == TREE_DIR)
		return directories_differ(a, b, path);
	if ((left.kind == TREE_FILE && !same_content(a, b, path)) ||
	    (left.kind == TREE_LINK && !same_link(a, b, path)))
		return pool_printf(a->pool, "%s has other content", path);
	return NULL;
}

const char *trees_differ(struct tree *a, struct tree *b)
{
	return differs_at(a, b, "/");
}
