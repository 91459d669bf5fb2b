/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/text.h"
#include "guest/kernelargs.h"

/*
 * One word is changed, in the entries and in what they are made from.  Where no word says
 * a platform none is added: then the system is not one that Ignition sets up.
 */

static const char *const names[] = { "ignition.platform.id", "flatcar.oem.id",
				     "coreos.oem.id" };

/* "set oem_id=" of GRUB on the OEM partition of Flatcar. */
static const char *const grub_files[] = { "/usr/share/oem/grub.cfg", "/oem/grub.cfg" };

/* Flatcar calls two of them otherwise. */
static const char *wanted_as(const struct guest *guest, const char *name)
{
	const char *platform = guest->profile->ignition_platform;

	if (strcmp(name, names[0]) == 0)
		return platform;
	if (strcmp(platform, "aws") == 0)
		return "ami";
	return strcmp(platform, "gcp") == 0 ? "gce" : platform;
}

/* What "set oem_id=" in PATH says, with its place; false where it does not. */
static bool find_oem(struct guest *guest, const char *path, struct bytes *text,
		     struct span *value, unsigned *number)
{
	size_t at = 0;
	struct span line;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, text) < 0)
		return false;
	for (unsigned n = 1; text_next_line(*text, &at, &line); n++) {
		struct bytes bytes = text_slice(*text, line);
		ptrdiff_t found = bytes_find(bytes, bytes_of("oem_id="), 0);
		size_t from, len = 0;

		if (found < 0 || !bytes_starts(bytes, "set"))
			continue;
		from = (size_t)found + strlen("oem_id=");
		if (from < bytes.len && bytes.data[from] == '"')
			from++;
		while (from + len < bytes.len && bytes.data[from + len] != '"' &&
		       bytes.data[from + len] != ' ')
			len++;
		*value = (struct span){ line.offset + from, len };
		*number = n;
		return true;
	}
	return false;
}

static void judge(struct check *check, const struct guest *guest, const char *path,
		  unsigned line, const char *name, const char *value)
{
	const char *wanted = wanted_as(guest, name);

	if (strcmp(value, wanted) != 0)
		check_finding(check, path, line, name, "%s=%s; here it is %s", name,
			      value, wanted);
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);
	bool any = false;

	for (size_t a = 0; a < count && *guest->profile->ignition_platform; a++)
		for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
			size_t found;
			const struct kernelarg *arg =
				kernelargs_named(guest, &args[a], names[n], &found);

			any |= found > 0;
			if (found)
				judge(check, guest, arg[found - 1].part->source,
				      arg[found - 1].part->line, names[n],
				      arg[found - 1].arg->value_text);
		}
	for (size_t i = 0; i < sizeof(grub_files) / sizeof(*grub_files); i++) {
		struct bytes text;
		struct span value;
		unsigned line;

		if (!*guest->profile->ignition_platform ||
		    !find_oem(guest, grub_files[i], &text, &value, &line))
			continue;
		any = true;
		judge(check, guest, grub_files[i], line, "oem_id",
		      text_str(guest->pool, text, value));
	}
	if (!any)
		check_not_applicable(check);
}

/* The next edit of a command line; PATH is NULL where all is done. */
static struct boot_change next_edit(struct guest *guest, const char *name,
				    const char *wanted)
{
	struct boot_change nothing = { 0 };
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);

	for (size_t a = 0; a < count; a++) {
		size_t found;
		const struct kernelarg *arg =
			kernelargs_named(guest, &args[a], name, &found);

		if (found && strcmp(arg[found - 1].arg->value_text, wanted) != 0)
			return kernelarg_replace(
				guest, &arg[found - 1],
				pool_printf(guest->pool, "%s=%s", name, wanted));
	}
	return nothing;
}

static void plan_args(struct plan *plan, struct guest *guest, const char *name)
{
	enum { EDITS_MAX = 256 }; /* entries and sources */
	const char *wanted = wanted_as(guest, name);

	for (int i = 0; i < EDITS_MAX; i++) {
		struct boot_change change = next_edit(guest, name, wanted);

		if (change.why_not)
			plan_refuse(plan, "%s", change.why_not);
		if (change.why_not || !change.path)
			break;
		if (!plan_write(plan, change.path, change.text))
			return;
	}
	plan_note(plan, "%s=%s now", name, wanted);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const char *wanted = wanted_as(guest, finding->subject);
	struct bytes text;
	struct span value;
	unsigned line;

	if (strcmp(finding->subject, "oem_id") != 0)
		plan_args(plan, guest, finding->subject);
	else if (find_oem(guest, finding->path, &text, &value, &line) &&
		 plan_write(plan, finding->path,
			    text_replace(guest->pool, text, value, wanted)))
		plan_note(plan, "oem_id=%s now", wanted);
}

const struct rule rule_coreos_platform_id = {
	.id = "coreos-platform-id",
	.title = "CoreOS is told to ask another cloud for its configuration",
	.why = "Ignition and the agents wait for that cloud's metadata: no key is set, "
	       "or "
	       "the first start never ends",
	.see = "Fedora CoreOS: ignition.platform.id; Flatcar: flatcar.oem.id",
	.severity = UNREACHABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
