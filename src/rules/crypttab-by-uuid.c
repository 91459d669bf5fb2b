/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/crypttabs.h"
#include "guest/initrd.h"
#include "guest/mounts.h"

/*
 * The repair respects: only the second field changes, key and options stay.  What has no
 * header of its own (swap with a random key) is named by its partition: a UUID there is
 * gone after the first start, and a wrong partition would be overwritten.  The copy in an
 * initramfs is what opens the root: a segment behind the image replaces it.
 */

static enum severity severity_of(const struct crypttab_place *place)
{
	bool optional = crypttab_has_option(place->entry, "nofail") ||
			crypttab_has_option(place->entry, "noauto");

	return optional || place->is_missing || !place->has_header ? DEGRADED
								   : UNBOOTABLE;
}

static void detect(struct check *check, struct guest *guest)
{
	struct crypttabs tabs = guest_crypttabs(guest);

	if (!tabs.concerns)
		check_not_applicable(check);
	if (tabs.why_not)
		check_cannot_look(check, "%s", tabs.why_not);
	if (tabs.concerns && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < tabs.count; i++) {
		const struct crypttab_place *place = &tabs.place[i];

		if (place->problem)
			check_finding_as(check, severity_of(place), place->path,
					 place->inside ? 0 : place->entry->line,
					 place->subject, "%s: %s", place->subject,
					 place->problem);
	}
}

/* The file in the image with new content, behind the image. */
static bool write_inside(struct plan *plan, struct guest *guest,
			 const struct crypttab_place *place, struct bytes text)
{
	struct initramfs_new_file file = { place->inside, S_IFREG | 0600, text };
	struct bytes segment;
	const char *why;

	if (guest_initramfs_segment(guest, place->path, &file, 1, &segment, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return false;
	}
	return plan_append(plan, place->path, segment);
}

/*
 * An entry of another disk: it may stay, but nothing waits for it.  Not so one that would
 * overwrite whatever has that name on the new machine.
 */
static struct bytes without(struct plan *plan, struct guest *guest,
			    const struct crypttab_place *place)
{
	if (guest->profile->missing_mount == MISSING_COMMENT || place->inside ||
	    !place->has_header) {
		plan_note(plan, "commented");
		return text_comment_line(guest->pool, place->text, place->entry->span,
					 "# drydock: ");
	}
	plan_note(plan, "optional now");
	return crypttab_add_option(guest->pool, place->text, place->entry, "nofail");
}

static bool repair(struct plan *plan, struct guest *guest,
		   const struct crypttab_place *place)
{
	struct bytes text;

	if (!place->is_missing && !place->stable) {
		plan_refuse(plan, "%s", place->why_not);
		return false;
	}
	text = place->is_missing ? without(plan, guest, place)
				 : crypttab_set_source(guest->pool, place->text,
						       place->entry, place->stable);
	if (place->stable)
		plan_note(plan, "now %s", place->stable);
	return place->inside ? write_inside(plan, guest, place, text)
			     : plan_write(plan, place->path, text);
}

/* Spans move with every edit, so the entries are looked up again after each. */
static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	bool more = true;

	while (more) {
		struct crypttabs tabs = guest_crypttabs(guest);

		more = false;
		for (size_t i = 0; i < tabs.count && !more; i++) {
			const struct crypttab_place *place = &tabs.place[i];

			if (!place->problem || strcmp(place->path, finding->path) != 0 ||
			    strcmp(place->subject, finding->subject) != 0)
				continue;
			if (!repair(plan, guest, place))
				return;
			more = true;
		}
	}
}

const struct rule rule_crypttab_by_uuid = {
	.id = "crypttab-by-uuid",
	.title = "crypttab names an encrypted volume by a name that changes with the "
		 "machine",
	.why = "On another machine the disk has another name: the volume is not opened, "
	       "and what lies on it, the root perhaps, is not found.  Swap with a random "
	       "key may even overwrite another partition.",
	.see = "crypttab(5); virt-v2v(1), \"Encrypted disks\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
