/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/selinux.h"

/*
 * /etc/selinux/config itself is changed, never /etc/sysconfig/selinux, a link to it.
 * Permissive and not disabled: labels stay as they are, so that it can be set back.
 * SELINUXTYPE names the policy: "disabled" there, a slip for SELINUX=disabled, stops an
 * enforcing system before init has started anything.
 */

static bool has_policy(struct guest *guest, const char *type)
{
	struct strs policies = selinux_policies(guest);

	return strs_has(&policies, type);
}

static void detect(struct check *check, struct guest *guest)
{
	struct selinux selinux = guest_selinux(guest);

	if (!tree_has(guest->tree, SELINUX_CONFIG, TREE_FILE)) {
		check_not_applicable(check);
		return;
	}
	if (selinux.effective != SELINUX_IS_ENFORCING)
		return;
	if (!has_policy(guest, selinux.type))
		check_finding_as(check, UNBOOTABLE, SELINUX_CONFIG, selinux.type_line,
				 "SELINUXTYPE",
				 "there is no policy \"%s\", and SELinux is enforcing",
				 selinux.type);
	if (guest->profile->selinux == SELINUX_PERMISSIVE)
		check_finding(check, SELINUX_CONFIG, selinux.mode_line, "SELINUX",
			      "SELinux is enforcing%s%s", selinux.by_kernel ? " by " : "",
			      selinux.by_kernel ? selinux.by_kernel : "");
}

static void set(struct plan *plan, struct guest *guest, const char *key,
		const char *value)
{
	struct bytes text;

	if (tree_read(guest->tree, SELINUX_CONFIG, &text) == 0)
		plan_write(plan, SELINUX_CONFIG,
			   selinux_set(guest->pool, text, key, value));
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct selinux selinux = guest_selinux(guest);
	struct strs policies = selinux_policies(guest);

	if (strcmp(finding->subject, "SELINUX") == 0) {
		if (selinux.by_kernel) {
			plan_refuse(plan, "the kernel's command line says %s",
				    selinux.by_kernel);
			return;
		}
		set(plan, guest, "SELINUX", "permissive");
		plan_note(plan, "SELINUX=permissive: from now on it only warns, and "
				"nothing is confined");
	} else if (policies.count != 1) {
		plan_refuse(plan, policies.count ? "there are several policies, none of "
						   "them named"
						 : "there is no policy on the disk");
	} else {
		set(plan, guest, "SELINUXTYPE", policies.item[0]);
		plan_note(plan, "SELINUXTYPE=%s", policies.item[0]);
	}
}

const struct rule rule_selinux_mode = {
	.id = "selinux-mode",
	.title = "SELinux is enforcing where it must not be, or without its policy",
	.why = "the import or the cloud's own agents fail; without a policy, init "
	       "freezes "
	       "before anything is started",
	.see = "Alibaba Cloud, notes on importing images: do not enable SELinux; "
	       "selinux_config(5); kernel-parameters.txt, enforcing, selinux",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
