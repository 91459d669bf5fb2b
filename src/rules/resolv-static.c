/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/resolver.h"

/*
 * Only name servers that nobody will replace, and that may be out of reach: what a
 * program writes by itself, a server on the machine, and a link into /run are left alone.
 * The lines are commented out, unless a link takes the place of the file.
 */

static void detect(struct check *check, struct guest *guest)
{
	struct resolver *resolver;

	if (guest->profile->network != NETWORK_DHCP) {
		check_not_applicable(check);
		return;
	}
	resolver = guest_resolver(guest);
	if (resolver->is_dangling)
		check_finding(check, RESOLV_CONF, 0, "link",
			      "leads to %s, which is not there", resolver->path);
	for (size_t i = 0; i < resolver->count; i++) {
		const struct resolver_server *server = &resolver->server[i];

		check_finding(check, server->path, server->line, server->address,
			      "asks %s of the old network, and %s", server->address,
			      server->stays);
	}
}

static void comment(struct plan *plan, struct guest *guest, const char *path)
{
	struct bytes text;

	if (!resolver_comment(guest, path, &text))
		plan_refuse(plan, "%s cannot be read", path);
	else if (plan_write(plan, path, text))
		plan_note(plan, "the name servers are those that DHCP tells");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct resolver *resolver = guest_resolver(guest);

	if (strcmp(finding->path, RESOLV_CONF) != 0 &&
	    strcmp(finding->path, resolver->path) != 0) {
		comment(plan, guest, finding->path);
		return;
	}
	if (resolver->is_locked && resolver->repair != RESOLVER_REFUSE &&
	    !plan_unlock(plan, resolver->path))
		return;
	switch (resolver->repair) {
	case RESOLVER_REFUSE:
		plan_refuse(plan, "%s", resolver->why_not);
		break;
	case RESOLVER_LINK:
		if (plan_link(plan, RESOLV_CONF, resolver->link))
			plan_note(plan, "a link to %s again", resolver->link);
		break;
	case RESOLVER_REMOVE:
		if (plan_remove(plan, RESOLV_CONF))
			plan_note(plan, "removed; %s makes it anew", resolver->writer);
		break;
	case RESOLVER_COMMENT:
		comment(plan, guest, resolver->path);
		break;
	}
}

const struct rule rule_resolv_static = {
	.id = "resolv-static",
	.title = "names are asked of a server of the old network",
	.why = "no name is found: updates, time and the cloud's own services fail, and "
	       "logins take minutes where sshd looks names up",
	.see = "the importer of Google Compute Engine empties resolv.conf and "
	       "resolvconf's base; resolv.conf(5), systemd-resolved.service(8), "
	       "resolvconf(8), netconfig(8)",
	.severity = DEGRADED,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
