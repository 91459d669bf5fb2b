/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-image.h"

#include "guest/initrd.h"
#include "guest/kernelargs.h"
#include "guest/layerargs.h"

/*
 * dracut activates what rd.lvm.lv names and nothing else, and all where nothing is named.
 * A volume that is not here is taken out of the command line; where then none would be
 * the root's, that is named in its place.  LVM cannot be put into an initramfs from
 * outside: its program needs the libraries it was built with.
 */

static bool is_lvm(const struct layer_arg *found)
{
	return found->kind == LAYER_LV || found->kind == LAYER_VG;
}

static const char *word_of(struct guest *guest, const struct cmdline_arg *arg)
{
	return pool_printf(guest->pool, "%s=%s", arg->name, arg->value_text);
}

static const char *root_word(struct guest *guest)
{
	const struct volume *root = layer_of_root(guest, VOLUME_LV);

	return root && root->name ? pool_printf(guest->pool, "rd.lvm.lv=%s", root->name)
				  : NULL;
}

struct words {
	size_t count, missing; /* that name volumes or groups */
	bool has_root;
};

/* A group stands for all its volumes: "vg" of the root's "vg/lv". */
static bool names_root(const struct volume *root, const struct layer_arg *found,
		       const char *value)
{
	size_t len = strlen(value);

	return found->volume == root ||
	       (found->kind == LAYER_VG && root->name &&
		strncmp(root->name, value, len) == 0 && root->name[len] == '/');
}

static struct words words_in(struct guest *guest, const struct kernelargs *args)
{
	const struct volume *root = layer_of_root(guest, VOLUME_LV);
	struct words words = { 0 };

	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			const struct cmdline_arg *arg = &args->part[p].cmdline->arg[i];
			struct layer_arg found;

			if (!layer_arg_find(guest, arg, &found) || !is_lvm(&found))
				continue;
			words.count++;
			words.missing += found.is_missing;
			/* What is not told may be the root's. */
			words.has_root |= !root ||
					  names_root(root, &found, arg->value_text) ||
					  (!found.volume && !found.is_missing);
		}
	return words;
}

static enum severity severity_of(const struct kernelargs *args)
{
	return args->entry && args->entry->is_default ? UNBOOTABLE : DEGRADED;
}

static size_t detect_words(struct check *check, struct guest *guest,
			   const struct kernelargs *args)
{
	struct words words = words_in(guest, args);

	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			const struct boot_args *part = &args->part[p];
			const struct cmdline_arg *arg = &part->cmdline->arg[i];
			struct layer_arg found;

			if (layer_arg_find(guest, arg, &found) && is_lvm(&found) &&
			    found.is_missing)
				check_finding_as(check, severity_of(args), part->source,
						 part->line, word_of(guest, arg),
						 "%s is not on this disk",
						 word_of(guest, arg));
		}
	if (words.count > 0 && words.missing == 0 && !words.has_root)
		check_finding_as(check, severity_of(args), args->path, args->line,
				 root_word(guest),
				 "names other volumes, and not the root's: %s",
				 root_word(guest));
	return words.count;
}

static void detect_images(struct check *check, struct guest *guest)
{
	static const char *const programs[] = { "/sbin/lvm", "/usr/sbin/lvm", "/bin/lvm",
						"/usr/bin/lvm" };

	image_rule_needs_one(
		check, guest, programs, sizeof(programs) / sizeof(*programs), "lvm",
		pool_printf(guest->pool, "has no lvm, and the root is logical volume %s",
			    layer_of_root(guest, VOLUME_LV)->name));
}

static void detect(struct check *check, struct guest *guest)
{
	const struct volume *root = layer_of_root(guest, VOLUME_LV);
	size_t count, words = 0;
	const struct kernelargs *args = guest_kernelargs(guest, &count);

	for (size_t i = 0; i < count; i++)
		words += detect_words(check, guest, &args[i]);
	if (!root) {
		if (words == 0)
			check_not_applicable(check);
		return;
	}
	detect_images(check, guest);
	check_policy(check, guest->profile->root_lvm, root->name, "root",
		     "the root is a logical volume, which this platform does not expect");
}

/* The next edit of ARGS for the finding; PATH is NULL where all is done. */
static struct boot_change next_edit(struct guest *guest, const struct kernelargs *args,
				    const struct finding *finding)
{
	struct boot_change nothing = { 0 };
	struct words words = words_in(guest, args);
	const char *root = root_word(guest);

	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			struct kernelarg arg = { &args->part[p],
						 &args->part[p].cmdline->arg[i] };
			struct layer_arg found;

			if (strcmp(arg.part->source, finding->path) == 0 &&
			    strcmp(word_of(guest, arg.arg), finding->subject) == 0 &&
			    layer_arg_find(guest, arg.arg, &found) && found.is_missing)
				return kernelarg_replace(guest, &arg,
							 words.has_root ? NULL : root);
		}
	if (root && strcmp(root, finding->subject) == 0 && words.count > 0 &&
	    words.missing == 0 && !words.has_root &&
	    strcmp(args->path, finding->path) == 0)
		return kernelargs_add(guest, args, root);
	return nothing;
}

static void plan_words(struct plan *plan, struct guest *guest,
		       const struct finding *finding)
{
	enum { EDITS_MAX = 1024 };
	size_t count, i = 0;

	for (int edits = 0; edits < EDITS_MAX; edits++) {
		const struct kernelargs *args = guest_kernelargs(guest, &count);
		struct boot_change change = { 0 };

		for (i = 0; i < count && !change.path && !change.why_not; i++)
			change = next_edit(guest, &args[i], finding);
		if (change.why_not)
			plan_refuse(plan, "%s", change.why_not);
		if (change.why_not || !change.path)
			break;
		if (!plan_write(plan, change.path, change.text))
			return;
	}
	plan_note(plan, "the command line names volumes that are here");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strcmp(finding->subject, "lvm") == 0)
		plan_refuse(plan, "make it again where the system runs: dracut -f, or "
				  "update-initramfs -u with lvm2 installed");
	else if (strcmp(finding->subject, "root") == 0)
		plan_refuse(plan, "the disk would have to be laid out anew");
	else
		plan_words(plan, guest, finding);
}

const struct rule rule_lvm_root = {
	.id = "lvm-root",
	.title = "the initramfs does not activate the logical volume of the root",
	.why = "dracut waits for the volumes named on the command line and ends in its "
	       "shell where one does not come; without lvm none comes",
	.see = "dracut.cmdline(7), rd.lvm.lv and rd.lvm.vg; lvm(8)",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
