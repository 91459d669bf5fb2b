/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/below.h"

#include "base/path.h"

struct walk {
	struct tree *tree;
	size_t limit;
	struct strs found;
	bool more;
};

static void walk_dir(struct walk *all, const char *dir, int depth)
{
	struct strs names;

	if (depth == BELOW_DEPTH_MAX) {
		all->more = true;
		return;
	}
	if (tree_list(all->tree, dir, &names) < 0)
		return;
	for (size_t i = 0; i < names.count && !all->more; i++) {
		const char *path = path_join(all->tree->pool, dir, names.item[i]);
		struct tree_stat st;

		if (tree_lstat(all->tree, path, &st) < 0)
			continue;
		if (st.kind == TREE_DIR)
			walk_dir(all, path, depth + 1);
		else if (all->found.count == all->limit)
			all->more = true;
		else
			strs_add(&all->found, path);
	}
}

struct strs guest_below(const struct guest *guest, const char *dir, size_t limit,
			bool *more)
{
	struct tree *tree = guest->tree;
	struct walk all = { .tree = tree,
			    .limit = limit,
			    .found = { .pool = tree->pool } };
	struct tree_stat st;

	if (tree_lstat(tree, dir, &st) == 0 && st.kind == TREE_DIR)
		walk_dir(&all, dir, 0);
	*more = all.more;
	return all.found;
}
