/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-kernel.h"

/*
 * A driver that is in no package on the disk cannot be added: the repair is to start
 * another installed kernel that has it, if one is complete and meant for every day; never
 * a debug, kdump or rescue kernel or one for Xen only.  What is built in is found too,
 * which no list of an initramfs shows.
 */

static void detect(struct check *check, struct guest *guest)
{
	kernel_rule_detect(check, guest, &guest->profile->kernel_require);
}

const struct rule rule_kernel_virtio = {
	.id = "kernel-virtio",
	.title = "the kernel has no driver for the new machine's disk",
	.why = "no initramfs can bring what the kernel was built without: the machine "
	       "starts, never sees its disk and ends in an emergency shell or a panic",
	.see = "Open Telekom Cloud \"installing native KVM drivers\"; Alibaba \"install "
	       "a virtio driver\"; drivers/virtio/Kconfig",
	.severity = UNBOOTABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = kernel_rule_plan,
};
