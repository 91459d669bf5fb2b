/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/volumes.h"

/* Report only: another type is another file system, with everything copied. */

/* WORD of the profile: a type as blkid(8) says, or "xfs-v5". */
static bool is_meant(struct pool *pool, const char *word, const struct volume *volume)
{
	if (strcmp(word, volume->type) == 0)
		return true;
	return volume->fs && volume->fs->version &&
	       strcmp(word, pool_printf(pool, "%s-v%u", volume->type,
					volume->fs->version)) == 0;
}

/* Firmware reads FAT only, whatever else an import allows. */
static bool is_firmwares(const struct volume *volume)
{
	return strcmp(volume->type, "vfat") == 0;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct strs *types = &guest->profile->fs_types;

	if (types->count == 0) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];
		bool meant = false;

		if (!volume->mountpoint || !volume->type || is_firmwares(volume))
			continue;
		for (size_t t = 0; t < types->count && !meant; t++)
			meant = is_meant(guest->pool, types->item[t], volume);
		if (!meant)
			check_finding(check, volume_name(guest->pool, volume), 0,
				      volume->mountpoint,
				      "%s%s is none of the types it takes: %s",
				      volume_use(guest->pool, volume),
				      volume->fs && volume->fs->version
					      ? pool_printf(guest->pool, " version %u",
							    volume->fs->version)
					      : "",
				      strs_join(types, ", "));
	}
}

const struct rule rule_fs_type = {
	.id = "fs-type",
	.title = "a file system of a type that the target does not take",
	.why = "the import is refused, or cannot resize the disk and put its tools there",
	.see = "Alibaba Cloud, Limits for importing images: XFS, ext3, ext4; AWS VM "
	       "Import/Export, supported file systems",
	.severity = REJECTED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
