/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/overlay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* Grows for ever: no two edits are of one generation, of whatever overlays. */
static unsigned epoch;

struct overlay {
	struct tree tree;
	struct tree *lower;
	struct edit *edit;
	size_t count, room;
	unsigned *generation;
	uint64_t *size; /* of this edit and all before it */
};

static struct overlay *of(struct tree *tree)
{
	return (struct overlay *)tree;
}

/* The index of the last edit of PATH plus one, or 0. */
static size_t last_edit(const struct overlay *ov, const char *path)
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
		    path_is_below(edit->path, path) && last_edit(ov, edit->path) == i)
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
	struct overlay *ov = of(tree);
	size_t at = last_edit(ov, path);
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
	struct overlay *ov = of(tree);
	size_t at = last_edit(ov, path);
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
	struct overlay *ov = of(tree);
	size_t at = last_edit(ov, path);

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
	struct overlay *ov = of(tree);
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
	struct overlay *ov = of(tree);
	size_t at = last_edit(ov, path);
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

static void push(struct overlay *ov, struct edit edit)
{
	struct pool *pool = ov->tree.pool;

	if (ov->count == ov->room) {
		size_t room = ov->room ? ov->room * 2 : 16;

		ov->edit = pool_grow(pool, ov->edit, ov->count * sizeof(*ov->edit),
				     room * sizeof(*ov->edit));
		ov->generation = pool_grow(pool, ov->generation,
					   ov->count * sizeof(*ov->generation),
					   room * sizeof(*ov->generation));
		ov->size = pool_grow(pool, ov->size, ov->count * sizeof(*ov->size),
				     room * sizeof(*ov->size));
		ov->room = room;
	}
	ov->size[ov->count] = edit.data.len + overlay_size(&ov->tree);
	ov->generation[ov->count] = ++epoch;
	ov->edit[ov->count++] = edit;
}

/* Resolve PATH; the last component, or several, may be new. */
static int resolve_new(struct tree *tree, const char *path, char **real)
{
	char *parent;
	int err = tree_resolve(tree, path, real);

	if (err != -ENOENT || strcmp(path, "/") == 0)
		return err;
	err = resolve_new(tree, path_parent(tree->pool, path), &parent);
	if (err == 0)
		*real = path_join(tree->pool, parent, path_name(path));
	return err;
}

/* The content of PATH on the disk, for the diff; a large file is only appended to. */
static struct bytes lower_content(struct overlay *ov, const char *path, bool *created)
{
	struct tree_stat st;
	struct bytes content = { 0 };

	*created = ov->lower->ops->stat(ov->lower, path, &st) < 0;
	if (!*created && st.kind == TREE_FILE)
		(void)ov->lower->ops->read(ov->lower, path, TREE_TEXT_MAX, ov->tree.pool,
					   &content);
	return content;
}

/* What is planned for PATH besides its content stays when that changes again. */
static void keep_rest(const struct overlay *ov, const char *path, struct edit *edit)
{
	size_t at = last_edit(ov, path);

	if (!at)
		return;
	edit->unlock = ov->edit[at - 1].unlock;
	edit->owner = ov->edit[at - 1].owner;
}

int overlay_write(struct tree *tree, const char *path, struct bytes data, mode_t mode)
{
	struct overlay *ov = of(tree);
	struct edit edit = { .kind = EDIT_WRITE, .data = data, .mode = mode };
	struct tree_stat st;
	char *real;
	int err = resolve_new(tree, path_clean(tree->pool, path), &real);

	if (err < 0)
		return err;
	if (tree->ops->stat(tree, real, &st) == 0 && st.kind != TREE_FILE)
		return st.kind == TREE_DIR ? -EISDIR : -EINVAL;
	edit.path = real;
	edit.lower = lower_content(ov, real, &edit.created);
	keep_rest(ov, real, &edit);
	push(ov, edit);
	return 0;
}

int overlay_unlock(struct tree *tree, const char *path)
{
	struct overlay *ov = of(tree);
	int err = overlay_append(tree, path, (struct bytes){ 0 });

	if (err == 0)
		ov->edit[ov->count - 1].unlock = true;
	return err;
}

int overlay_own(struct tree *tree, const char *path, const struct owner *owner)
{
	struct overlay *ov = of(tree);
	int err = overlay_append(tree, path, (struct bytes){ 0 });

	if (err == 0)
		ov->edit[ov->count - 1].owner = owner;
	return err;
}

int overlay_append(struct tree *tree, const char *path, struct bytes data)
{
	struct overlay *ov = of(tree);
	struct edit edit = { .kind = EDIT_APPEND, .data = data };
	struct tree_stat st;
	char *real;
	size_t at;
	int err = tree_resolve(tree, path, &real);

	if (err == 0)
		err = tree->ops->stat(tree, real, &st);
	if (err < 0)
		return err;
	if (st.kind != TREE_FILE)
		return st.kind == TREE_DIR ? -EISDIR : -EINVAL;
	at = last_edit(ov, real);
	if (at) {
		struct edit *old = &ov->edit[at - 1];
		unsigned char *sum = pool_grow(tree->pool, old->data.data, old->data.len,
					       old->data.len + data.len);

		if (data.len)
			memcpy(sum + old->data.len, data.data, data.len);
		edit = *old;
		edit.data = (struct bytes){ sum, old->data.len + data.len };
	}
	edit.path = real;
	edit.whole_size = st.size + data.len;
	push(ov, edit);
	return 0;
}

bool overlay_appended(struct tree *tree, const char *path, struct bytes *added)
{
	const struct edit *edit;
	char *real;
	size_t at;

	if (tree->ops != &overlay_ops || tree_resolve(tree, path, &real) < 0)
		return false;
	at = last_edit(of(tree), real);
	edit = at ? &of(tree)->edit[at - 1] : NULL;
	if (!edit || edit->kind != EDIT_APPEND)
		return false;
	*added = edit->data;
	return true;
}

int overlay_link(struct tree *tree, const char *path, const char *target)
{
	struct overlay *ov = of(tree);
	struct edit edit = { .kind = EDIT_LINK, .data = bytes_of(target), .mode = 0777 };
	const char *clean = path_clean(tree->pool, path);
	struct tree_stat st;
	char *parent;
	int err = resolve_new(tree, path_parent(tree->pool, clean), &parent);

	if (err < 0)
		return err;
	edit.path = path_join(tree->pool, parent, path_name(clean));
	if (tree->ops->stat(tree, edit.path, &st) == 0 && st.kind == TREE_DIR)
		return -EISDIR;
	edit.lower = lower_content(ov, edit.path, &edit.created);
	push(ov, edit);
	return 0;
}

int overlay_remove(struct tree *tree, const char *path)
{
	struct overlay *ov = of(tree);
	struct edit edit = { .kind = EDIT_REMOVE };
	char *parent;
	const char *clean = path_clean(tree->pool, path);
	int err = tree_resolve(tree, path_parent(tree->pool, clean), &parent);

	if (err < 0)
		return err;
	edit.path = path_join(tree->pool, parent, path_name(clean));
	edit.lower = lower_content(ov, edit.path, &edit.created);
	push(ov, edit);
	return 0;
}

size_t overlay_mark(const struct tree *tree)
{
	return ((const struct overlay *)tree)->count;
}

void overlay_rollback(struct tree *tree, size_t mark)
{
	of(tree)->count = mark;
}

static bool is_same_link(struct overlay *ov, const struct edit *edit)
{
	char *target;

	return !edit->created &&
	       ov->lower->ops->read_link(ov->lower, edit->path, &target) == 0 &&
	       bytes_is(edit->data, target);
}

static bool changes_nothing(struct overlay *ov, const struct edit *edit)
{
	if (edit->kind == EDIT_REMOVE)
		return edit->created;
	if (edit->kind == EDIT_LINK)
		return is_same_link(ov, edit);
	if (edit->unlock || edit->owner)
		return false;
	if (edit->kind == EDIT_APPEND)
		return edit->data.len == 0;
	return !edit->created && bytes_equal(edit->data, edit->lower);
}

static int by_path(const void *a, const void *b)
{
	return strcmp((*(const struct edit *const *)a)->path,
		      (*(const struct edit *const *)b)->path);
}

const struct edit **overlay_edits(struct tree *tree, size_t *count)
{
	struct overlay *ov = of(tree);
	const struct edit **edits =
		pool_alloc(tree->pool, (ov->count + 1) * sizeof(*edits));

	*count = 0;
	for (size_t i = 0; i < ov->count; i++)
		if (last_edit(ov, ov->edit[i].path) == i + 1 &&
		    !changes_nothing(ov, &ov->edit[i]))
			edits[(*count)++] = &ov->edit[i];
	if (*count > 1)
		qsort(edits, *count, sizeof(*edits), by_path);
	return edits;
}
