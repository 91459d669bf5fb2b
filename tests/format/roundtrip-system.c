/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A system's disks, modules, accounts, and files of settings. */
#include "roundtrip.h"

#include <string.h>

#include "format/accounts.h"
#include "format/crypttab.h"
#include "format/debconf.h"
#include "format/fstab.h"
#include "format/ini.h"
#include "format/lvmconf.h"
#include "format/mdadm.h"
#include "format/modlist.h"
#include "format/shellvars.h"
#include "format/udevrules.h"

static void accounts(struct pool *pool, struct bytes text)
{
	const struct accounts *file = accounts_parse(pool, text);

	for (size_t i = 0; i < file->count; i++) {
		const struct account *one = &file->item[i];

		span(one->span, one->line);
		for (size_t f = 0; f < one->count; f++)
			same(account_set(pool, text, one, f,
					 account_field(pool, text, one, f)),
			     "a field", one->line);
	}
	nothing_lost("#+-");
}

static void crypttab(struct pool *pool, struct bytes text)
{
	const struct crypttab *table = crypttab_parse(pool, text);

	for (size_t i = 0; i < table->count; i++) {
		const struct crypttab_entry *e = &table->entry[i];

		span(e->span, e->line);
		same(crypttab_set_source(pool, text, e, e->source), "a source", e->line);
	}
	nothing_lost("#");
}

static void debconf(struct pool *pool, struct bytes text)
{
	const struct debconf *db = debconf_parse(pool, text);

	for (size_t i = 0; i < db->count; i++)
		for (size_t f = 0; f < db->item[i].fields; f++) {
			const struct debconf_field *field = &db->item[i].field[f];

			span(field->span, field->line);
			span(field->value_span, field->line);
			same(debconf_set(pool, text, db->item[i].name, field->name,
					 field->value),
			     field->name, field->line);
		}
	nothing_lost("");
}

static void fstab(struct pool *pool, struct bytes text)
{
	const struct fstab *table = fstab_parse(pool, text);

	for (size_t i = 0; i < table->count; i++) {
		const struct fstab_entry *e = &table->entry[i];
		const char *value[] = { e->spec, e->file, e->type, e->options };

		span(e->span, e->line);
		for (unsigned f = 0; f < FSTAB_FREQ && f < e->count; f++)
			same(fstab_replace_field(pool, text, e, f, value[f]), "a field",
			     e->line);
		if (e->count > FSTAB_OPTIONS)
			same(fstab_add_options(pool, text, e, e->options), "its options",
			     e->line);
		if (e->count > FSTAB_PASSNO && !e->bad_number)
			same(fstab_set_passno(pool, text, e, (unsigned)e->passno),
			     "its pass number", e->line);
	}
	nothing_lost("#");
}

static void ini(struct pool *pool, struct bytes text)
{
	const struct ini *file = ini_parse(pool, text);

	for (size_t i = 0; i < file->count; i++) {
		const struct ini_section *s = &file->section[i];

		span(s->span, s->line);
		for (size_t k = 0; k < s->keys; k++) {
			const struct ini_key *key = &s->key[k];

			span(key->span, key->line);
			span(key->value_span, key->line);
			/* What stands on several lines would be set on one. */
			if (ini_find(file, s->name, key->name) == key &&
			    strcmp(text_str(pool, text, key->value_span), key->value) ==
				    0)
				same(ini_set(pool, text, s->name, key->name, key->value),
				     key->name, key->line);
		}
	}
	nothing_lost("#;");
}

static void lvmconf(struct pool *pool, struct bytes text)
{
	const struct lvmconf *conf = lvmconf_parse(pool, text);

	for (size_t i = 0; i < conf->count; i++) {
		const struct lvmconf_item *item = &conf->item[i];

		span(item->value_span, item->line);
		for (size_t n = 0; n < item->strings; n++)
			span(item->string[n].span, item->line);
	}
}

static void mdadm(struct pool *pool, struct bytes text)
{
	const struct mdadm *conf = mdadm_parse(pool, text);

	for (size_t i = 0; i < conf->count; i++)
		for (size_t w = 0; w < conf->item[i].words; w++)
			span(conf->item[i].word[w].span, conf->item[i].line);
	nothing_lost("#");
}

static void modlist(struct pool *pool, struct bytes text)
{
	const struct modlist *list = modlist_parse(pool, text);
	struct strs names = { .pool = pool };

	for (size_t i = 0; i < list->count; i++) {
		span(list->item[i].span, list->item[i].line);
		strs_add(&names, list->item[i].name);
	}
	same(modlist_add(pool, text, &names), "its own modules", 1);
	nothing_lost("#;");
}

static void shellvars(struct pool *pool, struct bytes text)
{
	struct shellvars *vars = shellvars_parse(pool, text);

	for (size_t i = 0; i < vars->count; i++) {
		const struct shell_assignment *a = &vars->item[i];

		span(a->span, a->line);
		span(a->right, a->line);
		span(a->value_span, a->line);
		if (shellvars_find(vars, a->name) == a && !a->append && !a->complex &&
		    !a->expands)
			same(shellvars_set(pool, text, a->name, a->value), a->name,
			     a->line);
	}
}

static void udevrules(struct pool *pool, struct bytes text)
{
	const struct udevrules *rules = udevrules_parse(pool, text);

	for (size_t i = 0; i < rules->count; i++) {
		span(rules->rule[i].span, rules->rule[i].line);
		span(rules->rule[i].name_span, rules->rule[i].line);
		span(rules->rule[i].mac_span, rules->rule[i].line);
	}
	nothing_lost("#");
}

const struct syntax system_syntaxes[] = {
	{ "accounts", accounts },
	{ "crypttab", crypttab },
	{ "debconf", debconf },
	{ "fstab", fstab },
	{ "ini", ini },
	{ "lvmconf", lvmconf },
	{ "mdadm", mdadm },
	{ "modlist", modlist },
	{ "shellvars", shellvars },
	{ "udevrules", udevrules },
	{ 0 },
};
