/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/selinux.h"

/*
 * A changed file keeps its label, and a new one takes one from beside it; this is for
 * files that came without: from an archive or a tool that knows no labels.  Which label
 * they must have is in the policy, and the system's own relabelling at its next start
 * reads that.
 */

#define REQUEST "/.autorelabel"

enum { NAMES_MAX = 4 }; /* the others are counted */

/* Without a label, nobody confined may read them. */
static const char *const vital[] = {
	"/",
	"/etc",
	"/etc/passwd",
	"/etc/shadow",
	"/etc/group",
	"/etc/fstab",
	"/etc/selinux/config",
	"/etc/ssh/sshd_config",
	"/etc/ssh/ssh_host_rsa_key",
	"/etc/ssh/ssh_host_ed25519_key",
	"/etc/resolv.conf",
	"/etc/ld.so.cache",
	"/usr/lib/systemd/systemd",
	"/usr/sbin/sshd",
	"/root",
	"/root/.ssh",
	"/root/.ssh/authorized_keys",
};

static void detect(struct check *check, struct guest *guest)
{
	struct selinux selinux = guest_selinux(guest);
	struct strs bare = { .pool = guest->pool };
	size_t count = 0;
	struct tree_stat st;

	if (selinux.effective == SELINUX_IS_NONE) {
		check_not_applicable(check);
		return;
	}
	if (tree_stat(guest->tree, REQUEST, &st) == 0)
		return;
	for (size_t i = 0; i < sizeof(vital) / sizeof(*vital); i++) {
		char *label;
		int err = tree_label(guest->tree, vital[i], &label);

		if (err == -ENOTSUP) {
			check_cannot_look(check, "labels cannot be read here");
			return;
		}
		if (err == -ENODATA && count++ < NAMES_MAX)
			strs_add(&bare, vital[i]);
	}
	if (count > NAMES_MAX)
		strs_addf(&bare, "and %zu more", count - NAMES_MAX);
	if (count)
		check_finding_as(check,
				 selinux.effective == SELINUX_IS_ENFORCING ? UNREACHABLE
									   : NOTE,
				 bare.item[0], 0, "label", "no SELinux label: %s",
				 strs_join(&bare, ", "));
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest, (void)finding;
	plan_write(plan, REQUEST, (struct bytes){ 0 });
	plan_note(plan, REQUEST " made: the first start labels all files, which takes "
				"minutes, and starts again");
}

const struct rule rule_selinux_relabel = {
	.id = "selinux-relabel",
	.title = "files that the start needs have no SELinux label",
	.why = "an enforcing system lets no service read them: no login, or no start at "
	       "all",
	.see = "selinux-autorelabel(8), fixfiles(8); systemd issue 42643",
	.severity = UNREACHABLE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
