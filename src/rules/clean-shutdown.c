/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/hibernation.h"
#include "guest/volumes.h"

/*
 * The repair is the replay that mounting does, on the copy-on-write layer; what has no
 * journal is not touched here, and a hibernated system never.
 */

static void judge(struct check *check, struct guest *guest, const struct volume *volume)
{
	const char *name = volume_name(guest->pool, volume);

	switch (volume->fs->state) {
	case SUPERBLOCK_JOURNAL:
		if (!guest_is_mended(guest, volume, MEND_JOURNAL))
			check_finding_as(check, NOTE, name, 0, "journal",
					 "%s: was in use when the machine stopped; what "
					 "it wrote last is in its journal",
					 volume_use(guest->pool, volume));
		break;
	case SUPERBLOCK_UNCLEAN:
		/* Of FAT only what was written last is lost; firmware reads it as it is.
		 */
		check_finding_as(check,
				 volume->fs->family == SUPERBLOCK_FAT ? NOTE : DEGRADED,
				 name, 0, "unclean",
				 "%s: was in use when the machine stopped, and has no "
				 "journal that makes it whole",
				 volume_use(guest->pool, volume));
		break;
	case SUPERBLOCK_UNKNOWN:
		if (volume->mountpoint)
			check_cannot_look(check, "%s: its journal is not on it",
					  volume_use(guest->pool, volume));
		break;
	default:
		break;
	}
}

static void detect(struct check *check, struct guest *guest)
{
	const char *asleep = guest_hibernated(guest);

	if (asleep)
		check_finding_as(check, UNBOOTABLE, asleep, 0, "hibernated",
				 "holds the memory of a hibernated system, which has "
				 "file systems half written");
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].fs)
			judge(check, guest, &guest->volume[i]);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct volume *volume = volume_named(guest, finding->path);

	if (guest_hibernated(guest)) {
		plan_refuse(plan, "start it on its old machine and shut it down there");
	} else if (volume && volume->fs->family == SUPERBLOCK_NTFS) {
		plan_refuse(plan, "Windows checks it at its next start");
	} else if (strcmp(finding->subject, "unclean") == 0) {
		plan_refuse(plan, "only its own tool can tell: see --repair-filesystems");
	} else if (!volume || !volume->mountpoint) {
		plan_refuse(plan, "this system does not mount it; the one that does "
				  "replays it then");
	} else {
		plan_mended(plan, volume, MEND_JOURNAL);
		plan_note(plan, "replayed its journal");
	}
}

const struct rule rule_clean_shutdown = {
	.id = "clean-shutdown",
	.title = "the machine was not shut down before its disk was taken",
	.why = "the last seconds of its work are in journals or lost; a hibernated "
	       "system "
	       "that is started elsewhere, or changed meanwhile, destroys its files",
	.see = "Linux Documentation/power/swsusp.rst, \"BIG FAT WARNING\"; Open Telekom "
	       "Cloud, IMS: shut down before export",
	.severity = DEGRADED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
