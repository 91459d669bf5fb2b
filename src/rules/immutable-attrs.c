/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/*
 * The repair takes the lock from /etc/shadow for good, since the target writes a password
 * or a user there at each first start.  Other files stay as their owner locked them: what
 * drydock changes in one it changes through the lock, which is there again afterwards.
 */

#define SHADOW "/etc/shadow"

/* What the target, its agents or an update of the system write. */
static const struct place {
	const char *dir, *pattern;
	enum severity severity;
} places[] = {
	{ "/etc", "shadow", UNREACHABLE },
	{ "/etc", "passwd", DEGRADED },
	{ "/etc", "group", DEGRADED },
	{ "/etc", "gshadow", DEGRADED },
	{ "/etc", "fstab", NOTE },
	{ "/etc", "resolv.conf", NOTE },
	{ "/etc/network", "interfaces", NOTE },
	{ "/etc/udev/rules.d", "*.rules", NOTE },
	{ "/boot", "*", DEGRADED },
	{ "/boot/grub", "grub.cfg", DEGRADED },
	{ "/boot/grub2", "grub.cfg", DEGRADED },
};

static void judge(struct check *check, struct guest *guest, const char *path,
		  enum severity severity)
{
	struct tree_stat st;

	/* What a link leads to has a place of its own, or belongs to nobody here. */
	if (tree_lstat(guest->tree, path, &st) < 0 || !st.locks)
		return;
	check_finding_as(check, severity, path, 0, "locked", "%s (chattr +%s)",
			 st.locks & TREE_IMMUTABLE ? "cannot be changed"
						   : "can only be appended to",
			 st.locks & TREE_IMMUTABLE ? "i" : "a");
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct strs paths =
			tree_match(guest->tree, places[i].dir, places[i].pattern);

		for (size_t p = 0; p < paths.count; p++)
			judge(check, guest, paths.item[p], places[i].severity);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest;
	if (strcmp(finding->path, SHADOW) != 0)
		plan_refuse(plan, "left as its owner locked it");
	else if (plan_unlock(plan, SHADOW))
		plan_note(plan, "unlocked");
}

const struct rule rule_immutable_attrs = {
	.id = "immutable-attrs",
	.title = "a file that the target writes is locked",
	.why = "no password or user is set at the first start, or an update of the "
	       "kernel "
	       "fails half-way",
	.see = "Alibaba Cloud, notes on images: do not use chattr to lock /etc/shadow; "
	       "chattr(1)",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
