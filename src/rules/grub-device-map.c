/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/debconf.h"
#include "format/shellvars.h"
#include "guest/devname.h"
#include "guest/mounts.h"

/*
 * What the next upgrade of GRUB installs to is written down as the old disk, which is not
 * there any more or, worse, is the name of another one.  What the new disk will be called
 * is not known, and no name of a whole disk is the same on every machine; so upgrades are
 * told to install to none: the boot code on the disk and the modules it loads then stay
 * those that fit each other.  A first disk by the profile's own driver (/dev/vda of
 * virtio_blk) is a name that will do, and is kept.
 */

#define MAP        "device.map"
#define DEBCONF    "/var/cache/debconf/config.dat"
#define QUESTION   "grub-pc/install_devices"
#define EMPTY      "grub-pc/install_devices_empty"
#define SYSCONFIG  "/etc/sysconfig/grub"
#define SUSE_DISKS "/etc/default/grub_installdevice"

static const char *const maps[] = { "/boot/grub/" MAP, "/boot/grub2/" MAP };

static bool profile_has(const struct guest *guest, const char *driver)
{
	const struct strs *wanted = &guest->profile->kernel_require;

	for (size_t i = 0; i < wanted->count; i++)
		if (strstr(wanted->item[i], driver))
			return true;
	return false;
}

/* Whether DEVICE, a whole disk or a partition, is a name of the old machine. */
static bool is_stale(const struct guest *guest, const char *device)
{
	const struct devname *name = devname_parse(guest->pool, device);

	if (!devname_is_positional(name))
		return false;
	if (name->kind != DEVNAME_DISK)
		return true;
	return !(strcmp(name->disk, "vda") == 0 && profile_has(guest, "virtio_blk")) &&
	       !(strcmp(name->disk, "nvme0n1") == 0 && profile_has(guest, "nvme"));
}

/* The first stale device among WORDS, which blanks and commas separate, or NULL. */
static const char *stale_in(const struct guest *guest, const char *words)
{
	struct strs list = strs_words(guest->pool, words);

	for (size_t i = 0; i < list.count; i++) {
		size_t len = strcspn(list.item[i], ",");
		const char *device = pool_strndup(guest->pool, list.item[i], len);

		if (is_stale(guest, device))
			return device;
	}
	return NULL;
}

static void say(struct check *check, const char *path, unsigned line, const char *device)
{
	check_finding(check, path, line, device, "%s: GRUB's next upgrade looks for it",
		      device);
}

/* Each line that is no comment: "(hd0) /dev/sda", "/dev/disk/by-id/...-part2". */
static void detect_lines(struct check *check, struct guest *guest, const char *path)
{
	struct bytes text, line;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
		return;
	for (unsigned number = 1; bytes_line(&text, &line); number++) {
		const char *device =
			bytes_starts(line, "#")
				? NULL
				: stale_in(guest, bytes_str(guest->pool, line));

		if (device) {
			say(check, path, number, device);
			return;
		}
	}
}

static void detect_debconf(struct check *check, struct guest *guest)
{
	const struct debconf_item *item;
	const struct debconf_field *value;
	const char *device;
	struct bytes text;

	if (!tree_has(guest->tree, DEBCONF, TREE_FILE) ||
	    tree_read(guest->tree, DEBCONF, &text) < 0)
		return;
	item = debconf_find(debconf_parse(guest->pool, text), QUESTION);
	value = item ? debconf_field(item, "Value") : NULL;
	device = value ? stale_in(guest, value->value) : NULL;
	if (device)
		say(check, DEBCONF, value->line, device);
}

static void detect_sysconfig(struct check *check, struct guest *guest)
{
	const struct shell_assignment *boot;
	struct bytes text;

	if (!tree_has(guest->tree, SYSCONFIG, TREE_FILE) ||
	    tree_read(guest->tree, SYSCONFIG, &text) < 0)
		return;
	boot = shellvars_find(shellvars_parse(guest->pool, text), "boot");
	if (boot && is_stale(guest, boot->value))
		say(check, SYSCONFIG, boot->line, boot->value);
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->volumes_known && !mount_shows(guest, maps[0]))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++)
		detect_lines(check, guest, maps[i]);
	detect_lines(check, guest, SUSE_DISKS);
	detect_debconf(check, guest);
	detect_sysconfig(check, guest);
}

/* The devices of WORDS that can stay, as debconf joins them. */
static const char *without_stale(const struct guest *guest, const char *words)
{
	struct strs list = strs_words(guest->pool, words), kept = { .pool = guest->pool };

	for (size_t i = 0; i < list.count; i++) {
		size_t len = strcspn(list.item[i], ",");
		const char *device = pool_strndup(guest->pool, list.item[i], len);

		if (!is_stale(guest, device))
			strs_add(&kept, device);
	}
	return strs_join(&kept, ", ");
}

/* Both answers count as given: an empty list alone would be asked about again. */
static void plan_debconf(struct plan *plan, struct guest *guest, struct bytes text)
{
	struct pool *pool = guest->pool;
	const char *kept =
		without_stale(guest, debconf_get(debconf_parse(pool, text), QUESTION));
	const struct debconf_item *empty = debconf_find(debconf_parse(pool, text), EMPTY);
	const struct debconf_field *flags = empty ? debconf_field(empty, "Flags") : NULL;

	if (*kept) {
		plan_write(plan, DEBCONF,
			   debconf_set(pool, text, QUESTION, "Value", kept));
		plan_note(plan, "upgrades of grub-pc install to %s only", kept);
		return;
	}
	if (!empty) {
		plan_refuse(plan, "this GRUB package cannot be told to install nowhere");
		return;
	}
	text = debconf_set(pool, text, QUESTION, "Value", "");
	text = debconf_set(pool, text, EMPTY, "Value", "true");
	if (!flags || !strstr(flags->value, "seen"))
		text = debconf_set(pool, text, EMPTY, "Flags",
				   flags && *flags->value
					   ? pool_printf(pool, "%s, seen", flags->value)
					   : "seen");
	plan_write(plan, DEBCONF, text);
	plan_note(plan, "upgrades of grub-pc leave the boot code alone now");
}

static void plan_sysconfig(struct plan *plan, struct guest *guest, struct bytes text)
{
	const struct shell_assignment *boot =
		shellvars_find(shellvars_parse(guest->pool, text), "boot");

	plan_write(plan, SYSCONFIG,
		   text_comment_line(guest->pool, text, boot->span, "# drydock: "));
	plan_note(plan, "commented out");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;

	if (tree_read(guest->tree, finding->path, &text) < 0)
		return;
	if (strcmp(finding->path, DEBCONF) == 0) {
		plan_debconf(plan, guest, text);
	} else if (strcmp(finding->path, SYSCONFIG) == 0) {
		plan_sysconfig(plan, guest, text);
	} else if (strcmp(finding->path, SUSE_DISKS) == 0) {
		/* Without a disk, "generic_mbr" would still replace GRUB's boot code. */
		plan_write(plan, finding->path, bytes_of(""));
		plan_note(plan, "emptied: updates leave the boot code alone now");
	} else {
		plan_remove(plan, finding->path);
		plan_note(plan, "removed: GRUB asks the machine itself without it");
	}
}

const struct rule rule_grub_device_map = {
	.id = "grub-device-map",
	.title = "GRUB's next upgrade would install to the old machine's disk",
	.why = "the upgrade fails, or updates the modules beside boot code that stays "
	       "old, or writes to another disk; then the machine stops at \"symbol not "
	       "found\", months later",
	.see = "Debian bug 966575; grub-mkdevicemap(8); debconf(7); GRUB manual "
	       "\"Device map\"",
	.severity = DEGRADED,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
