/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/bootdefault.h"
#include "guest/kernel.h"

/*
 * The card's driver lies on the root, not in the initramfs, so the kernel's own modules
 * count.  ENA is that of the newer machines of one cloud; the profile names what its
 * machines have.  As with the disk, another installed kernel may have it; the system
 * starts without it too, so the default is only moved to a kernel that lacks nothing.
 */

#define DEFAULT "default"

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	size_t count;
	const struct kernel_fault *fault =
		kernel_faults(guest, boot, &guest->profile->kernel_nic, &count);

	if (guest->profile->kernel_nic.count == 0)
		check_not_applicable(check);
	else if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	else if (!bootdefault_is_known(boot))
		check_cannot_look(check, "it is not known which entry starts by default");
	for (size_t i = 0; i < count; i++) {
		const struct boot_entry *entry = fault[i].entry;
		bool here = strcmp(entry->config, entry->file) == 0;

		if (fault[i].certain && entry->is_default)
			check_finding(check, entry->config, here ? entry->file_line : 0,
				      DEFAULT, "%s", fault[i].text);
		else if (fault[i].certain)
			check_finding_as(check, NOTE, entry->file, entry->file_line,
					 fault[i].version, "%s", fault[i].text);
		else if (entry->is_default)
			check_cannot_look(check, "%s", fault[i].text);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest;
	if (strcmp(finding->subject, DEFAULT) == 0)
		plan_other_default(plan, finding->path);
	else
		plan_refuse(plan, "no file here can add it; it does not start by itself");
}

const struct rule rule_kernel_ena = {
	.id = "kernel-ena",
	.title = "the kernel has no driver for the new machine's network card",
	.why = "the machine starts, but has no network, and a cloud's machine can be "
	       "reached no other way",
	.see = "AWS NitroInstanceChecks (ena); Alibaba and Open Telekom Cloud on "
	       "virtio_net; Google Cloud on gve",
	.severity = UNREACHABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = plan,
};
