/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree in which files are locked, somebody's or without a label without being so on
 * this machine, where setting that takes root and a file system that has it.
 */
#include <errno.h>
#include <string.h>

#include "facts-internal.h"

struct locked {
	struct tree tree;
	struct tree *lower;
	const struct facts *facts;
};

static void set_owner(const struct facts *facts, const char *path, struct tree_stat *st)
{
	st->uid = 0;
	st->gid = 0;
	for (size_t i = 0; i < facts->owners; i++)
		if (strcmp(facts->owner[i].path, path) == 0) {
			st->uid = facts->owner[i].uid;
			st->gid = facts->owner[i].gid;
			st->mode = facts->owner[i].mode;
		}
}

static int locked_stat(struct tree *tree, const char *path, struct tree_stat *st)
{
	const struct locked *locked = (const struct locked *)tree;
	int err = locked->lower->ops->stat(locked->lower, path, st);

	if (err < 0)
		return err;
	if (strs_has(&locked->facts->immutable, path))
		st->locks = TREE_IMMUTABLE;
	if (strs_has(&locked->facts->append_only, path))
		st->locks = TREE_APPEND_ONLY;
	set_owner(locked->facts, path, st);
	return 0;
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

static int locked_label(struct tree *tree, const char *path, char **label)
{
	const struct locked *locked = (const struct locked *)tree;
	struct tree_stat st;
	int err = locked->lower->ops->stat(locked->lower, path, &st);

	if (err < 0)
		return err;
	if (strs_has(&locked->facts->unlabelled, path))
		return -ENODATA;
	*label = pool_strdup(tree->pool, "system_u:object_r:case_t:s0");
	return 0;
}

struct tree *fact_tree(struct pool *pool, struct tree *lower, const struct facts *facts)
{
	static const struct tree_ops ops = { locked_stat, locked_read, locked_read_link,
					     locked_list, locked_label };
	struct locked *locked = pool_alloc(pool, sizeof(*locked));

	locked->tree = (struct tree){ .ops = &ops, .pool = lower->pool };
	locked->lower = lower;
	locked->facts = facts;
	return &locked->tree;
}
