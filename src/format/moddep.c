/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/moddep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

static const char *const suffixes[] = { ".ko", ".ko.gz", ".ko.xz", ".ko.zst" };

enum { SUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

/* The length of the bare name in NAME, which ends in ".ko" and a suffix, or 0. */
static size_t bare_length(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < SUFFIXES; i++) {
		size_t tail = strlen(suffixes[i]);

		if (len > tail && strcmp(name + len - tail, suffixes[i]) == 0)
			return len - tail;
	}
	return 0;
}

char *moddep_name(struct pool *pool, const char *path)
{
	const char *base = path_name(path);
	size_t len = bare_length(base);
	char *name = len ? pool_strndup(pool, base, len) : pool_strdup(pool, base);

	for (char *c = strchr(name, '-'); c; c = strchr(c, '-'))
		*c = '_';
	return name;
}

static char folded(char c)
{
	return c == '-' ? '_' : c;
}

/* Asked of every file of an image for every module: most differ in their first letters.
 */
bool moddep_is_module(const char *path, const char *name)
{
	const char *rest = path_name(path);

	if (!*name)
		return false;
	for (; *name; name++, rest++)
		if (folded(*rest) != folded(*name))
			return false;
	for (size_t i = 0; i < SUFFIXES; i++)
		if (strcmp(rest, suffixes[i]) == 0)
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	const struct moddep_module *x = a, *y = b;

	return strcmp(x->name, y->name) ?: strcmp(x->path, y->path);
}

/* LINE lies in memory of ours: the path is ended where its colon was. */
static bool parse_line(struct pool *pool, char *line, size_t len,
		       struct moddep_module *module)
{
	char *colon = memchr(line, ':', len);

	if (!colon || colon == line || line[0] == '#')
		return false;
	*colon = '\0';
	*module = (struct moddep_module){
		.name = moddep_name(pool, line),
		.path = line,
		.needs = { (unsigned char *)colon + 1, (size_t)(line + len - colon - 1) },
		.pre.pool = pool,
		.post.pool = pool,
	};
	return true;
}

struct moddep *moddep_parse(struct pool *pool, struct bytes text)
{
	struct moddep *dep = pool_alloc(pool, sizeof(*dep));
	char *copy = pool_grow(pool, text.data, text.len, text.len + 1), *at = copy;
	struct bytes rest = text, line;
	size_t lines = 0;

	while (bytes_line(&rest, &line))
		lines++;
	dep->module = pool_alloc(pool, lines * sizeof(*dep->module));
	for (rest = text; bytes_line(&rest, &line); at += line.len)
		if (parse_line(pool, at, line.len, &dep->module[dep->count]))
			dep->count++;
	qsort(dep->module, dep->count, sizeof(*dep->module), by_name);
	return dep;
}

struct strs moddep_needs(struct pool *pool, const struct moddep_module *module)
{
	return strs_words(pool, bytes_str(pool, module->needs));
}

struct moddep *moddep_copy(struct pool *pool, const struct moddep *dep)
{
	struct moddep *copy = pool_alloc(pool, sizeof(*copy));
	size_t size = dep->count * sizeof(*dep->module);

	copy->count = dep->count;
	copy->module = pool_grow(pool, dep->module, size, size);
	for (size_t i = 0; i < copy->count; i++)
		copy->module[i].pre = copy->module[i].post =
			(struct strs){ .pool = pool };
	return copy;
}

static int name_against(const void *key, const void *member)
{
	return strcmp(key, ((const struct moddep_module *)member)->name);
}

static struct moddep_module *find(const struct moddep *dep, const char *folded_name)
{
	return bsearch(folded_name, dep->module, dep->count, sizeof(*dep->module),
		       name_against);
}

const struct moddep_module *moddep_find(const struct moddep *dep, const char *name)
{
	struct pool *pool = pool_new();
	const struct moddep_module *module = find(dep, moddep_name(pool, name));

	pool_free(pool);
	return module;
}

void moddep_add_soft(struct pool *pool, struct moddep *dep, struct bytes text)
{
	struct bytes line;

	while (bytes_line(&text, &line)) {
		struct strs words = strs_words(pool, bytes_str(pool, line)), *to = NULL;
		struct moddep_module *module;

		if (words.count < 3 || strcmp(words.item[0], "softdep") != 0)
			continue;
		module = find(dep, moddep_name(pool, words.item[1]));
		for (size_t i = 2; module && i < words.count; i++) {
			if (strcmp(words.item[i], "pre:") == 0)
				to = &module->pre;
			else if (strcmp(words.item[i], "post:") == 0)
				to = &module->post;
			else if (to)
				strs_add(to, moddep_name(pool, words.item[i]));
		}
	}
}

struct frame {
	struct moddep_module *module;
	struct strs deps;
	size_t next; /* of its pre, deps and post, counted through */
};

struct closure {
	struct pool *pool;
	struct moddep *dep;
	struct strs *paths, later;
	struct frame *stack;
	size_t depth, room;
};

static void enter(struct closure *c, const char *path_or_name)
{
	const char *name = moddep_name(c->pool, path_or_name);
	struct moddep_module *module = find(c->dep, name);

	if (!module || module->seen != MODDEP_NEW)
		return;
	module->seen = MODDEP_OPEN;
	if (c->depth == c->room) {
		c->room = c->room ? c->room * 2 : 16;
		c->stack = pool_grow(c->pool, c->stack, c->depth * sizeof(*c->stack),
				     c->room * sizeof(*c->stack));
	}
	c->stack[c->depth++] = (struct frame){
		.module = module,
		.deps = moddep_needs(c->pool, module),
	};
}

/* Go on with the module on top; what it needs goes on top of it, one at a time. */
static void step(struct closure *c)
{
	struct frame *top = &c->stack[c->depth - 1];
	struct moddep_module *module = top->module;
	size_t next = top->next++;

	if (next < module->pre.count) {
		enter(c, module->pre.item[next]);
		return;
	}
	next -= module->pre.count;
	if (next < top->deps.count) {
		/* modules.dep has the one to be loaded first last. */
		enter(c, top->deps.item[top->deps.count - 1 - next]);
		return;
	}
	module->seen = MODDEP_DONE;
	strs_add(c->paths, module->path);
	c->depth--;
	for (size_t i = 0; i < module->post.count; i++)
		strs_add(&c->later, module->post.item[i]);
}

static void run(struct closure *c, const char *name)
{
	enter(c, name);
	while (c->depth)
		step(c);
}

int moddep_closure(struct pool *pool, struct moddep *dep, const struct strs *names,
		   struct strs *paths, struct strs *missing)
{
	struct closure c = {
		.pool = pool, .dep = dep, .paths = paths, .later.pool = pool
	};
	int err = 0;

	for (size_t i = 0; i < dep->count; i++)
		dep->module[i].seen = MODDEP_NEW;
	for (size_t i = 0; i < names->count; i++) {
		run(&c, names->item[i]);
		if (moddep_find(dep, names->item[i]))
			continue;
		err = -ENOENT;
		if (missing)
			strs_add(missing, names->item[i]);
	}
	for (size_t i = 0; i < c.later.count; i++)
		run(&c, c.later.item[i]);
	return err;
}

bool moddep_builtin_has(struct bytes text, const char *name)
{
	struct bytes line;
	char path[512];

	while (bytes_line(&text, &line)) {
		size_t len = line.len;

		while (len > 0 && strchr(" \t\r\n", line.data[len - 1]))
			len--;
		if (len == 0 || len >= sizeof(path))
			continue;
		memcpy(path, line.data, len);
		path[len] = '\0';
		if (moddep_is_module(path, name))
			return true;
	}
	return false;
}
