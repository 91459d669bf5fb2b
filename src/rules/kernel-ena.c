/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-kernel.h"

/*
 * The card's driver lies on the root, not in the initramfs, so the kernel's own modules
 * count.  ENA is that of the newer machines of one cloud; the profile names what its
 * machines have.  As with the disk, another installed kernel may have it; the system
 * starts without it too, so the default is only moved to a kernel that lacks nothing.
 */

static void detect(struct check *check, struct guest *guest)
{
	kernel_rule_detect(check, guest, &guest->profile->kernel_nic);
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
	.plan = kernel_rule_plan,
};
