/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/modules.h"

#include "base/path.h"
#include "guest/facts-internal.h"

static int read_hard(struct guest *guest, const char *path, const struct tree_stat *st,
		     struct moddep **dep)
{
	struct fact_key key = fact_of_file(guest, FACT_MODULES, st, NULL);
	struct bytes text;
	int err;

	*dep = fact_find(guest, &key);
	if (*dep)
		return 0;
	err = tree_read(guest->tree, path, &text);
	if (err < 0)
		return err;
	*dep = moddep_parse(guest->pool, text);
	fact_keep(guest, &key, *dep);
	return 0;
}

static int read_soft(struct guest *guest, const char *path, const struct tree_stat *st,
		     const char *soft, struct moddep **dep)
{
	struct tree_stat soft_st = { 0 };
	struct moddep *hard;
	struct fact_key key;
	struct bytes text;
	int err;

	(void)tree_stat(guest->tree, soft, &soft_st);
	key = fact_of_file(guest, FACT_MODULES_SOFT, st, &soft_st);
	*dep = fact_find(guest, &key);
	if (*dep)
		return 0;
	err = read_hard(guest, path, st, &hard);
	if (err < 0)
		return err;
	*dep = moddep_copy(guest->pool, hard);
	if (tree_read(guest->tree, soft, &text) == 0)
		moddep_add_soft(guest->pool, *dep, text);
	fact_keep(guest, &key, *dep);
	return 0;
}

int guest_modules(struct guest *guest, const char *dir, enum modules_links links,
		  struct moddep **dep)
{
	const char *path = path_join(guest->pool, dir, "modules.dep");
	struct tree_stat st;
	int err = tree_stat(guest->tree, path, &st);

	if (err < 0)
		return err;
	if (links == MODULES_HARD)
		return read_hard(guest, path, &st, dep);
	return read_soft(guest, path, &st, path_join(guest->pool, dir, "modules.softdep"),
			 dep);
}
