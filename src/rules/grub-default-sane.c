/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/bootdefault.h"
#include "guest/bootdisk.h"
#include "guest/grubdefaults.h"
#include "guest/grubmenu.h"

/*
 * Only a default that is dead is changed.  Where it names nothing, GRUB starts the first
 * entry, and that is what it says then: no kernel is pinned that was not before.  Where
 * the kernel it starts is gone, another complete entry takes its place.  A lost initramfs
 * can be made again, so it is no reason.  A menu that waits for a key is given 5 seconds,
 * GRUB's own default; a password in front of the default is somebody's will and stays.
 */

#define DEFAULT  "default"
#define NAME     "default name"
#define PASSWORD "password"
#define TIMEOUT  "timeout"
#define SECONDS  "5"

static const char *const variables[] = { "GRUB_TIMEOUT", "GRUB_RECORDFAIL_TIMEOUT" };

static unsigned line_of(const struct grubmenu *menu)
{
	const struct grubcfg_set *set = grubcfg_find_set(menu->cfg, "default");

	return set ? set->line : 0;
}

/*
 * Its own default may lie on another system's volume, which is not seen from here, or be
 * named by a variable.
 */
static bool is_dead(const struct boot_entry *entry)
{
	return !entry->kernel_there && !strchr(entry->kernel, '$') &&
	       !(entry->id && strncmp(entry->id, "osprober-", 9) == 0);
}

static bool is_on_esp(struct guest *guest, const char *path)
{
	const struct volume *volume = guest_volume_of(guest, path);

	return volume && volume->is_esp;
}

/*
 * Where GRUB has a whole menu of this system on the ESP, as in EL 7, one below /boot is
 * read by nobody unless a BIOS finds code that does.
 */
static bool is_unread(struct guest *guest, const struct boot *boot,
		      const struct grubmenu *menu)
{
	bool has_other = false;

	for (size_t i = 0; i < boot->count && !has_other; i++)
		has_other = boot->entry[i].loader == BOOT_GRUB2 &&
			    boot->entry[i].is_own &&
			    is_on_esp(guest, boot->entry[i].config);
	return has_other && !is_on_esp(guest, menu->config) &&
	       (guest_parts(guest) & GUEST_DISKS) && !guest_starts_by_bios(guest);
}

static void detect_menu(struct check *check, const struct grubmenu *menu)
{
	const struct boot_entry *starts = menu->starts;

	if (starts && is_dead(starts))
		check_finding(check, menu->config,
			      strcmp(starts->file, menu->config) ? 0 : starts->file_line,
			      DEFAULT, "the default \"%s\" has no kernel: %s",
			      starts->title, starts->kernel);
	else if (menu->names_nothing)
		check_finding_as(check, DEGRADED, menu->config, line_of(menu), NAME,
				 "the default \"%s\" is no entry; another one starts",
				 menu->named);
	if (menu->asks_password)
		check_finding(check, menu->config, starts->file_line, PASSWORD,
			      "the default \"%s\" asks for a password", starts->title);
	if (menu->endless)
		check_finding(check, menu->config, menu->endless->line, TIMEOUT,
			      "the menu waits for a key for ever");
	else if (menu->no_timeout)
		check_finding(check, menu->config, 0, TIMEOUT,
			      "no timeout is set: the menu waits for a key for ever");
}

/*
 * Beside a menu of GRUB 2 that of GRUB legacy is mostly what an upgrade left behind, or
 * was made for Xen to read: it counts where GRUB legacy is what the disk starts.
 */
static bool legacy_is_started(struct guest *guest, size_t menus)
{
	struct bootcode_state *state;
	struct bootdisk bootdisk;

	return menus == 0 ||
	       (guest_bootdisk_any(guest, &bootdisk) == 0 &&
		bootcode_inspect(guest->pool, &bootdisk.code, &state) == 0 &&
		state->mbr == BOOTCODE_GRUB_LEGACY);
}

/* GRUB legacy's default is a number, which always names an entry or the first one. */
static bool detect_legacy(struct check *check, const struct boot *boot)
{
	bool any = false;

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];

		if (entry->loader != BOOT_GRUB_LEGACY)
			continue;
		any = true;
		if (entry->is_default && is_dead(entry))
			check_finding(check, entry->config, entry->file_line, DEFAULT,
				      "the default \"%s\" has no kernel: %s",
				      entry->title, entry->kernel);
	}
	return any;
}

static void detect_defaults(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *path;
		struct bytes text;
		const struct shell_assignment *set =
			grubdefaults_find(guest, variables[i], &path, &text);

		if (set && set->value[0] == '-')
			check_finding_as(check, DEGRADED, path, set->line, variables[i],
					 "the next update-grub writes a menu that waits "
					 "for ever");
	}
}

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	size_t count;
	const struct grubmenu *menu = guest_grub_menus(guest, boot, &count);

	if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	for (size_t i = 0; i < count; i++)
		if (!is_unread(guest, boot, &menu[i]))
			detect_menu(check, &menu[i]);
	if (legacy_is_started(guest, count) && !detect_legacy(check, boot) && count == 0)
		check_not_applicable(check);
	detect_defaults(check, guest);
}

static const struct grubmenu *menu_of(struct guest *guest, const char *config)
{
	size_t count;
	const struct grubmenu *menu = guest_grub_menus(guest, guest_boot(guest), &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(menu[i].config, config) == 0)
			return &menu[i];
	return NULL;
}

static void plan_name(struct plan *plan, struct guest *guest, const char *config)
{
	struct bootdefault edits;
	const char *why;

	if (bootdefault_plan(guest, config, BOOTDEFAULT_FIRST, &edits, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	for (size_t i = 0; i < edits.count; i++)
		if (!plan_write(plan, edits.edit[i].path, edits.edit[i].text))
			return;
	plan_note(plan, "says that the first entry starts");
}

static void plan_timeout(struct plan *plan, struct guest *guest, const char *config)
{
	enum { TRIES = 64 }; /* branches that set it */
	const struct grubmenu *menu = menu_of(guest, config);

	for (int i = 0; i < TRIES && menu && menu->endless; i++) {
		if (!plan_write(plan, config,
				text_replace(guest->pool, menu->text,
					     menu->endless->value_span, SECONDS)))
			return;
		menu = menu_of(guest, config);
	}
	if (menu && menu->no_timeout)
		plan_write(plan, config,
			   text_insert(guest->pool, menu->text,
				       bytes_starts(menu->text, "\xef\xbb\xbf") ? 3 : 0,
				       pool_printf(guest->pool, "set timeout=%s%s",
						   SECONDS, text_line_end(menu->text))));
	plan_note(plan, "timeout=%s", SECONDS);
}

static void plan_variable(struct plan *plan, struct guest *guest,
			  const struct finding *finding)
{
	struct bytes text;

	if (tree_read(guest->tree, finding->path, &text) == 0)
		plan_write(plan, finding->path,
			   shellvars_set(guest->pool, text, finding->subject, SECONDS));
	plan_note(plan, "%s=%s", finding->subject, SECONDS);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strcmp(finding->subject, DEFAULT) == 0)
		plan_other_default(plan, finding->path);
	else if (strcmp(finding->subject, NAME) == 0)
		plan_name(plan, guest, finding->path);
	else if (strcmp(finding->subject, PASSWORD) == 0)
		plan_refuse(plan, "somebody set it; --unrestricted at the entry lets it "
				  "start");
	else if (strcmp(finding->subject, TIMEOUT) == 0)
		plan_timeout(plan, guest, finding->path);
	else
		plan_variable(plan, guest, finding);
}

const struct rule rule_grub_default_sane = {
	.id = "grub-default-sane",
	.title = "GRUB's menu does not start the system by itself",
	.why = "the loader stops at an entry whose kernel is gone, or at a menu that "
	       "waits for a key that nobody can press",
	.see = "AWS \"modifying the default entry and timeout\"; GRUB manual, "
	       "\"default\", \"timeout\", \"superusers\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = plan,
};
