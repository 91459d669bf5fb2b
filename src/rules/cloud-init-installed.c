/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/cloudinit.h"

/*
 * Report only: a package cannot be put in without running its scripts, and where it was
 * switched off somebody wanted that.
 */

static void detect(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->cloud_init;
	struct cloudinit init;

	if (policy == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	init = guest_cloudinit(guest);
	if (init.is_unknown)
		check_cannot_look(check, "what fstab mounts on /usr is not here");
	else if (!init.program)
		check_policy(check, policy, "/usr/bin/cloud-init", "cloud-init",
			     "cloud-init is not installed: the password stays as it is, "
			     "and no key or name is set");
	else if (init.off)
		check_policy(check, policy, init.off_path, "off",
			     "cloud-init does not run: %s", init.off);
}

const struct rule rule_cloud_init_installed = {
	.id = "cloud-init-installed",
	.title = "nothing takes the password, the key and the name the cloud gives",
	.why = "only who knows the old password gets in; some platforms refuse the image",
	.see = "Open Telekom Cloud, IMS: installing Cloud-Init; Tencent Cloud: "
	       "CloudInitNotInstalled; Alibaba Cloud: instructions for importing images",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
