/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/mounts.h"
#include "guest/mountunits.h"

/*
 * The repair respects: only the value of the option changes, to a path, which systemd
 * takes in place of a unit's name; other options and the line stay.
 */

struct option {
	size_t offset, len; /* of the value, in the options of the entry */
	const char *device; /* the path it means, /dev/sda1 */
};

/* The next x-systemd option of OPTIONS from *AT on that names a device by position. */
static bool next_option(struct guest *guest, const char *options, size_t *at,
			struct option *option)
{
	static const char *const names[] = { "requires=", "after=", "before=",
					     "wanted-by=", "required-by=" };
	static const char prefix[] = "x-systemd.";

	while (options[*at]) {
		size_t start = *at, len = strcspn(options + start, ","), skip = 0;
		char *value;

		*at = start + len + (options[start + len] == ',');
		if (strncmp(options + start, prefix, sizeof(prefix) - 1) != 0)
			continue;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !skip; i++)
			if (strncmp(options + start + sizeof(prefix) - 1, names[i],
				    strlen(names[i])) == 0)
				skip = sizeof(prefix) - 1 + strlen(names[i]);
		if (!skip || skip >= len)
			continue;
		value = pool_strndup(guest->pool, options + start + skip, len - skip);
		option->device =
			value[0] == '/' ? value : mount_unit_path(guest->pool, value);
		option->offset = start + skip;
		option->len = len - skip;
		if (option->device &&
		    devname_is_positional(devname_parse(guest->pool, option->device)))
			return true;
	}
	return false;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0 || !mount_is_by_systemd(guest))
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count && mount_is_by_systemd(guest); i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		struct option option;
		size_t at = 0;

		while (next_option(guest, entry->options, &at, &option))
			check_finding_as(
				check,
				fstab_has_option(entry, "nofail") ||
						fstab_has_option(entry, "noauto")
					? DEGRADED
					: UNBOOTABLE,
				"/etc/fstab", entry->line, option.device,
				"%s needs %s, a name that changes with the machine",
				entry->file, option.device);
	}
}

/* The options of ENTRY with DEVICE replaced, or NULL where none names it. */
static const char *options_with(struct guest *guest, const struct fstab_entry *entry,
				const char *device, const char *stable)
{
	struct option option;
	size_t at = 0;

	while (next_option(guest, entry->options, &at, &option))
		if (strcmp(option.device, device) == 0)
			return pool_printf(guest->pool, "%.*s%s%s", (int)option.offset,
					   entry->options, stable,
					   entry->options + option.offset + option.len);
	return NULL;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const char *why = NULL, *stable;
	const struct volume *volume =
		devname_volume(guest, devname_parse(guest->pool, finding->subject), &why);
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);
	size_t count = fstab->count;

	stable = volume ? mount_unit_device(guest, volume) : NULL;
	if (!stable) {
		plan_refuse(plan, "%s", why ? why : "it has neither UUID nor PARTUUID");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *options;

		while ((options = options_with(guest, entry, finding->subject, stable))) {
			text = fstab_replace_field(guest->pool, text, entry,
						   FSTAB_OPTIONS, options);
			fstab = fstab_parse(guest->pool, text);
			entry = &fstab->entry[i];
		}
	}
	plan_write(plan, "/etc/fstab", text);
	plan_note(plan, "now %s", stable);
}

const struct rule rule_fstab_systemd_devices = {
	.id = "fstab-systemd-devices",
	.title = "an option in fstab ties a mount to a device name that changes with the "
		 "machine",
	.why = "systemd waits 90 seconds for a device that never comes, and the mount "
	       "that requires it fails",
	.see = "systemd.mount(5), x-systemd.requires=",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
