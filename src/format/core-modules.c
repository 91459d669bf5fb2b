/* SPDX-License-Identifier: GPL-2.0-or-later */
/* moddep.lst: "xfs: fshelp", what each module of GRUB needs (GRUB's genmoddep.awk). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/core-make.h"
#include "format/text.h"

struct module {
	const char *name;
	struct strs needs;
	size_t left; /* of needs: not yet asked for */
	enum { NEW, OPEN, DONE } state;
};

struct list {
	struct module *module; /* sorted by name */
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	const struct module *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static struct list parse(struct pool *pool, struct bytes text)
{
	struct list list = { 0 };
	struct bytes line;

	while (bytes_line(&text, &line)) {
		char *name = bytes_str(pool, line), *colon = strchr(name, ':');

		if (!colon)
			continue;
		*colon = '\0';
		list.module =
			text_room(pool, list.module, list.count, sizeof(*list.module));
		list.module[list.count++] =
			(struct module){ .name = name,
					 .needs = strs_words(pool, colon + 1) };
	}
	if (list.count > 1)
		qsort(list.module, list.count, sizeof(*list.module), by_name);
	return list;
}

static struct module *find(const struct list *list, const char *name)
{
	struct module key = { .name = name };

	return list->count
		       ? bsearch(&key, list->module, list->count, sizeof(key), by_name)
		       : NULL;
}

/* One name and what it needs, deepest first; the last of its needs is asked for first. */
static int visit(const struct list *list, struct module **stack, const char *name,
		 struct strs *order, const char **missing)
{
	struct module *next = find(list, name);
	size_t depth = 0;

	for (*missing = name; next; next = find(list, *missing)) {
		struct module *top;

		if (next->state == NEW) {
			next->state = OPEN;
			next->left = next->needs.count;
			stack[depth++] = next;
		}
		while (depth && stack[depth - 1]->left == 0) {
			top = stack[--depth];
			top->state = DONE;
			strs_add(order, top->name);
		}
		if (depth == 0)
			return 0;
		top = stack[depth - 1];
		*missing = top->needs.item[--top->left];
	}
	return -ENOENT;
}

int core_modules(struct pool *pool, struct bytes moddep, const struct strs *names,
		 struct strs *order, const char **missing)
{
	struct list list = parse(pool, moddep);
	struct module **stack = pool_alloc(pool, (list.count + 1) * sizeof(*stack));

	*order = (struct strs){ .pool = pool };
	for (size_t i = 0; i < names->count; i++)
		if (visit(&list, stack, names->item[i], order, missing) < 0)
			return -ENOENT;
	return 0;
}
