/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/firewall.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "format/fwzone.h"
#include "format/iptables.h"
#include "format/nftables.h"
#include "format/shellvars.h"

#define RULE "-p tcp -m tcp --dport %u -j ACCEPT\n"

static const char *var_of(struct guest *guest, const char *path, const char *name)
{
	struct bytes text;

	return tree_has_text(guest->tree, path, &text)
		       ? shellvars_get(shellvars_parse(guest->pool, text), name)
		       : NULL;
}

/* ---- firewalld ---- */

/* firewalld.conf(5) has no shell syntax, but these lines are alike. */
static void judge_firewalld(struct guest *guest, struct firewall *wall, unsigned port)
{
	const char *name = var_of(guest, "/etc/firewalld/firewalld.conf", "DefaultZone");
	const char *own, *vendor;
	struct fwzone zone;
	struct bytes text;

	if (!name || !*name || strchr(name, '/'))
		name = "public";
	own = pool_printf(guest->pool, "/etc/firewalld/zones/%s.xml", name);
	vendor = pool_printf(guest->pool, "/usr/lib/firewalld/zones/%s.xml", name);
	wall->path = tree_has(guest->tree, own, TREE_FILE) ? own : vendor;
	wall->answer = FIREWALL_IS_UNKNOWN;
	if (!tree_has_text(guest->tree, wall->path, &text))
		return;
	zone = fwzone_parse(guest->pool, text, port);
	if (!zone.end && !zone.accepts_all)
		return;
	wall->answer =
		zone.accepts_all || zone.has_port || (zone.has_service && port == 22)
			? FIREWALL_IS_OPEN
		: zone.has_rule ? FIREWALL_IS_NARROW
				: FIREWALL_IS_CLOSED;
	wall->fixed_path = zone.end && port == 22 ? own : NULL;
	wall->fixed = fwzone_add_ssh(guest->pool, text, &zone);
}

/* ---- rules as iptables-save writes them ---- */

static void take_iptables(struct firewall *wall, const struct iptables_verdict *verdict)
{
	static const enum firewall_answer answers[] = {
		[IPTABLES_LETS_IN] = FIREWALL_IS_OPEN,
		[IPTABLES_LETS_SOME] = FIREWALL_IS_NARROW,
		[IPTABLES_KEEPS_OUT] = FIREWALL_IS_CLOSED,
		[IPTABLES_RETURNS] = FIREWALL_IS_OPEN,
	};

	wall->answer = answers[verdict->answer];
	wall->line = verdict->line;
}

static void judge_iptables(struct guest *guest, struct firewall *wall, unsigned port)
{
	static const char *const files[] = { "/etc/sysconfig/iptables",
					     "/etc/iptables/rules.v4",
					     "/etc/iptables/rules-save",
					     "/etc/iptables/iptables.rules" };
	struct iptables_verdict verdict;
	struct bytes text;

	wall->answer = FIREWALL_IS_OPEN;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		wall->path = files[i];
		if (!tree_has_text(guest->tree, files[i], &text))
			continue;
		verdict = iptables_judge(guest->pool, text, "INPUT", port);
		take_iptables(wall, &verdict);
		wall->fixed_path = files[i];
		wall->fixed =
			text_insert(guest->pool, text, verdict.offset,
				    pool_printf(guest->pool, "-A INPUT " RULE, port));
		return;
	}
}

/* ---- nftables ---- */

static void judge_nftables(struct guest *guest, struct firewall *wall, unsigned port)
{
	static const enum firewall_answer answers[] = {
		[NFT_LETS_IN] = FIREWALL_IS_OPEN,
		[NFT_LETS_SOME] = FIREWALL_IS_NARROW,
		[NFT_KEEPS_OUT] = FIREWALL_IS_CLOSED,
		[NFT_UNKNOWN] = FIREWALL_IS_UNKNOWN,
	};
	static const char *const files[] = { "/etc/nftables.conf",
					     "/etc/sysconfig/nftables.conf",
					     "/etc/nftables.nft" };
	struct nft_verdict verdict;
	struct bytes text;

	wall->answer = FIREWALL_IS_OPEN;
	wall->why_not = "where in a ruleset of nft a rule belongs is its owner's to say";
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		wall->path = files[i];
		if (!tree_has_text(guest->tree, files[i], &text))
			continue;
		verdict = nft_judge(guest->pool, text, port);
		wall->answer = answers[verdict.answer];
		wall->line = verdict.line;
		return;
	}
}

/* ---- ufw ---- */

/* A comment that ufw itself reads, so that "ufw status" shows the rule. */
static struct bytes ufw_with_rule(struct guest *guest, struct bytes text, unsigned port)
{
	ptrdiff_t end = bytes_find(text, bytes_of("### END RULES ###"), 0);

	if (end < 0)
		return text;
	return text_insert(
		guest->pool, text, (size_t)end,
		pool_printf(guest->pool,
			    "### tuple ### allow tcp %u 0.0.0.0/0 any 0.0.0.0/0 in\n"
			    "-A ufw-user-input -p tcp --dport %u -j ACCEPT\n\n",
			    port, port));
}

static void judge_ufw(struct guest *guest, struct firewall *wall, unsigned port)
{
	static const char *const files[] = { "/etc/ufw/user.rules",
					     "/lib/ufw/user.rules" };
	const char *policy = var_of(guest, "/etc/default/ufw", "DEFAULT_INPUT_POLICY");
	struct iptables_verdict verdict;
	struct bytes text;

	wall->answer = FIREWALL_IS_UNKNOWN;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		wall->path = files[i];
		if (!tree_has_text(guest->tree, files[i], &text))
			continue;
		verdict = iptables_judge(guest->pool, text, "ufw-user-input", port);
		if (verdict.answer == IPTABLES_RETURNS &&
		    (!policy || strcasecmp(policy, "ACCEPT") != 0))
			verdict.answer = IPTABLES_KEEPS_OUT;
		take_iptables(wall, &verdict);
		wall->fixed = ufw_with_rule(guest, text, port);
		wall->fixed_path = bytes_equal(wall->fixed, text) ? NULL : files[i];
		return;
	}
}

/* ---- SuSEfirewall2 ---- */

#define SUSE "/etc/sysconfig/SuSEfirewall2"

static bool has_port(struct guest *guest, const char *list, unsigned port)
{
	struct strs word = strs_words(guest->pool, list ? list : "");

	for (size_t i = 0; i < word.count; i++) {
		char *end;
		unsigned long from = strtoul(word.item[i], &end, 10);
		unsigned long to = *end == ':' ? strtoul(end + 1, NULL, 10) : from;

		if ((strcmp(word.item[i], "ssh") == 0 && port == 22) ||
		    (from <= port && port <= to))
			return true;
	}
	return false;
}

static void judge_suse(struct guest *guest, struct firewall *wall, unsigned port)
{
	const char *services, *configurations;
	struct strs names;
	struct bytes text;
	const struct shellvars *vars;

	wall->path = SUSE;
	wall->answer = FIREWALL_IS_UNKNOWN;
	if (!tree_has_text(guest->tree, SUSE, &text))
		return;
	vars = shellvars_parse(guest->pool, text);
	services = shellvars_get(vars, "FW_SERVICES_EXT_TCP");
	configurations = shellvars_get(vars, "FW_CONFIGURATIONS_EXT");
	names = strs_words(guest->pool, configurations ? configurations : "");
	wall->answer = has_port(guest, services, port) ||
				       (port == 22 && strs_has(&names, "sshd"))
			       ? FIREWALL_IS_OPEN
			       : FIREWALL_IS_CLOSED;
	wall->fixed_path = SUSE;
	wall->fixed =
		shellvars_set(guest->pool, text, "FW_SERVICES_EXT_TCP",
			      pool_printf(guest->pool, "%s%s%u", services ? services : "",
					  services && *services ? " " : "", port));
}

/* ufw's service does nothing where ufw.conf says no. */
static bool is_ufw_off(struct guest *guest)
{
	const char *enabled = var_of(guest, "/etc/ufw/ufw.conf", "ENABLED");

	return !enabled || strcasecmp(enabled, "yes") != 0;
}

static void add_switch(struct guest *guest, struct firewall *wall)
{
	struct bytes text;

	wall->switch_path = "/etc/ufw/ufw.conf";
	if (tree_has_text(guest->tree, wall->switch_path, &text))
		wall->switched_off = shellvars_set(guest->pool, text, "ENABLED", "no");
}

static const struct kind {
	const char *service;
	void (*judge)(struct guest *, struct firewall *, unsigned port);
} kinds[] = {
	{ "firewalld", judge_firewalld },
	{ "iptables", judge_iptables },
	{ "netfilter-persistent", judge_iptables },
	{ "iptables-persistent", judge_iptables },
	{ "nftables", judge_nftables },
	{ "ufw", judge_ufw },
	{ "SuSEfirewall2", judge_suse },
	{ "SuSEfirewall2_setup", judge_suse },
};

struct firewall *guest_firewalls(struct guest *guest, unsigned port, size_t *count)
{
	struct firewall *walls =
		pool_alloc(guest->pool, FIREWALLS_MAX * sizeof(struct firewall));

	*count = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct firewall wall = { .name = kinds[i].service };
		bool is_ufw = strcmp(wall.name, "ufw") == 0;

		wall.service = guest_service(guest, wall.name);
		if (wall.service.state != SERVICE_ON || (is_ufw && is_ufw_off(guest)))
			continue;
		kinds[i].judge(guest, &wall, port);
		if (is_ufw)
			add_switch(guest, &wall);
		walls[(*count)++] = wall;
	}
	return walls;
}
