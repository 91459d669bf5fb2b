/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits are planned, and told of at the end. */
#include "tree/overlay-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* Grows for ever: no two edits are of one generation, of whatever overlays. */
static unsigned epoch;

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
	size_t at = overlay_last(ov, path);

	if (!at)
		return;
	edit->unlock = ov->edit[at - 1].unlock;
	edit->owner = ov->edit[at - 1].owner;
}

int overlay_write(struct tree *tree, const char *path, struct bytes data, mode_t mode)
{
	struct overlay *ov = overlay_of(tree);
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
	struct overlay *ov = overlay_of(tree);
	int err = overlay_append(tree, path, (struct bytes){ 0 });

	if (err == 0)
		ov->edit[ov->count - 1].unlock = true;
	return err;
}

int overlay_own(struct tree *tree, const char *path, const struct owner *owner)
{
	struct overlay *ov = overlay_of(tree);
	int err = overlay_append(tree, path, (struct bytes){ 0 });

	if (err == 0)
		ov->edit[ov->count - 1].owner = owner;
	return err;
}

int overlay_append(struct tree *tree, const char *path, struct bytes data)
{
	struct overlay *ov = overlay_of(tree);
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
	at = overlay_last(ov, real);
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

int overlay_link(struct tree *tree, const char *path, const char *target)
{
	struct overlay *ov = overlay_of(tree);
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
	struct overlay *ov = overlay_of(tree);
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
	overlay_of(tree)->count = mark;
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
	struct overlay *ov = overlay_of(tree);
	const struct edit **edits =
		pool_alloc(tree->pool, (ov->count + 1) * sizeof(*edits));

	*count = 0;
	for (size_t i = 0; i < ov->count; i++)
		if (overlay_last(ov, ov->edit[i].path) == i + 1 &&
		    !changes_nothing(ov, &ov->edit[i]))
			edits[(*count)++] = &ov->edit[i];
	if (*count > 1)
		qsort(edits, *count, sizeof(*edits), by_path);
	return edits;
}
