/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/bootdefault.h"
#include "guest/kernel.h"

/*
 * Report only: a kernel cannot be made newer here.  A number is a weak sign: vendors put
 * drivers into old kernels, and one that has them all is only said to be old.
 */

static enum severity severity_of(struct guest *guest, const struct boot_entry *entry,
				 const char *version)
{
	struct kernel_driver driver;

	if (!entry->is_default)
		return NOTE;
	return kernel_lacks(kernel_open(guest, version), &guest->profile->kernel_require,
			    &driver)
		       ? UNBOOTABLE
		       : DEGRADED;
}

static void judge(struct check *check, struct guest *guest,
		  const struct boot_entry *entry)
{
	const char *version = kernel_of(guest, entry), *minimum;

	if (!version && entry->is_default)
		check_cannot_look(check, "%s: its version is not known", entry->kernel);
	minimum = version ? kernel_too_old(version, &guest->profile->kernel_min) : NULL;
	if (minimum)
		check_finding_as(check, severity_of(guest, entry, version), entry->file,
				 entry->file_line, version, "kernel %s is older than %s",
				 version, minimum);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	if (guest->profile->kernel_min.count == 0)
		check_not_applicable(check);
	else if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	else if (!bootdefault_is_known(boot))
		check_cannot_look(check, "it is not known which entry starts by default");
	else
		for (size_t i = 0; i < boot->count; i++)
			if (boot->entry[i].is_own)
				judge(check, guest, &boot->entry[i]);
}

const struct rule rule_kernel_min = {
	.id = "kernel-min",
	.title = "the kernel is older than the new machine's devices",
	.why = "it has no drivers for the disks and network cards of the new machine, "
	       "or none that work there",
	.see = "Open Telekom Cloud \"installing native KVM drivers\"; the lowest "
	       "versions virt-v2v takes; Azure \"create and upload a Linux VHD\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
};
