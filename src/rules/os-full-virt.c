/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/boot.h"
#include "guest/kernel.h"

/*
 * Another kernel that is complete becomes the one that starts by itself; the entry of
 * this one stays.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		const char *version = entry->is_own ? kernel_of(guest, entry) : NULL;

		if (version && entry->is_default && kernel_is_xen_only(guest, version))
			check_finding(check, entry->config, entry->file_line, version,
				      "%s starts on a Xen host only, without hardware "
				      "of its own",
				      version);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest;
	if (plan_other_default(plan, finding->path))
		plan_note(plan, "another kernel starts by default");
}

const struct rule rule_os_full_virt = {
	.id = "os-full-virt",
	.title = "the kernel does not start on a fully virtual machine",
	.why = "it expects Xen's interface where the machine has hardware: nothing "
	       "happens after the boot loader",
	.see = "Huawei Cloud, IMS: preparing an image file: full virtualization; Linux "
	       "arch/x86/xen/Kconfig, XEN_PV and XEN_PVHVM",
	.severity = UNBOOTABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = plan,
};
