/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/bootdefault.h"
#include "guest/kernel.h"

/*
 * Report only: what to declare with the image is for who registers it.  Vendors put
 * queues into older kernels, so a number says what is sure, not what is not.
 */

/* virtio_net got several queues in 3.8, and uses all of them by itself since 4.10. */
#define HAS_QUEUES  "3.8"
#define USES_QUEUES "4.10"

static void judge(struct check *check, const struct boot_entry *entry,
		  const char *version)
{
	if (kernel_compare(version, HAS_QUEUES) < 0)
		check_finding(check, entry->file, entry->file_line, version,
			      "kernel %s: no more than one queue a card is sure; do not "
			      "declare more",
			      version);
	else if (kernel_compare(version, USES_QUEUES) < 0)
		check_finding(check, entry->file, entry->file_line, version,
			      "kernel %s: more than one queue a card can be declared; "
			      "only \"ethtool -L\" at each start uses them",
			      version);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	if (!guest->profile->nic_multiqueue) {
		check_not_applicable(check);
		return;
	}
	if (boot->elsewhere || !bootdefault_is_known(boot)) {
		check_cannot_look(check, "%s",
				  boot->elsewhere ? boot->elsewhere
						  : "it is not known which entry starts "
						    "by default");
		return;
	}
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		const char *version;

		if (!entry->is_own || !entry->is_default)
			continue;
		version = kernel_of(guest, entry);
		if (version)
			judge(check, entry, version);
		else
			check_cannot_look(check, "%s: its version is not known",
					  entry->kernel);
	}
}

const struct rule rule_nic_multiqueue = {
	.id = "nic-multiqueue",
	.title = "the network cards do not use the queues that can be declared",
	.why = "one processor handles all packets of a card; declared for a kernel "
	       "without "
	       "queues it brings nothing",
	.see = "Huawei IMS and OTC, \"setting NIC multi-queue\" "
	       "(hw_vif_multiqueue_enabled); drivers/net/virtio_net.c",
	.severity = NOTE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
};
