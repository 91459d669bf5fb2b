/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"
#include "guest/mounts.h"

/*
 * Report only: a boot partition is never copied to another disk.
 */

/* The first disk under VOLUME, where none is one of the root's; else NULL. */
static const struct disk *elsewhere(struct guest *guest, const struct volume *volume,
				    const struct volume *root)
{
	size_t count, roots;
	const struct disk **disk, **of_root;

	disk = volume_disks(guest->pool, guest->volume, guest->volume_count,
			    (size_t)(volume - guest->volume), &count);
	of_root = volume_disks(guest->pool, guest->volume, guest->volume_count,
			       (size_t)(root - guest->volume), &roots);
	for (size_t i = 0; i < count; i++)
		for (size_t r = 0; r < roots; r++)
			if (disk[i] == of_root[r])
				return NULL;
	return count && roots ? disk[0] : NULL;
}

static void judge(struct check *check, struct guest *guest, const struct volume *volume,
		  const struct volume *root)
{
	const struct disk *disk = elsewhere(guest, volume, root);

	if (disk)
		check_policy(check, guest->profile->boot_elsewhere, disk->name,
			     volume->mountpoint,
			     "%s is on this disk, and the root is on %s",
			     volume->mountpoint, guest_volume_where(guest->pool, root));
}

static void detect(struct check *check, struct guest *guest)
{
	const struct volume *root = guest_volume_at(guest, "/");
	const struct volume *boot = guest_volume_of(guest, "/boot");

	if (!root || !mount_shows(guest, "/boot/grub")) {
		check_cannot_look(check, "the disk of %s is not known",
				  root ? "/boot" : "the root");
		return;
	}
	judge(check, guest, boot, root);
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].is_esp && guest_mounts(&guest->volume[i]))
			judge(check, guest, &guest->volume[i], root);
}

const struct rule rule_same_disk_boot_root = {
	.id = "same-disk-boot-root",
	.title = "what starts the system is on another disk than its root",
	.why = "the new machine starts its first disk: where that is the other one there "
	       "is "
	       "nothing to start, or no root",
	.see = "Huawei Cloud IMS and Open Telekom Cloud: boot and system partition on "
	       "one "
	       "disk; "
	       "AWS VM Import/Export: root on the disk of the MBR",
	.severity = UNBOOTABLE,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
