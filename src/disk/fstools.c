/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/fstools.h"

#include <signal.h>
#include <string.h>

#include "disk/fstools-internal.h"
#include "disk/mount.h"
#include "disk/stack-internal.h"

enum { COMPLAINTS_MAX = 256 * 1024 }; /* bytes */

/* What is no complaint: progress, banners, counts. */
static const char *const chatter[] = { "Pass ",
				       "Phase ",
				       "e2fsck ",
				       "fsck.fat ",
				       "Opening ",
				       "Checking ",
				       "UUID: ",
				       "[",
				       "- ",
				       "resize2fs ",
				       "tune2fs ",
				       "found ",
				       "total ",
				       "btree ",
				       "file data",
				       " referenced",
				       "No modify flag",
				       "Warning!  Filesystem is mounted",
				       "***" };

static bool is_chatter(const char *line)
{
	for (size_t i = 0; i < sizeof(chatter) / sizeof(*chatter); i++)
		if (strncmp(line, chatter[i], strlen(chatter[i])) == 0)
			return true;
	return *line == '\0';
}

static const char *complaint_in(struct pool *pool, struct bytes text)
{
	struct bytes line;

	while (bytes_line(&text, &line)) {
		char *s = bytes_str(pool, line);

		s += strspn(s, " \t");
		s[strcspn(s, "\r\n")] = '\0';
		if (!is_chatter(s))
			return s;
	}
	return NULL;
}

const char *fstools_complaint(struct pool *pool, const struct tool_result *result)
{
	const char *said = complaint_in(pool, result->out);

	if (!said)
		said = complaint_in(pool, result->err);
	return said ? said : pool_printf(pool, "exit status %d", result->status);
}

int fstools_start(struct pool *pool, const char *const words[], const char *node,
		  enum fstools_purpose purpose, struct tool_result *result)
{
	/* Of some damage e2fsck -n says the same for ever.  A repair is not cut short. */
	struct tool_limit limit = { TOOL_SECONDS,
				    purpose == FSTOOLS_TO_LOOK ? COMPLAINTS_MAX : 0 };
	const char *argv[8] = { 0 };
	size_t count = 0;

	while (*words && count < 6)
		argv[count++] = *words++;
	argv[count] = node;
	return tool_run_limited(pool, argv, limit, result);
}

static const struct fstools_kind *kind_of(const struct volume *volume)
{
	static const struct fstools_kind *const kinds[] = { &fstools_ext, &fstools_xfs,
							    &fstools_btrfs,
							    &fstools_fat };

	for (size_t i = 0; volume->fs && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i]->family == volume->fs->family)
			return kinds[i];
	return NULL;
}

static bool is_suspect(const struct volume *volume)
{
	return volume->problem || volume->fs->state == SUPERBLOCK_DAMAGED ||
	       volume->fs->errors;
}

/* It was changed by its tool: what is known of it is read again. */
static void read_again(struct pool *pool, struct volume *volume)
{
	volume->problem = NULL;
	volume->fs = NULL;
	probe_identify(pool, volume);
}

static void run_on(struct pool *pool, struct volume *volume, unsigned work,
		   const struct strs *unwanted, const char *scratch)
{
	const struct fstools_kind *kind = kind_of(volume);
	struct fstools *tools = pool_alloc(pool, sizeof(*tools));
	struct fstools_job job = { pool, volume, tools, scratch };

	tools->tool = kind->tool;
	tools->removed.pool = pool;
	volume->tools = tools;
	tools->verdict = kind->look(&job, &tools->says);
	if (!(work & FSTOOLS_REPAIR))
		return;
	if (tools->verdict == FSTOOLS_DAMAGED) {
		tools->left = kind->repair(&job);
		if (!tools->left && kind->look(&job, &tools->left) == FSTOOLS_SOUND)
			tools->repaired = true;
		read_again(pool, volume);
	}
	if (kind->remove && !volume->problem &&
	    (tools->verdict == FSTOOLS_SOUND || tools->repaired)) {
		tools->kept = kind->remove(&job, unwanted);
		if (tools->removed.count)
			read_again(pool, volume);
	}
}

void fstools_run(struct probe *probe, unsigned work, const struct strs *unwanted,
		 const char *scratch)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		struct volume *volume = &probe->volume[i];

		if (!kind_of(volume) || volume->fs->refused.count ||
		    volume->fs->read_only.count ||
		    (work == FSTOOLS_SUSPECTS && !is_suspect(volume)))
			continue;
		run_on(probe->pool, volume, work, unwanted, scratch);
	}
}

bool fstools_never_ends(const struct tool_result *result)
{
	return result->status == 128 + SIGKILL && result->out.len >= COMPLAINTS_MAX;
}
