/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/modules.h"

#include "base/path.h"
#include "guest/facts-internal.h"

static struct moddep *parse(struct guest *guest, struct bytes text, const char *soft)
{
	struct moddep *dep = moddep_parse(guest->pool, text);

	if (soft && tree_read(guest->tree, soft, &text) == 0)
		moddep_add_soft(guest->pool, dep, text);
	return dep;
}

int guest_modules(struct guest *guest, const char *dir, enum modules_links links,
		  struct moddep **dep)
{
	const char *hard = path_join(guest->pool, dir, "modules.dep"), *soft = NULL;
	enum fact_kind kind = FACT_MODULES;
	struct tree_stat st, soft_st = { 0 };
	struct fact_key key;
	struct bytes text;
	int err = tree_stat(guest->tree, hard, &st);

	if (err < 0)
		return err;
	if (links == MODULES_SOFT) {
		kind = FACT_MODULES_SOFT;
		soft = path_join(guest->pool, dir, "modules.softdep");
		(void)tree_stat(guest->tree, soft, &soft_st);
	}
	key = fact_of_file(guest, kind, &st, soft ? &soft_st : NULL);
	*dep = fact_find(guest, &key);
	if (*dep)
		return 0;
	err = tree_read(guest->tree, hard, &text);
	if (err < 0)
		return err;
	*dep = parse(guest, text, soft);
	fact_keep(guest, &key, *dep);
	return 0;
}
