/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/grubdefaults.h"
#include "guest/rootarg.h"

/*
 * Only the value of root= is replaced, token by token: "/dev/sda1" inside a comment, a
 * longer name, a menu title or GRUB's own (hd0,msdos1) is something else.  grub.cfg is
 * one half; its source in /etc/default is changed too, or the next update-grub undoes it.
 */

#define NO_UUID "GRUB_DISABLE_LINUX_UUID"

/* os-prober lists other systems too: their roots are not ours to change. */
static const struct cmdline_arg *root_of(const struct boot_entry *entry)
{
	return entry->is_own ? cmdline_last(entry->cmdline, "root") : NULL;
}

/* 10_linux of GRUB takes PARTUUID then, which is as good. */
static bool wants_partuuid(struct guest *guest)
{
	const char *path;
	struct bytes text;
	const struct shell_assignment *no =
		grubdefaults_find(guest, "GRUB_DISABLE_LINUX_PARTUUID", &path, &text);

	return no && strcmp(no->value, "false") == 0;
}

static void detect_defaults(struct check *check, struct guest *guest)
{
	const struct volume *root = guest_volume_at(guest, "/");
	const struct shell_assignment *no_uuid;
	const struct grubdefaults_arg *arg;
	struct bytes text;
	const char *path;
	size_t count;

	arg = grubdefaults_args(guest, "root", &count);
	for (size_t i = 0; i < count; i++) {
		const char *value = arg[i].arg.value_text;
		const char *problem = rootarg_problem(guest, value);

		if (problem)
			check_finding(check, arg[i].path, arg[i].line, value,
				      "root=%s %s", value, problem);
	}
	no_uuid = grubdefaults_find(guest, NO_UUID, &path, &text);
	if (no_uuid && strcmp(no_uuid->value, "true") == 0 && root && root->part &&
	    !wants_partuuid(guest))
		check_finding(check, path, no_uuid->line, NO_UUID,
			      "the next update-grub writes a device name into root=");
}

/* One finding for each wrong value of a file, however many entries have it. */
static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	if (boot->too_many) {
		check_cannot_look(check, "more than %d boot entries, or too deep",
				  BOOT_ENTRIES_MAX);
		return;
	}
	if (boot->elsewhere)
		check_cannot_look(check, "the entries in /boot/loader/entries (blscfg) "
					 "are not read");
	detect_defaults(check, guest);
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		const struct cmdline_arg *root = root_of(entry);
		const char *problem =
			root ? rootarg_problem(guest, root->value_text) : NULL;
		if (problem)
			check_finding(check, entry->source, entry->line, root->value_text,
				      "root=%s %s", root->value_text, problem);
	}
}

static const struct boot_entry *entry_with(struct guest *guest, const char *source,
					   const char *value)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++) {
		const struct cmdline_arg *root = root_of(&boot->entry[i]);

		if (root && strcmp(boot->entry[i].source, source) == 0 &&
		    strcmp(root->value_text, value) == 0)
			return &boot->entry[i];
	}
	return NULL;
}

static const struct grubdefaults_arg *default_with(struct guest *guest, const char *path,
						   const char *value)
{
	size_t count;
	const struct grubdefaults_arg *arg = grubdefaults_args(guest, "root", &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(arg[i].path, path) == 0 &&
		    strcmp(arg[i].arg.value_text, value) == 0)
			return &arg[i];
	return NULL;
}

static void plan_defaults(struct plan *plan, struct guest *guest,
			  const struct finding *finding)
{
	const struct grubdefaults_arg *arg;
	const char *why = "nothing better is known", *stable;
	struct bytes text;

	if (strcmp(finding->subject, NO_UUID) == 0) {
		if (tree_read(guest->tree, finding->path, &text) == 0)
			plan_write(plan, finding->path,
				   shellvars_set(guest->pool, text, NO_UUID, "false"));
		plan_note(plan, NO_UUID "=false");
		return;
	}
	stable = rootarg_stable(guest, finding->subject, ROOTARG_INITRD, &why);
	if (!stable || strcmp(stable, finding->subject) == 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	while ((arg = default_with(guest, finding->path, finding->subject)))
		if (!plan_write(
			    plan, finding->path,
			    text_replace(guest->pool, arg->text, arg->arg.value, stable)))
			return;
	plan_note(plan, "root=%s", stable);
}

/* Entry by entry, as spans move; what an entry gets may differ (no initramfs). */
static void plan_config(struct plan *plan, struct guest *guest,
			const struct finding *finding)
{
	const struct boot_entry *entry;
	unsigned changed = 0;
	const char *stable = NULL, *why = NULL;

	while ((entry = entry_with(guest, finding->path, finding->subject))) {
		stable = rootarg_stable(
			guest, finding->subject,
			entry->initrd.count ? ROOTARG_INITRD : ROOTARG_KERNEL, &why);
		if (!stable || strcmp(stable, finding->subject) == 0) {
			plan_refuse(plan, "line %u: %s", entry->line,
				    why ? why : "nothing better is known");
			return;
		}
		if (!plan_write(plan, finding->path,
				text_replace(guest->pool, entry->text,
					     root_of(entry)->value, stable)))
			return;
		changed++;
	}
	plan_note(plan, "root=%s in %u %s", stable, changed,
		  changed == 1 ? "entry" : "entries");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strncmp(finding->path, "/etc/default/", 13) == 0)
		plan_defaults(plan, guest, finding);
	else
		plan_config(plan, guest, finding);
}

const struct rule rule_grub_root_by_uuid = {
	.id = "grub-root-by-uuid",
	.title = "the boot loader's root= names a device that is not there",
	.why = "the kernel or its initramfs waits for /dev/sda1 on a machine whose disk "
	       "is "
	       "/dev/vda and ends in an emergency shell",
	.see = "Huawei IMS \"changing disk identifiers in the GRUB file to UUID\"; "
	       "Alibaba "
	       "GUESTOS.Grub; kernel-parameters.txt (root=)",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_GRUB2 | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
