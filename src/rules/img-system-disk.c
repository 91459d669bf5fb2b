/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/disktable.h"
#include "guest/release.h"

/*
 * Report only: what is a system is looked for before; here is said what the disk is
 * instead.  Windows is not looked into, so that a volume of its may well be its system.
 */

/* ECMA-119, 8.4: the first volume descriptor. */
enum { ISO_DESCRIPTOR = 0x8000, ISO_LEN = 6 };

static bool is_iso(const struct guest *guest, const struct disk *disk)
{
	struct bytes head;

	return disk->size >= ISO_DESCRIPTOR + ISO_LEN &&
	       guest_disk_read(guest, disk, ISO_DESCRIPTOR, ISO_LEN, &head) == 0 &&
	       memcmp(head.data + 1, "CD001", 5) == 0;
}

static const struct volume *volume_on(const struct guest *guest, const struct disk *disk,
				      const char *type)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->disk == disk && volume->type &&
		    (!type || strcmp(volume->type, type) == 0))
			return volume;
	}
	return NULL;
}

static const char *what_it_is(struct guest *guest, const struct disk *disk)
{
	struct table *table = NULL;
	int err = guest_table(guest, disk, &table);

	if (is_iso(guest, disk) || volume_on(guest, disk, "iso9660"))
		return "it is an installer or a live medium (ISO 9660)";
	if (volume_on(guest, disk, NULL))
		return "it holds no system: a data disk, or a part of one";
	if (err == 0 && table->kind == TABLE_NONE)
		return "it has no partition table, and no file system";
	return "it has no file system";
}

/* BitLocker and NTFS are Windows's; what cannot be read may be a system. */
static const char *hides(const struct volume *volume)
{
	static const char *const types[] = { "ntfs", "BitLocker", "crypto_LUKS",
					     "zfs_member" };

	for (size_t i = 0; volume->type && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(volume->type, types[i]) == 0)
			return types[i];
	return volume->problem ? volume->problem : NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest_parts(guest) & GUEST_LINUX || guest_is_freebsd(guest))
		return;
	if (!guest->volumes_known && guest->disk_count == 0) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < guest->volume_count; i++)
		if (hides(&guest->volume[i])) {
			check_cannot_look(
				check, "%s may hold a system (%s)",
				guest_volume_where(guest->pool, &guest->volume[i]),
				hides(&guest->volume[i]));
			return;
		}
	for (size_t i = 0; i < guest->disk_count; i++)
		check_finding(check, guest->disk[i]->name, 0, "system", "%s",
			      what_it_is(guest, guest->disk[i]));
}

const struct rule rule_img_system_disk = {
	.id = "img-system-disk",
	.title = "the image is not one of a system disk",
	.why = "the import is refused, or the machine finds nothing to start",
	.see = "Alibaba Cloud image check, GUESTOS.SystemImage; Tencent Cloud: "
	       "PartitionNotPresent, RootPartitionNotFound",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
