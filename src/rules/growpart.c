/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/cloudinit.h"
#include "guest/mounts.h"

/*
 * Report only: the programs come in packages, and a disk that is as large as it was needs
 * none of them.
 */

static bool has_any(struct guest *guest, const char *const *paths)
{
	struct tree_stat st;

	for (; *paths; paths++)
		if (tree_stat(guest->tree, *paths, &st) == 0)
			return true;
	return false;
}

/* Any of these makes the partition larger when the system starts. */
static bool grows(struct guest *guest)
{
	static const char *const growers[] = { "/usr/bin/growpart",
					       "/usr/sbin/growpart",
					       "/usr/bin/systemd-repart",
					       "/usr/share/initramfs-tools/hooks/"
					       "growroot",
					       "/etc/init.d/growroot",
					       NULL };

	return has_any(guest, growers) ||
	       tree_match(guest->tree, "/usr/lib/dracut/modules.d", "*growroot").count ||
	       tree_match(guest->tree, "/usr/share/dracut/modules.d", "*growroot").count;
}

/* growpart does not read the table itself. */
static bool has_tool(struct guest *guest)
{
	static const char *const tools[] = { "/sbin/sfdisk", "/usr/sbin/sfdisk",
					     "/sbin/sgdisk", "/usr/sbin/sgdisk", NULL };

	return has_any(guest, tools);
}

static void detect(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->growpart;
	const char *mode, *path;

	if (policy == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	if (!mount_shows(guest, "/usr/bin/growpart")) {
		check_cannot_look(check, "what fstab mounts on /usr is not here");
		return;
	}
	mode = guest_cloudinit_value(guest, "growpart", "mode", &path);
	if (!grows(guest))
		check_policy(check, policy, "/usr/bin/growpart", "growpart",
			     "nothing makes the root larger with its disk: "
			     "cloud-utils-growpart is not installed");
	else if (!has_tool(guest))
		check_policy(check, policy, "/usr/sbin/sfdisk", "sfdisk",
			     "growpart has neither sfdisk nor sgdisk to change the "
			     "partition with");
	else if (mode && (strcmp(mode, "off") == 0 || strcmp(mode, "false") == 0))
		check_policy(check, policy, path, "mode",
			     "cloud-init is told not to make the root larger");
}

const struct rule rule_growpart = {
	.id = "growpart",
	.title = "the root does not grow with its disk",
	.why = "a disk that is declared larger than the image stays as full as it was",
	.see = "Alibaba Cloud, image check: GUESTOS.OnlineResizeFS; OpenStack image "
	       "guide: disk partitions and resize root partition on boot",
	.severity = NOTE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
};
