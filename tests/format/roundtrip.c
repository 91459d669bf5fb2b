/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: roundtrip FILE...
 *
 * Real files, each in a folder named for its syntax, through parser and editors: an edit
 * that writes what is already there gives the same bytes, and no line that is more than a
 * comment escapes the parser.
 */
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "format/accounts.h"
#include "format/bls.h"
#include "format/cmdline.h"
#include "format/crypttab.h"
#include "format/debconf.h"
#include "format/fstab.h"
#include "format/fwzone.h"
#include "format/grubcfg.h"
#include "format/grubenv.h"
#include "format/ini.h"
#include "format/interfaces.h"
#include "format/iptables.h"
#include "format/lvmconf.h"
#include "format/mdadm.h"
#include "format/menulst.h"
#include "format/modlist.h"
#include "format/netplan.h"
#include "format/nftables.h"
#include "format/pe.h"
#include "format/shellvars.h"
#include "format/sshdconf.h"
#include "format/syslinux.h"
#include "format/udevrules.h"

static struct sample {
	struct pool *pool;
	const char *path;
	struct bytes text;
	bool *seen; /* one a byte: the parser told of it */
	int complaints;
} sample;

static void complain(unsigned line, const char *what)
{
	printf("%s:%u: %s\n", sample.path, line, what);
	sample.complaints++;
}

/* DONE came of an edit that changes nothing. */
static void same(struct bytes done, const char *what, unsigned line)
{
	if (!bytes_equal(done, sample.text))
		complain(line,
			 pool_printf(sample.pool, "%s put there again changes it", what));
}

static void span(struct span span, unsigned line)
{
	if (span.offset > sample.text.len || span.len > sample.text.len - span.offset) {
		complain(line, "outside the file");
		return;
	}
	same(text_replace(sample.pool, sample.text, span,
			  text_str(sample.pool, sample.text, span)),
	     "its own text", line);
	memset(sample.seen + span.offset, true, span.len);
}

/* Lines of which the parser told nothing are blank or comments. */
static void nothing_lost(const char *comment)
{
	struct span line, word;
	size_t at = 0, from;

	while (text_next_line(sample.text, &at, &line)) {
		from = line.offset;
		if (!text_next_word(sample.text, line, &from, &word) ||
		    strchr(comment, sample.text.data[word.offset]) ||
		    sample.seen[word.offset])
			continue;
		complain(text_line_of(sample.text, line.offset), "passed over");
	}
}

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

/* Real rules let SSH in. */
static void iptables(struct pool *pool, struct bytes text)
{
	if (iptables_judge(pool, text, "INPUT", 22).answer != IPTABLES_LETS_IN)
		complain(0, "is said to keep SSH out");
}

static void nftables(struct pool *pool, struct bytes text)
{
	if (nft_judge(pool, text, 22).answer != NFT_LETS_IN)
		complain(0, "is said to keep SSH out");
}

static void fwzone(struct pool *pool, struct bytes text)
{
	struct fwzone zone = fwzone_parse(pool, text, 22);
	struct bytes done = fwzone_add_ssh(pool, text, &zone);

	if (!zone.has_service || !zone.end)
		complain(0, "is no zone with SSH");
	same(text_replace(pool, done, (struct span){ zone.end, done.len - text.len }, ""),
	     "a service taken out again", 0);
}

static void sshdconf(struct pool *pool, struct bytes text)
{
	const struct sshdconf *conf = sshdconf_parse(pool, text);

	for (size_t i = 0; i < conf->count; i++)
		span(conf->line[i].span, conf->line[i].line);
	nothing_lost("#");
}

static void bls(struct pool *pool, struct bytes text)
{
	const struct bls *file = bls_parse(pool, text);

	for (size_t i = 0; i < file->count; i++) {
		span(file->item[i].span, file->item[i].line);
		span(file->item[i].value_span, file->item[i].line);
	}
	nothing_lost("#\r");
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

static void grub_load(struct pool *pool, struct bytes text,
		      const struct grubcfg_load *load)
{
	const struct cmdline *cmdline = cmdline_parse(pool, text, load->args);

	for (size_t i = 0; i < load->files; i++)
		span(load->file[i].span, load->line);
	for (size_t i = 0; i < cmdline->count; i++) {
		span(cmdline->arg[i].span, load->line);
		span(cmdline->arg[i].value, load->line);
	}
	span(cmdline->rest, load->line);
}

static void grubcfg(struct pool *pool, struct bytes text)
{
	const struct grubcfg *cfg = grubcfg_parse(pool, text);

	if (cfg->too_deep)
		complain(1, "too deep");
	for (size_t i = 0; i < cfg->loads; i++)
		grub_load(pool, text, &cfg->load[i]);
	for (size_t i = 0; i < cfg->entries; i++) {
		span(cfg->entry[i].title_span, cfg->entry[i].line);
		span(cfg->entry[i].id_span, cfg->entry[i].line);
	}
	for (size_t i = 0; i < cfg->searches; i++)
		span(cfg->search[i].key.span, cfg->search[i].line);
	for (size_t i = 0; i < cfg->sets; i++)
		span(cfg->set[i].value_span, cfg->set[i].line);
	for (size_t i = 0; i < cfg->files; i++)
		span(cfg->file[i].path.span, cfg->file[i].line);
}

static void grubenv(struct pool *pool, struct bytes text)
{
	const struct grubenv *env = grubenv_parse(pool, text);
	struct bytes done;

	if (!env) {
		complain(1, "no environment block");
		return;
	}
	for (size_t i = 0; i < env->count; i++) {
		const struct grubenv_item *item = &env->item[i];

		span(item->span, item->line);
		if (grubenv_set(pool, text, item->name, item->value, &done) < 0)
			complain(item->line, "cannot be set");
		else
			same(done, item->name, item->line);
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

static void interfaces(struct pool *pool, struct bytes text)
{
	const struct interfaces *file = interfaces_parse(pool, text);

	for (size_t i = 0; i < file->count; i++) {
		const struct interfaces_stanza *s = &file->stanza[i];

		span(s->span, s->line);
		for (size_t k = 0; k < s->options; k++) {
			span(s->option[k].span, s->option[k].line);
			span(s->option[k].value, s->option[k].line);
		}
		if (s->kind == INTERFACES_IFACE)
			same(interfaces_rename(pool, text, s->name, s->name), s->name,
			     s->line);
	}
	nothing_lost("#");
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

static void menulst(struct pool *pool, struct bytes text)
{
	const struct menulst *menu = menulst_parse(pool, text);
	struct menulst_load load;

	for (size_t i = 0; i < menu->entries; i++)
		span(menu->entry[i].title_span, menu->entry[i].line);
	for (size_t i = 0; i < menu->options; i++)
		span(menu->option[i].span, menu->option[i].line);
	for (size_t i = 0; i < menu->commands; i++) {
		const struct menulst_command *command = &menu->command[i];

		span(command->span, command->line);
		span(command->value_span, command->line);
		if (strcmp(command->name, "kernel") == 0 &&
		    !menulst_load(pool, text, command, &load))
			complain(command->line, "loads nothing");
	}
	nothing_lost("#t");
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

/* What an edit put before lines that go, taken away again. */
static struct bytes without_tags(struct pool *pool, struct bytes text, const char *tag)
{
	struct buf out = { .pool = pool };
	size_t at = 0;
	ptrdiff_t next;

	while ((next = bytes_find(text, bytes_of(tag), at)) >= 0) {
		buf_add(&out, bytes_slice(text, at, (size_t)next - at));
		at = (size_t)next + strlen(tag);
	}
	buf_add(&out, bytes_slice(text, at, SIZE_MAX));
	return buf_bytes(&out);
}

/* The list or map that holds the entry that comes *COUNTDOWN-th below NODE, or NULL. */
static struct yamlnode *yaml_entry(struct yamlnode *node, size_t *countdown,
				   size_t *index)
{
	struct yamlnode *found = NULL;

	for (*index = 0; *index < node->count; ++*index)
		if ((*countdown)-- == 0)
			return node;
	for (size_t i = 0; i < node->count && !found; i++)
		found = yaml_entry(node->entry[i].value, countdown, index);
	return found;
}

/*
 * One entry after the other goes by itself: what can be read then is what was meant, and
 * lines that went are still there.  What says nothing new changes nothing.
 */
static void netplan(struct pool *pool, struct bytes text)
{
	const char *problem = netplan_parse(pool, text)->problem;
	struct yamlnode *node;
	struct bytes done;

	if (problem)
		complain(netplan_parse(pool, text)->problem_line, problem);
	for (size_t n = 0;; n++) {
		struct yamledit edit = { .doc = yamldoc_parse(pool, text),
					 .tag = "#%# " };
		size_t countdown = n, index;

		node = edit.doc->root ? yaml_entry(edit.doc->root, &countdown, &index)
				      : NULL;
		if (!node)
			return;
		span(node->entry[index].value->span, node->entry[index].value->line);
		if (node->entry[index].key)
			yamledit_rename(&edit, node, index, node->entry[index].key->text);
		if (yamlnode_real(node->entry[index].value)->kind == YAML_TEXT)
			yamledit_set_text(&edit, node, index,
					  yamlnode_real(node->entry[index].value)->text);
		if (yamledit_done(&edit, &done))
			same(done, "what it says", node->line);
		else
			complain(node->line, edit.why_not);
		yamledit_remove(&edit, node, index);
		if (yamledit_done(&edit, &done) && !node->is_flow)
			same(without_tags(pool, done, edit.tag), "a line that went",
			     node->line);
	}
}

/* Nothing edits a PE image: its parts are to be found. */
static void pe(struct pool *pool, struct bytes text)
{
	const struct pe *image = pe_parse(pool, text);

	if (!image || image->cut || !pe_architecture(image) || !pe_find(image, ".sbat"))
		complain(1, "no whole PE image");
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

static void syslinux(struct pool *pool, struct bytes text)
{
	const struct syslinux *file = syslinux_parse(pool, text);

	if (file->labels == 0)
		complain(1, "no label");
	for (size_t i = 0; i < file->labels; i++) {
		span(file->label[i].kernel.span, file->label[i].line);
		span(file->label[i].initrd.span, file->label[i].line);
		span(file->label[i].append.span, file->label[i].line);
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

static const struct syntax {
	const char *name; /* of the folder */
	void (*check)(struct pool *pool, struct bytes text);
} syntaxes[] = {
	{ "accounts", accounts },     { "bls", bls },           { "crypttab", crypttab },
	{ "debconf", debconf },       { "fstab", fstab },       { "fwzone", fwzone },
	{ "grubcfg", grubcfg },       { "grubenv", grubenv },   { "ini", ini },
	{ "interfaces", interfaces }, { "iptables", iptables }, { "lvmconf", lvmconf },
	{ "mdadm", mdadm },           { "menulst", menulst },   { "modlist", modlist },
	{ "netplan", netplan },       { "nftables", nftables }, { "pe", pe },
	{ "shellvars", shellvars },   { "sshdconf", sshdconf }, { "syslinux", syslinux },
	{ "udevrules", udevrules },
};

static struct bytes read_all(struct pool *pool, const char *path)
{
	struct buf buf = { .pool = pool };
	unsigned char chunk[4096];
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file) {
		complain(0, "cannot be read");
		return buf_bytes(&buf);
	}
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&buf, (struct bytes){ chunk, len });
	(void)fclose(file);
	return buf_bytes(&buf);
}

static void check(struct pool *pool, const char *path)
{
	const char *folder = path_name(path_parent(pool, path));

	sample = (struct sample){ .pool = pool, .path = path };
	sample.text = read_all(pool, path);
	sample.seen = pool_alloc(pool, sample.text.len + 1);
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(*syntaxes); i++)
		if (strcmp(syntaxes[i].name, folder) == 0) {
			syntaxes[i].check(pool, sample.text);
			return;
		}
	complain(0, "its folder is no syntax that is known here");
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		struct pool *pool = pool_new();

		check(pool, argv[i]);
		if (sample.complaints)
			failed++;
		else
			passed++;
		pool_free(pool);
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0 || passed == 0;
}
