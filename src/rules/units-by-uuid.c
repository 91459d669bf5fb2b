/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/mounts.h"
#include "guest/mountunits.h"

/*
 * The repair respects: only the value of What= changes, in the file that says it; the
 * name of a mount unit is that of its directory and stays.  A swap unit has the name of
 * its device and cannot be kept by an edit, so it is only reported.  A unit whose disk is
 * not here stays too; what starts it at boot is taken away.
 */

static enum severity severity_of(const struct mount_unit *unit)
{
	return unit->use == MOUNT_UNIT_REQUIRED && !unit->is_swap ? UNBOOTABLE : DEGRADED;
}

static bool is_missing(struct guest *guest, const struct mount_unit *unit)
{
	return devname_is_missing(guest, unit->device) && unit->use != MOUNT_UNIT_IDLE;
}

/* What is wrong with the device of UNIT, or NULL. */
static const char *problem_of(struct guest *guest, const struct mount_unit *unit)
{
	const char *why = NULL;
	const struct volume *volume = devname_volume(guest, unit->device, &why);

	if (volume)
		return devname_is_positional(unit->device)
			       ? "a name that changes with the machine"
			       : NULL;
	if (is_missing(guest, unit))
		return "not on this disk, and the boot waits for it";
	return devname_is_positional(unit->device) && unit->use != MOUNT_UNIT_IDLE &&
			       !devname_is_missing(guest, unit->device)
		       ? why
		       : NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	struct mount_units units = guest_mount_units(guest);

	if (units.count == 0)
		check_not_applicable(check);
	if (units.too_many)
		check_cannot_look(check, "more than %d mount units", MOUNT_UNITS_MAX);
	for (size_t i = 0; i < units.count; i++) {
		const struct mount_unit *unit = &units.unit[i];
		const char *problem = problem_of(guest, unit);

		if (problem)
			check_finding_as(check, severity_of(unit), unit->path,
					 unit->key->line, unit->key->value, "What=%s: %s",
					 unit->key->value, problem);
	}
}

static void stop(struct plan *plan, const struct mount_unit *unit)
{
	if (unit->device->mountpoint && mount_is_own(unit->device->mountpoint)) {
		plan_refuse(plan,
			    "%s belongs to the system; add the disk that holds it, or "
			    "disable %s",
			    unit->device->mountpoint, unit->name);
		return;
	}
	for (size_t i = 0; i < unit->links.count; i++)
		plan_remove(plan, unit->links.item[i]);
	plan_note(plan, "%s is not started at boot any more", unit->name);
}

static void repair(struct plan *plan, struct guest *guest, const struct mount_unit *unit)
{
	const char *why = NULL, *stable;
	const struct volume *volume = devname_volume(guest, unit->device, &why);

	if (!volume && is_missing(guest, unit)) {
		stop(plan, unit);
		return;
	}
	stable = volume ? mount_unit_device(guest, volume) : NULL;
	if (!stable) {
		plan_refuse(plan, "%s",
			    volume ? "the file system has no UUID, nor has its partition"
				   : why);
	} else if (unit->is_swap) {
		plan_refuse(plan,
			    "the unit must have its device's name, %s; a line of "
			    "fstab does the same",
			    mount_unit_name(guest->pool, stable, ".swap"));
	} else {
		plan_write(plan, unit->path,
			   text_replace(guest->pool, unit->text, unit->key->value_span,
					stable));
		plan_note(plan, "now %s", stable);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct mount_units units = guest_mount_units(guest);

	for (size_t i = 0; i < units.count; i++)
		if (strcmp(units.unit[i].path, finding->path) == 0 &&
		    strcmp(units.unit[i].key->value, finding->subject) == 0)
			repair(plan, guest, &units.unit[i]);
}

const struct rule rule_units_by_uuid = {
	.id = "units-by-uuid",
	.title = "a mount unit of systemd has a device name that changes with the "
		 "machine",
	.why = "the unit waits 90 seconds for a device that never comes; where the boot "
	       "requires it, it ends in the emergency shell",
	.see = "systemd.mount(5), systemd.swap(5), What=; systemd.unit(5)",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
