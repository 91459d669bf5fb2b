/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"

/*
 * Report only: without the partition the numbers of others would change, and a new
 * signature would have another UUID than resume= names.
 */

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->type && strcmp(volume->type, "swap") == 0 &&
		    guest_disks_hold(guest, volume))
			check_policy(check, guest->profile->swap_partition,
				     guest_volume_where(guest->pool, volume), "swap",
				     "swap of %llu MB on the system disk",
				     (unsigned long long)(volume->size / 1000000));
	}
}

const struct rule rule_no_swap_partition = {
	.id = "no-swap-partition",
	.title = "there is swap on the system disk",
	.why = "the platform puts swap on a disk of the machine's own; on the system "
	       "disk "
	       "it "
	       "is slow, paid for, and in the way of growing the root",
	.see = "Microsoft Azure, \"Prepare Linux for imaging\": no swap partition on the "
	       "OS "
	       "disk; Alibaba Cloud Marketplace image specification",
	.severity = DEGRADED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
