/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicroutes.h"

#include <string.h>

#include "base/path.h"
#include "guest/network-ifcfg.h"

#define NETWORK "/etc/sysconfig/network"
#define SCRIPTS "/etc/sysconfig/network-scripts"

/* The words by which EL's route-eth0 and SUSE's routes name everywhere. */
static bool is_everywhere(const char *word)
{
	return strcmp(word, "default") == 0 || strcmp(word, "0.0.0.0/0") == 0 ||
	       strcmp(word, "0/0") == 0;
}

/* The gateway of a line "default via 192.0.2.1" (EL) or "default 192.0.2.1" (SUSE). */
static const char *gateway_of(struct pool *pool, struct bytes text, struct span line)
{
	struct strs words = strs_words(pool, text_str(pool, text, line));

	if (words.count < 2 || !is_everywhere(words.item[0]))
		return NULL;
	if (strcmp(words.item[1], "via") != 0)
		return strcmp(words.item[1], "dev") == 0 ? NULL : words.item[1];
	return words.count > 2 ? words.item[2] : NULL;
}

/* route-eth0 in its older form: ADDRESS0=0.0.0.0 with GATEWAY0. */
static const struct shell_assignment *numbered_gateway(struct pool *pool,
						       const struct shellvars *vars,
						       const struct shell_assignment *a)
{
	if (strncmp(a->name, "ADDRESS", 7) != 0 || strcmp(a->value, "0.0.0.0") != 0)
		return NULL;
	return shellvars_find(vars, pool_printf(pool, "GATEWAY%s", a->name + 7));
}

static void add(struct guest *guest, struct nic_routes *routes, struct nic_route route)
{
	if (routes->count == NICS_MAX)
		return;
	routes->route =
		text_room(guest->pool, routes->route, routes->count, sizeof(route));
	routes->route[routes->count++] = route;
}

static void add_lines(struct guest *guest, struct nic_routes *routes, const char *path,
		      struct bytes text)
{
	const struct shellvars *vars = shellvars_parse(guest->pool, text);
	struct span line;
	size_t at = 0;

	for (unsigned number = 1; text_next_line(text, &at, &line); number++) {
		const char *gateway = gateway_of(guest->pool, text, line);

		if (gateway)
			add(guest, routes, (struct nic_route){ path, number, gateway });
	}
	for (size_t i = 0; i < vars->count; i++) {
		const struct shell_assignment *a =
			numbered_gateway(guest->pool, vars, &vars->item[i]);

		if (a)
			add(guest, routes, (struct nic_route){ path, a->line, a->value });
	}
}

static void add_file(struct guest *guest, struct nic_routes *routes, const char *path)
{
	const struct shell_assignment *a;
	struct bytes text;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	if (strcmp(path, NETWORK) != 0) {
		add_lines(guest, routes, path, text);
		return;
	}
	a = shellvars_find(shellvars_parse(guest->pool, text), "GATEWAY");
	if (a && *a->value)
		add(guest, routes, (struct nic_route){ path, a->line, a->value });
}

static void add_files(struct guest *guest, struct nic_routes *routes, const char *dir,
		      const char *pattern)
{
	struct strs files = tree_match(guest->tree, dir, pattern);

	for (size_t i = 0; i < files.count && i < NICS_MAX; i++)
		add_file(guest, routes, files.item[i]);
}

struct nic_routes guest_default_routes(struct guest *guest, const struct nics *nics)
{
	struct nic_routes routes = { 0 };
	bool el = false, suse = false;

	for (size_t i = 0; i < nics->count; i++) {
		el |= nics->nic[i].source == &nic_ifcfg;
		suse |= nics->nic[i].source == &nic_ifcfg_suse;
	}
	if (el) {
		add_file(guest, &routes, NETWORK);
		add_files(guest, &routes, SCRIPTS, "route-*");
	}
	if (suse) {
		add_file(guest, &routes, NETWORK "/routes");
		add_files(guest, &routes, NETWORK, "ifroute-*");
	}
	return routes;
}

/* The lines from the end, so that the spans before an edit stay where they are. */
static struct bytes drop_lines(struct pool *pool, struct bytes text)
{
	struct span line, *found = NULL;
	size_t at = 0, count = 0;

	while (text_next_line(text, &at, &line)) {
		if (!gateway_of(pool, text, line))
			continue;
		found = text_room(pool, found, count, sizeof(line));
		found[count++] = line;
	}
	while (count-- > 0)
		text = text_comment_line(pool, text, found[count], NIC_TAG);
	return text;
}

static struct bytes drop_numbered(struct pool *pool, struct bytes text)
{
	const struct shellvars *vars = shellvars_parse(pool, text);

	for (size_t i = vars->count; i-- > 0;) {
		const char *names[4] = { NULL };
		const char *number = vars->item[i].name + 7;

		if (!numbered_gateway(pool, vars, &vars->item[i]))
			continue;
		names[0] = pool_printf(pool, "ADDRESS%s", number);
		names[1] = pool_printf(pool, "NETMASK%s", number);
		names[2] = pool_printf(pool, "GATEWAY%s", number);
		for (size_t v = vars->count; v-- > 0;)
			for (size_t n = 0; n < 3; n++)
				if (strcmp(vars->item[v].name, names[n]) == 0)
					text = shellvars_comment(pool, text,
								 &vars->item[v], NIC_TAG);
		return drop_numbered(pool, text);
	}
	return text;
}

struct bytes nicroutes_drop(struct guest *guest, const char *path, struct bytes text)
{
	const struct shell_assignment *a;

	if (strcmp(path, NETWORK) != 0)
		return drop_numbered(guest->pool, drop_lines(guest->pool, text));
	a = shellvars_find(shellvars_parse(guest->pool, text), "GATEWAY");
	return a ? shellvars_comment(guest->pool, text, a, NIC_TAG) : text;
}
