/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree in which files are locked without being so on this machine, where setting the
 * flags takes root and a file system that has them.
 */
#include <string.h>

#include "facts-internal.h"

struct locked {
	struct tree tree;
	struct tree *lower;
	const struct strs *immutable, *append_only;
};

static int locked_stat(struct tree *tree, const char *path, struct tree_stat *st)
{
	const struct locked *locked = (const struct locked *)tree;
	int err = locked->lower->ops->stat(locked->lower, path, st);

	if (err == 0 && strs_has(locked->immutable, path))
		st->locks = TREE_IMMUTABLE;
	if (err == 0 && strs_has(locked->append_only, path))
		st->locks = TREE_APPEND_ONLY;
	return err;
}

static int locked_read(struct tree *tree, const char *path, size_t limit,
		       struct pool *pool, struct bytes *content)
{
	struct tree *lower = ((struct locked *)tree)->lower;

	return lower->ops->read(lower, path, limit, pool, content);
}

static int locked_read_link(struct tree *tree, const char *path, char **target)
{
	struct tree *lower = ((struct locked *)tree)->lower;

	return lower->ops->read_link(lower, path, target);
}

static int locked_list(struct tree *tree, const char *path, struct strs *names)
{
	struct tree *lower = ((struct locked *)tree)->lower;

	return lower->ops->list(lower, path, names);
}

struct tree *fact_locked(struct pool *pool, struct tree *lower,
			 const struct strs *immutable, const struct strs *append_only)
{
	static const struct tree_ops ops = { locked_stat, locked_read, locked_read_link,
					     locked_list };
	struct locked *locked = pool_alloc(pool, sizeof(*locked));

	locked->tree = (struct tree){ .ops = &ops, .pool = lower->pool };
	locked->lower = lower;
	locked->immutable = immutable;
	locked->append_only = append_only;
	return &locked->tree;
}
