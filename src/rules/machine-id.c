/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/*
 * Done with --template only: one machine that moves keeps its identity.  The file becomes
 * empty and is not removed, since without it systemd starts as if for the first time, and
 * on a read-only root it needs something to mount over.
 */

static const char *const files[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };

static void judge(struct check *check, struct guest *guest, const char *path)
{
	struct tree_stat st;
	struct bytes text;

	/* The one of D-Bus is mostly a link to the other. */
	if (tree_lstat(guest->tree, path, &st) < 0 || st.kind != TREE_FILE ||
	    tree_read(guest->tree, path, &text) < 0 || text.len < 32)
		return;
	check_finding(check, path, 0, "machine-id",
		      "every machine made of this image is %.8s…",
		      bytes_str(guest->pool, text));
}

static void detect(struct check *check, struct guest *guest)
{
	if (!guest->is_template) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		judge(check, guest, files[i]);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes empty = { (const unsigned char *)"", 0 };

	(void)guest;
	if (strcmp(finding->path, files[0]) == 0 ? plan_write(plan, finding->path, empty)
						 : plan_remove(plan, finding->path))
		plan_note(plan, "each machine makes its own at its first start");
}

const struct rule rule_machine_id = {
	.id = "machine-id",
	.title = "machines made of this image share one identity",
	.why = "they ask DHCP by the same name, and get the same address",
	.see = "machine-id(5); systemd.network(5), DUIDType=",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
