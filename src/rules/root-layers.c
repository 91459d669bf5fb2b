/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-image.h"

#include "guest/devname.h"
#include "guest/initrd.h"
#include "guest/kernelargs.h"
#include "guest/layerargs.h"

/*
 * Only a device name is replaced, by the UUID of the header; the rest of the word stays.
 * A container that is not here is only reported, since which is meant is not known.
 * Programs cannot be put into an image from outside: they need their libraries.
 */

static const char *word_of(struct guest *guest, const struct cmdline_arg *arg)
{
	return pool_printf(guest->pool, "%s=%s", arg->name, arg->value_text);
}

static const char *problem_of(const struct layer_arg *found)
{
	if (found->kind != LAYER_CRYPT && found->kind != LAYER_MD)
		return NULL;
	if (found->is_missing)
		return "is not on this disk";
	if (found->is_positional && !found->volume)
		return found->why;
	return found->is_positional ? "is a name that changes with the machine" : NULL;
}

static bool detect_words(struct check *check, struct guest *guest,
			 const struct kernelargs *args)
{
	enum severity severity =
		args->entry && args->entry->is_default ? UNBOOTABLE : DEGRADED;
	bool any = false;

	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			const struct boot_args *part = &args->part[p];
			const struct cmdline_arg *arg = &part->cmdline->arg[i];
			struct layer_arg found;

			if (!layer_arg_find(guest, arg, &found))
				continue;
			any = true;
			if (problem_of(&found))
				check_finding_as(check, severity, part->source,
						 part->line, word_of(guest, arg), "%s %s",
						 word_of(guest, arg), problem_of(&found));
		}
	return any;
}

static const struct layer {
	enum volume_kind kind;
	const char *name, *what;
	const char *programs[6];
} layers[] = {
	{ VOLUME_CRYPT,
	  "cryptsetup",
	  "is encrypted",
	  { "/sbin/cryptsetup", "/usr/sbin/cryptsetup", "/bin/cryptsetup",
	    "/usr/bin/cryptsetup", "/lib/systemd/systemd-cryptsetup",
	    "/usr/lib/systemd/systemd-cryptsetup" } },
	{ VOLUME_MD,
	  "mdadm",
	  "lies on an array",
	  { "/sbin/mdadm", "/usr/sbin/mdadm", "/bin/mdadm", "/usr/bin/mdadm",
	    "/bin/raidautorun", "/sbin/raidautorun" } },
};

static void detect_images(struct check *check, struct guest *guest,
			  const struct layer *layer)
{
	image_rule_needs_one(check, guest, layer->programs,
			     sizeof(layer->programs) / sizeof(*layer->programs),
			     layer->name,
			     pool_printf(guest->pool, "has no %s, and the root %s",
					 layer->name, layer->what));
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= detect_words(check, guest, &args[i]);
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (layer_of_root(guest, layers[i].kind)) {
			detect_images(check, guest, &layers[i]);
			any = true;
		}
	if (!any)
		check_not_applicable(check);
}

/* The word of ARG with its device named by UUID, or NULL and one line in *WHY_NOT. */
static const char *stable_word(struct guest *guest, const struct cmdline_arg *arg,
			       const struct layer_arg *found, const char **why_not)
{
	const char *value = arg->value_text, *source = strstr(value, "source=");
	const char *start = source ? source + strlen("source=") : value;
	const char *end = start + strcspn(start, source ? "," : ":");
	const char *stable = found->volume ? devname_stable(guest, found->volume) : NULL;

	*why_not = found->volume       ? "its header has no UUID of its own"
		   : found->is_missing ? "which volume is meant is not known"
				       : found->why;
	return stable ? pool_printf(guest->pool, "%s=%.*s%s%s", arg->name,
				    (int)(start - value), value, stable, end)
		      : NULL;
}

static struct boot_change next_edit(struct guest *guest, const struct kernelargs *args,
				    const struct finding *finding, const char **now)
{
	struct boot_change change = { 0 };

	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			struct kernelarg arg = { &args->part[p],
						 &args->part[p].cmdline->arg[i] };
			struct layer_arg found;
			const char *word;

			if (strcmp(arg.part->source, finding->path) != 0 ||
			    strcmp(word_of(guest, arg.arg), finding->subject) != 0 ||
			    !layer_arg_find(guest, arg.arg, &found))
				continue;
			word = stable_word(guest, arg.arg, &found, &change.why_not);
			if (!word)
				return change;
			*now = word;
			return kernelarg_replace(guest, &arg, word);
		}
	return change;
}

static void plan_words(struct plan *plan, struct guest *guest,
		       const struct finding *finding)
{
	enum { EDITS_MAX = 1024 };
	const char *now = "";
	size_t count;

	for (int edits = 0; edits < EDITS_MAX; edits++) {
		const struct kernelargs *args = guest_kernelargs(guest, &count);
		struct boot_change change = { 0 };

		for (size_t i = 0; i < count && !change.path && !change.why_not; i++)
			change = next_edit(guest, &args[i], finding, &now);
		if (change.why_not)
			plan_refuse(plan, "%s", change.why_not);
		if (change.why_not || !change.path)
			break;
		if (!plan_write(plan, change.path, change.text))
			return;
	}
	plan_note(plan, "now %s", now);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (strcmp(finding->subject, layers[i].name) == 0) {
			plan_refuse(plan,
				    "make it again where the system runs: dracut -f, or "
				    "update-initramfs -u, with %s installed",
				    layers[i].name);
			return;
		}
	plan_words(plan, guest, finding);
}

const struct rule rule_root_layers = {
	.id = "root-layers",
	.title = "the initramfs cannot open the encrypted volume or array of the root",
	.why = "it waits for a container or an array that does not come, or lacks the "
	       "program that opens it, and ends in its shell",
	.see = "dracut.cmdline(7), rd.luks.uuid and rd.md.uuid; mkinitcpio's encrypt "
	       "hook, cryptdevice=; cryptsetup-initramfs of Debian, cryptopts=",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
