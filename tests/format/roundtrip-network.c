/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a system is reached. */
#include "roundtrip.h"

#include <string.h>

#include "format/fwzone.h"
#include "format/interfaces.h"
#include "format/iptables.h"
#include "format/netplan.h"
#include "format/nftables.h"
#include "format/sshdconf.h"

static void fwzone(struct pool *pool, struct bytes text)
{
	struct fwzone zone = fwzone_parse(pool, text, 22);
	struct bytes done = fwzone_add_ssh(pool, text, &zone);

	if (!zone.has_service || !zone.end)
		complain(0, "is no zone with SSH");
	same(text_replace(pool, done, (struct span){ zone.end, done.len - text.len }, ""),
	     "a service taken out again", 0);
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

/* Real rules let SSH in. */
static void iptables(struct pool *pool, struct bytes text)
{
	if (iptables_judge(pool, text, "INPUT", 22).answer != IPTABLES_LETS_IN)
		complain(0, "is said to keep SSH out");
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

static void nftables(struct pool *pool, struct bytes text)
{
	if (nft_judge(pool, text, 22).answer != NFT_LETS_IN)
		complain(0, "is said to keep SSH out");
}

static void sshdconf(struct pool *pool, struct bytes text)
{
	const struct sshdconf *conf = sshdconf_parse(pool, text);

	for (size_t i = 0; i < conf->count; i++)
		span(conf->line[i].span, conf->line[i].line);
	nothing_lost("#");
}

const struct syntax network_syntaxes[] = {
	{ "fwzone", fwzone },
	{ "interfaces", interfaces },
	{ "iptables", iptables },
	{ "netplan", netplan },
	{ "nftables", nftables },
	{ "sshdconf", sshdconf },
	{ 0 },
};
