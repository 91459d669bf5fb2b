/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a menu is started, and what an entry loads. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "format/grubcfg.h"

const struct grubcfg_set *grubcfg_find_set(const struct grubcfg *cfg, const char *name)
{
	for (size_t i = cfg->sets; i-- > 0;)
		if (strcmp(cfg->set[i].name, name) == 0)
			return &cfg->set[i];
	return NULL;
}

const struct grubcfg_load *grubcfg_entry_load(const struct grubcfg *cfg,
					      const struct grubcfg_entry *entry,
					      enum grubcfg_kind kind)
{
	for (size_t i = 0; i < cfg->loads; i++)
		if (cfg->load[i].entry == entry - cfg->entry && cfg->load[i].kind == kind)
			return &cfg->load[i];
	return NULL;
}

/* Whether VALUE is "$NAME" or "${NAME}". */
static bool is_variable(const char *value, const char *name)
{
	size_t len = strlen(name);

	if (value[0] != '$')
		return false;
	if (value[1] != '{')
		return strcmp(value + 1, name) == 0;
	return strncmp(value + 2, name, len) == 0 && strcmp(value + 2 + len, "}") == 0;
}

/* As the menu code of grub-mkconfig leaves it. */
const char *grubcfg_default_value(const struct grubcfg *cfg, const char *saved_entry)
{
	for (size_t i = cfg->sets; i-- > 0;) {
		const struct grubcfg_set *set = &cfg->set[i];

		if (strcmp(set->name, "default") != 0 ||
		    is_variable(set->value, "next_entry"))
			continue;
		if (is_variable(set->value, "saved_entry"))
			return saved_entry ? saved_entry : "";
		return set->value;
	}
	return "";
}

/* The part of PATH before a single '>' ("a>b" is b in the submenu a, ">>" is a '>'). */
static const char *take_part(struct pool *pool, const char **path)
{
	struct buf part = { .pool = pool };
	const char *s = *path;

	for (; *s && (*s != '>' || s[1] == '>'); s++) {
		buf_addf(&part, "%c", *s);
		s += *s == '>';
	}
	*path = *s ? s + 1 : NULL;
	return bytes_str(pool, buf_bytes(&part));
}

static bool is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")] && strlen(s) < 6;
}

/* The entry of the menu PARENT with that number, title or id, or NULL. */
static const struct grubcfg_entry *find_in_menu(const struct grubcfg *cfg,
						ptrdiff_t parent, const char *want)
{
	unsigned long number = is_number(want) ? strtoul(want, NULL, 10) : ULONG_MAX;
	unsigned long index = 0;

	for (size_t i = 0; i < cfg->entries; i++) {
		const struct grubcfg_entry *e = &cfg->entry[i];

		if (e->parent != parent)
			continue;
		if (is_number(want) ? index == number
				    : strcmp(e->title, want) == 0 ||
					      (e->id && strcmp(e->id, want) == 0))
			return e;
		index++;
	}
	return NULL;
}

bool grubcfg_has_path(struct pool *pool, const struct grubcfg *cfg, const char *path)
{
	ptrdiff_t menu = GRUBCFG_TOP;

	if (!*path)
		path = "0";
	while (path) {
		const struct grubcfg_entry *e =
			find_in_menu(cfg, menu, take_part(pool, &path));

		if (!e)
			return false;
		menu = e - cfg->entry;
	}
	return true;
}

const struct grubcfg_entry *grubcfg_default(struct pool *pool, const struct grubcfg *cfg,
					    const char *saved_entry)
{
	const char *path = grubcfg_default_value(cfg, saved_entry);
	const struct grubcfg_entry *e = NULL;
	ptrdiff_t menu = GRUBCFG_TOP;

	/* Numbers count the entries that blscfg adds, which are not known here. */
	if (cfg->blscfg) {
		const char *want = take_part(pool, &path);

		if (is_number(want) || !find_in_menu(cfg, menu, want))
			return NULL;
		path = grubcfg_default_value(cfg, saved_entry);
	}
	for (;;) {
		const char *want = path ? take_part(pool, &path) : "0";

		e = find_in_menu(cfg, menu, want);
		if (!e)
			e = find_in_menu(cfg, menu, "0");
		if (!e || !e->submenu)
			return e;
		menu = e - cfg->entry;
	}
}
