/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/volumes.h"

/*
 * Report only: which of the two is the copy nobody can tell, and a new UUID breaks what
 * names the old one.
 */

/* The devices of one btrfs have one UUID, and so have an array and its members. */
static bool may_share(const struct volume *a, const struct volume *b)
{
	if (strcmp(a->type, b->type) != 0)
		return true;
	return (strcmp(a->type, "btrfs") == 0 && a->fs && a->fs->devices > 1) ||
	       strstr(a->type, "_member");
}

static bool is_same(const char *a, const char *b)
{
	return a && b && *a && strcmp(a, b) == 0;
}

static void compare(struct check *check, struct guest *guest, const struct volume *a,
		    const struct volume *b)
{
	struct pool *pool = guest->pool;
	const char *name = volume_name(pool, a), *other = volume_name(pool, b);

	if (is_same(a->partuuid, b->partuuid))
		check_finding(check, name, 0, pool_printf(pool, "PARTUUID %s", other),
			      "%s is another partition with PARTUUID=%s", other,
			      a->partuuid);
	if (!a->type || !b->type || may_share(a, b))
		return;
	if (is_same(a->uuid, b->uuid))
		check_finding(check, name, 0, pool_printf(pool, "UUID %s", other),
			      "%s is another %s with UUID=%s", other, b->type, a->uuid);
	else if (is_same(a->label, b->label))
		check_finding_as(
			check, NOTE, name, 0, pool_printf(pool, "LABEL %s", other),
			"%s is another %s with LABEL=%s", other, b->type, a->label);
}

static void detect(struct check *check, struct guest *guest)
{
	/* A subvolume lies on a file system that is told by itself. */
	for (size_t i = 0; i < guest->volume_count; i++)
		for (size_t j = i + 1; j < guest->volume_count; j++)
			if (guest->volume[i].kind != VOLUME_SUBVOL &&
			    guest->volume[j].kind != VOLUME_SUBVOL)
				compare(check, guest, &guest->volume[i],
					&guest->volume[j]);
}

const struct rule rule_fs_unique_ids = {
	.id = "fs-unique-ids",
	.title = "two file systems have one identity",
	.why = "which of them is mounted depends on which disk is found first: after a "
	       "move "
	       "it may be the old copy",
	.see = "mount(8), UUID=: \"there is no guarantee that UUIDs and labels are "
	       "really unique\"",
	.severity = DEGRADED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
