/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/*
 * Report only: whether the new machine has such a card too is not on the disk.
 */

/* A driver that is not the kernel's own, by what its installer leaves. */
static const struct special {
	const char *what, *path;
} specials[] = {
	{ "NVIDIA's driver of graphics cards", "/usr/bin/nvidia-smi" },
	{ "NVIDIA's driver of graphics cards", "/usr/bin/nvidia-uninstall" },
	{ "AMD's own driver of graphics cards", "/usr/bin/amdgpu-uninstall" },
	{ "AMD's own driver of graphics cards", "/opt/amdgpu-pro" },
	{ "Mellanox' InfiniBand drivers", "/usr/bin/ofed_info" },
	{ "Mellanox' InfiniBand drivers", "/etc/infiniband/openib.conf" },
	{ "Intel's OmniPath", "/usr/bin/opaconfig" },
	{ "drivers of an FPGA", "/opt/xilinx/xrt" },
};

static void detect(struct check *check, struct guest *guest)
{
	const char *told = "";
	struct tree_stat st;

	if (guest->profile->special_drivers == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++) {
		if (strcmp(specials[i].what, told) == 0 ||
		    tree_stat(guest->tree, specials[i].path, &st) < 0)
			continue;
		told = specials[i].what;
		check_policy(check, guest->profile->special_drivers, specials[i].path,
			     told, "%s: for a card the new machine may not have", told);
	}
}

const struct rule rule_drv_special = {
	.id = "drv-special",
	.title = "drivers of special hardware are installed",
	.why = "without their card they fail at each start, and a machine with another "
	       "card needs another release of them",
	.see = "Huawei Cloud, IMS: installing special Linux drivers; preparing an image "
	       "file: GPU-accelerated instances need special drivers",
	.severity = NOTE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX,
	.detect = detect,
};
