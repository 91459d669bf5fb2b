/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree as it will be: what the one below it holds, with the edits over it. */
#include "tree/overlay-internal.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"

struct overlay *overlay_of(struct tree *tree)
{
	return (struct overlay *)tree;
}

size_t overlay_last(const struct overlay *ov, const char *path)
{
	for (size_t i = ov->count; i > 0; i--)
		if (strcmp(ov->edit[i - 1].path, path) == 0)
			return i;
	return 0;
}

/* An edit for which the directory PATH is made, or NULL. */
static const struct edit *child_of(const struct overlay *ov, const char *path)
{
	for (size_t i = ov->count; i > 0; i--) {
		const struct edit *edit = &ov->edit[i - 1];

		if (edit->kind != EDIT_REMOVE && strcmp(edit->path, path) != 0 &&
		    path_is_below(edit->path, path) && overlay_last(ov, edit->path) == i)
			return edit;
	}
	return NULL;
}

static void stat_new_dir(const struct edit *child, struct tree_stat *st)
{
	*st = (struct tree_stat){ .kind = TREE_DIR, .mode = 0755, .links = 2 };
	if (!child->owner)
		return;
	st->mode = child->owner->dir_mode;
	st->uid = child->owner->uid;
	st->gid = child->owner->gid;
}

static void stat_edited(const struct edit *edit, struct tree_stat *st)
{
	st->kind = edit->kind == EDIT_LINK ? TREE_LINK : TREE_FILE;
	st->size = edit->data.len + (edit->kind == EDIT_APPEND ? st->size : 0);
	if (edit->unlock)
		st->locks = 0;
	if (!edit->owner)
		return;
	st->mode = edit->owner->mode;
	st->uid = edit->owner->uid;
	st->gid = edit->owner->gid;
}

/* Whether a directory above PATH is planned to be something else. */
static bool is_cut_off(const struct overlay *ov, const char *path)
{
	for (size_t i = ov->count; i > 0; i--) {
		const struct edit *edit = &ov->edit[i - 1];

		if ((edit->kind == EDIT_LINK || edit->kind == EDIT_REMOVE) &&
		    strcmp(edit->path, path) != 0 && path_is_below(path, edit->path))
			return true;
	}
	return false;
}

static int overlay_stat(struct tree *tree, const char *path, struct tree_stat *st)
{
	struct overlay *ov = overlay_of(tree);
	size_t at = overlay_last(ov, path);
	const struct edit *edit = at ? &ov->edit[at - 1] : NULL;
	int err;

	if (is_cut_off(ov, path))
		return -ELOOP;
	if (edit && edit->kind == EDIT_REMOVE)
		return -ENOENT;
	err = ov->lower->ops->stat(ov->lower, path, st);
	if (err == -ENOENT && !edit && child_of(ov, path)) {
		stat_new_dir(child_of(ov, path), st);
		return 0;
	}
	if (!edit)
		return err;
	if (err < 0 || edit->kind == EDIT_LINK)
		*st = (struct tree_stat){ .mode = edit->mode, .links = 1 };
	stat_edited(edit, st);
	st->generation = ov->generation[at - 1];
	return 0;
}

static int overlay_read(struct tree *tree, const char *path, size_t limit,
			struct pool *pool, struct bytes *content)
{
	struct overlay *ov = overlay_of(tree);
	size_t at = overlay_last(ov, path);
	const struct edit *edit = at ? &ov->edit[at - 1] : NULL;
	unsigned char *whole;
	int err;

	if (edit && edit->kind == EDIT_WRITE) {
		*content = edit->data;
		return 0;
	}
	err = ov->lower->ops->read(ov->lower, path, limit, pool, content);
	if (err < 0 || !edit)
		return err;
	whole = pool_grow(pool, content->data, content->len,
			  content->len + edit->data.len);
	if (edit->data.len)
		memcpy(whole + content->len, edit->data.data, edit->data.len);
	*content = (struct bytes){ whole, content->len + edit->data.len };
	return 0;
}

static int overlay_read_link(struct tree *tree, const char *path, char **target)
{
	struct overlay *ov = overlay_of(tree);
	size_t at = overlay_last(ov, path);

	if (at && ov->edit[at - 1].kind == EDIT_LINK) {
		*target = bytes_str(tree->pool, ov->edit[at - 1].data);
		return 0;
	}
	return ov->lower->ops->read_link(ov->lower, path, target);
}

/* The name right below DIR that leads to PATH, or NULL. */
static const char *child_name(struct pool *pool, const char *dir, const char *path)
{
	size_t len = strcmp(dir, "/") == 0 ? 0 : strlen(dir);

	if (!path_is_below(path, dir) || path[len] != '/' || !path[len + 1])
		return NULL;
	return pool_strndup(pool, path + len + 1, strcspn(path + len + 1, "/"));
}

static int overlay_list(struct tree *tree, const char *path, struct strs *names)
{
	struct overlay *ov = overlay_of(tree);
	struct strs all = { .pool = tree->pool };
	int err = ov->lower->ops->list(ov->lower, path, &all);

	if (err < 0 && !(err == -ENOENT && child_of(ov, path)))
		return err;
	for (size_t i = 0; i < ov->count; i++) {
		const char *name = child_name(tree->pool, path, ov->edit[i].path);

		if (name && !strs_has(&all, name))
			strs_add(&all, name);
	}
	for (size_t i = 0; i < all.count; i++) {
		struct tree_stat st;

		if (overlay_stat(tree, path_join(tree->pool, path, all.item[i]), &st) ==
		    0)
			strs_add(names, all.item[i]);
	}
	return 0;
}

/* What is new gets a label when it is written: as one beside it, or the directory's. */
static int overlay_label(struct tree *tree, const char *path, char **label)
{
	struct overlay *ov = overlay_of(tree);
	size_t at = overlay_last(ov, path);
	const struct edit *edit = at ? &ov->edit[at - 1] : child_of(ov, path);
	struct tree_stat st;

	if (!ov->lower->ops->label)
		return -ENOTSUP;
	if (!edit || ov->lower->ops->stat(ov->lower, path, &st) == 0)
		return ov->lower->ops->label(ov->lower, path, label);
	if (!edit->owner || !edit->owner->label)
		return overlay_label(tree, path_parent(tree->pool, path), label);
	*label = pool_strdup(tree->pool, edit->owner->label);
	return 0;
}

static const struct tree_ops overlay_ops = {
	.stat = overlay_stat,
	.read = overlay_read,
	.read_link = overlay_read_link,
	.list = overlay_list,
	.label = overlay_label,
};

struct tree *overlay_new(struct tree *lower)
{
	struct overlay *ov = pool_alloc(lower->pool, sizeof(*ov));

	ov->tree = (struct tree){ .ops = &overlay_ops, .pool = lower->pool };
	ov->lower = lower;
	return &ov->tree;
}

uint64_t overlay_size(const struct tree *tree)
{
	const struct overlay *ov = (const struct overlay *)tree;

	return ov->count ? ov->size[ov->count - 1] : 0;
}

unsigned overlay_generation(const struct tree *tree)
{
	const struct overlay *ov = (const struct overlay *)tree;

	if (tree->ops != &overlay_ops)
		return 0;
	return ov->count ? ov->generation[ov->count - 1] : overlay_generation(ov->lower);
}

bool overlay_appended(struct tree *tree, const char *path, struct bytes *added)
{
	const struct edit *edit;
	char *real;
	size_t at;

	if (tree->ops != &overlay_ops || tree_resolve(tree, path, &real) < 0)
		return false;
	at = overlay_last(overlay_of(tree), real);
	edit = at ? &overlay_of(tree)->edit[at - 1] : NULL;
	if (!edit || edit->kind != EDIT_APPEND)
		return false;
	*added = edit->data;
	return true;
}
