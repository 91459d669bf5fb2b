/* SPDX-License-Identifier: GPL-2.0-or-later */
/* e2fsck(8), and resize2fs(8) and tune2fs(8) for features. */
#include <string.h>

#include "disk/fstools-internal.h"

enum {
	E2FSCK_LEFT = 4,                   /* bits of its exit status: errors are left, */
	E2FSCK_FAILED = 8 | 16 | 32 | 128, /* and it did not get so far */
	ROUNDS = 3,
};

#define E2FSCK "/usr/sbin/e2fsck"

static const char *const replay[] = { E2FSCK, "-p", "-E", "journal_only", NULL };
static const char *const look_only[] = { E2FSCK, "-f", "-n", NULL };
static const char *const gentle[] = { E2FSCK, "-f", "-p", NULL };
static const char *const thorough[] = { E2FSCK, "-f", "-y", NULL };

static const char *run(const struct fstools_job *job, const char *const words[],
		       struct tool_result *result)
{
	enum fstools_purpose purpose =
		words == look_only ? FSTOOLS_TO_LOOK : FSTOOLS_TO_CHANGE;

	if (fstools_start(job->pool, words, job->volume->node, purpose, result) < 0)
		return "it cannot be started";
	return result->status & E2FSCK_FAILED ? fstools_complaint(job->pool, result)
					      : NULL;
}

static enum fstools_verdict look(const struct fstools_job *job, const char **says)
{
	struct tool_result result;

	/* What is newer in the journal would seem to be damage. */
	if (job->volume->fs && superblock_has(job->volume->fs, "needs_recovery"))
		(void)run(job, replay, &result);
	*says = run(job, look_only, &result);
	if (*says)
		return fstools_never_ends(&result) ? FSTOOLS_DAMAGED : FSTOOLS_FAILED;
	if (!(result.status & E2FSCK_LEFT))
		return FSTOOLS_SOUND;
	*says = fstools_complaint(job->pool, &result);
	return FSTOOLS_DAMAGED;
}

/* First what is safe to do unasked; then all, again while that still finds something. */
static const char *repair(const struct fstools_job *job)
{
	struct tool_result result;
	const char *why = run(job, gentle, &result);

	for (int round = 0; round < ROUNDS; round++) {
		if (!why && result.status == 0)
			return NULL;
		why = run(job, thorough, &result);
	}
	return why;
}

static bool has_all(const struct superblock *super, const struct strs *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (!superblock_has(super, names->item[i]))
			return false;
	return true;
}

static struct strs parts_of(struct pool *pool, const char *names)
{
	char *copy = pool_strdup(pool, names);

	for (char *at = copy; *at; at++)
		if (*at == '+')
			*at = ' ';
	return strs_words(pool, copy);
}

/* The command that takes NAME away, where it can be: resize2fs(8) -s, tune2fs(8) -O. */
static const char *const *remover(const char *name)
{
	static const char *const narrow[] = { "/usr/sbin/resize2fs", "-s", NULL };
	static const char *const project[] = { "/usr/sbin/tune2fs", "-O", "^project",
					       NULL };
	static const char *const quota[] = { "/usr/sbin/tune2fs", "-O", "^quota", NULL };

	return strcmp(name, "64bit") == 0     ? narrow
	       : strcmp(name, "project") == 0 ? project
	       : strcmp(name, "quota") == 0   ? quota
					      : NULL;
}

static const char *remove_one(const struct fstools_job *job, const char *names)
{
	struct strs parts = parts_of(job->pool, names);
	const char *const *words = remover(parts.item[0]);
	struct tool_result result;
	const char *says;

	if (!words)
		return pool_printf(job->pool, "no tool takes %s away", names);
	/* Both want it to have been checked right before. */
	says = run(job, gentle, &result);
	if (says)
		return says;
	if (fstools_start(job->pool, words, job->volume->node, FSTOOLS_TO_CHANGE,
			  &result) < 0)
		return "the tool cannot be started";
	if (result.status)
		return fstools_complaint(job->pool, &result);
	says = run(job, gentle, &result);
	if (!says && look(job, &says) == FSTOOLS_SOUND)
		strs_add(&job->tools->removed, names);
	return says;
}

static const char *remove_unwanted(const struct fstools_job *job,
				   const struct strs *unwanted)
{
	for (size_t i = 0; i < unwanted->count; i++) {
		struct strs parts = parts_of(job->pool, unwanted->item[i]);
		const char *why;

		if (!job->volume->fs || !parts.count || !has_all(job->volume->fs, &parts))
			continue;
		why = remove_one(job, unwanted->item[i]);
		if (why)
			return why;
	}
	return NULL;
}

const struct fstools_kind fstools_ext = {
	.family = SUPERBLOCK_EXT,
	.tool = "e2fsck",
	.look = look,
	.repair = repair,
	.remove = remove_unwanted,
};
