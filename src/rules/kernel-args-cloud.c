/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/nvmetimeout.h"
#include "guest/oldargs.h"

/*
 * What the profile asks for is added, what it forbids goes, and so does what limits the
 * new machine to the old one's hardware or gives it an address of the old network.  Each
 * word by itself: all else of a command line stays, variables of a loader too.  Only a
 * value is replaced where the word is there with another one.
 */

static char *word_of(struct pool *pool, const struct cmdline_arg *arg)
{
	return arg->value_present ? pool_printf(pool, "%s=%s", arg->name, arg->value_text)
				  : pool_strdup(pool, arg->name);
}

static char *name_of(struct pool *pool, const char *word)
{
	return pool_strndup(pool, word, strcspn(word, "="));
}

/* Whether ARG is what the profile forbids: "quiet" with any value, "a=b" with that. */
static bool is_forbidden(struct guest *guest, const struct cmdline_arg *arg)
{
	const struct strs *words = &guest->profile->kernel_args_remove;

	for (size_t i = 0; i < words->count; i++) {
		const char *equals = strchr(words->item[i], '=');

		if (cmdline_same_name(arg->name, name_of(guest->pool, words->item[i])) &&
		    (!equals || strcmp(arg->value_text, equals + 1) == 0))
			return true;
	}
	return false;
}

static bool is_timeout(const char *word)
{
	return strncmp(word, "nvme_core.io_timeout=", 21) == 0 ||
	       strncmp(word, "nvme.io_timeout=", 16) == 0;
}

/* Whether the profile asks for WORD; that of the timeout depends on the kernels. */
static bool is_wanted(struct guest *guest, const char *word)
{
	return strs_has(&guest->profile->kernel_args_add, word) ||
	       (guest->profile->nvme_io_timeout && is_timeout(word));
}

static enum severity lesser(const struct kernelargs *args, enum severity severity)
{
	return args->entry && !args->entry->is_default ? NOTE : severity;
}

static void detect_word(struct check *check, struct guest *guest,
			const struct kernelargs *args, const char *word)
{
	if (!kernelargs_says(guest, args, word))
		check_finding_as(check, lesser(args, DEGRADED), args->path, args->line,
				 word, "lacks %s", word);
}

static void detect_wanted(struct check *check, struct guest *guest,
			  const struct kernelargs *args, const char *timeout)
{
	const struct strs *words = &guest->profile->kernel_args_add;

	for (size_t i = 0; i < words->count; i++)
		detect_word(check, guest, args, words->item[i]);
	if (timeout)
		detect_word(check, guest, args, timeout);
}

static void detect_forbidden(struct check *check, struct guest *guest,
			     const struct kernelargs *args)
{
	for (size_t p = 0; p < args->parts; p++) {
		const struct boot_args *part = &args->part[p];

		for (size_t i = 0; i < part->cmdline->count; i++) {
			const struct cmdline_arg *arg = &part->cmdline->arg[i];
			const char *word = word_of(guest->pool, arg);

			if (is_forbidden(guest, arg))
				check_finding_as(check, lesser(args, DEGRADED),
						 part->source, part->line, word,
						 "%s is not for this machine", word);
		}
	}
}

static void detect_old(struct check *check, struct guest *guest,
		       const struct kernelargs *args)
{
	static const enum severity severities[] = {
		[OLDARG_NONE] = NOTE,
		[OLDARG_LIMITS] = DEGRADED,
		[OLDARG_NETWORK] = UNREACHABLE,
		[OLDARG_NO_ROOT] = UNBOOTABLE,
	};
	size_t count;
	const struct oldarg *old = kernelargs_old(guest, args, &count);

	for (size_t i = 0; i < count; i++) {
		const struct boot_args *part = old[i].arg.part;
		const char *word = word_of(guest->pool, old[i].arg.arg);

		if (!is_wanted(guest, word))
			check_finding_as(check, lesser(args, severities[old[i].harm]),
					 part->source, part->line, word, "%s %s", word,
					 old[i].what);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);
	const char *timeout, *unknown;

	if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	timeout = guest_nvme_timeout(guest, &unknown);
	if (unknown)
		check_cannot_look(check, "%s", unknown);
	for (size_t i = 0; i < count; i++) {
		detect_wanted(check, guest, &args[i], timeout);
		detect_forbidden(check, guest, &args[i]);
		detect_old(check, guest, &args[i]);
	}
}

/* Why the word must not just go, or NULL. */
static const char *keeps(struct guest *guest, const struct kernelargs *args,
			 const char *word)
{
	size_t count;
	const struct oldarg *old = kernelargs_old(guest, args, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(word_of(guest->pool, old[i].arg.arg), word) == 0)
			return old[i].harm == OLDARG_NONE
				       ? "it does nothing on another machine"
				       : old[i].fixed;
	return NULL;
}

static struct boot_change next_addition(struct guest *guest,
					const struct kernelargs *args, const char *word)
{
	struct boot_change nothing = { 0 };
	size_t count;
	const struct kernelarg *arg =
		kernelargs_named(guest, args, name_of(guest->pool, word), &count);

	if (kernelargs_says(guest, args, word))
		return nothing;
	if (count)
		return kernelarg_replace(guest, &arg[count - 1], word);
	return kernelargs_add(guest, args, word);
}

static struct boot_change next_removal(struct guest *guest, const struct kernelargs *args,
				       const struct finding *finding)
{
	struct boot_change change = { 0 };
	size_t count;
	const struct kernelarg *arg = kernelargs_named(
		guest, args, name_of(guest->pool, finding->subject), &count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(arg[i].part->source, finding->path) != 0 ||
		    strcmp(word_of(guest->pool, arg[i].arg), finding->subject) != 0)
			continue;
		change.why_not = keeps(guest, args, finding->subject);
		if (!change.why_not)
			change = kernelarg_replace(guest, &arg[i], NULL);
		break;
	}
	return change;
}

/* The next edit of ARGS for the finding; PATH is NULL where all is done. */
static struct boot_change next_edit(struct guest *guest, const struct kernelargs *args,
				    const struct finding *finding)
{
	struct boot_change nothing = { 0 };

	if (!is_wanted(guest, finding->subject))
		return next_removal(guest, args, finding);
	if (strcmp(args->path, finding->path) != 0)
		return nothing;
	return next_addition(guest, args, finding->subject);
}

static bool settle(struct plan *plan, struct guest *guest, const struct finding *finding,
		   size_t number)
{
	enum { EDITS_MAX = 64 }; /* words of one name in one command line */

	for (int i = 0; i < EDITS_MAX; i++) {
		size_t count;
		const struct kernelargs *args = guest_kernelargs(guest, &count);
		struct boot_change change = next_edit(guest, &args[number], finding);

		if (change.why_not)
			plan_refuse(plan, "%s", change.why_not);
		if (change.why_not || !change.path)
			return !change.why_not;
		if (!plan_write(plan, change.path, change.text))
			return false;
	}
	return true;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	size_t count;

	(void)guest_kernelargs(guest, &count);
	for (size_t i = 0; i < count; i++)
		if (!settle(plan, guest, finding, i))
			return;
	plan_note(plan, "%s %s", finding->subject,
		  is_wanted(guest, finding->subject) ? "added" : "taken out");
}

const struct rule rule_kernel_args_cloud = {
	.id = "kernel-args-cloud",
	.title = "the kernel's command line is not one for the new machine",
	.why = "a limit or an address of the old machine is kept, or what the cloud "
	       "needs is missing: memory that is not used, no network, a disk that times "
	       "out",
	.see = "Azure \"create and upload a Linux VHD\"; AWS NitroInstanceChecks; kernel "
	       "kernel-parameters.txt; dracut.cmdline(7)",
	.severity = UNREACHABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = plan,
};
