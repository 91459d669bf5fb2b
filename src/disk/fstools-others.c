/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xfs_repair(8), btrfs-check(8) and fsck.fat(8). */
#include "disk/fstools-internal.h"
#include "disk/mount.h"

/* Only the kernel replays it; without that xfs_repair -n judges what is half written. */
static const char *xfs_replay(const struct fstools_job *job)
{
	const char *why;

	if (!job->volume->fs || job->volume->fs->state != SUPERBLOCK_JOURNAL)
		return NULL;
	if (mount_volume(job->pool, job->volume, job->scratch, MOUNT_WRITABLE, NULL,
			 &why) < 0)
		return pool_printf(job->pool, "its log cannot be replayed: %s", why);
	return mount_end(job->scratch) < 0 ? "it cannot be unmounted" : NULL;
}

/* Status 0 is sound, DAMAGED is that, all else a failure. */
static enum fstools_verdict judge(const struct fstools_job *job,
				  const char *const words[], int damaged,
				  enum fstools_purpose purpose, const char **says)
{
	struct tool_result result;

	*says = "it cannot be started";
	if (fstools_start(job->pool, words, job->volume->node, purpose, &result) < 0)
		return FSTOOLS_FAILED;
	*says = NULL;
	if (result.status == 0)
		return FSTOOLS_SOUND;
	*says = fstools_complaint(job->pool, &result);
	return result.status == damaged || fstools_never_ends(&result) ? FSTOOLS_DAMAGED
								       : FSTOOLS_FAILED;
}

static enum fstools_verdict xfs_look(const struct fstools_job *job, const char **says)
{
	static const char *const words[] = { "/usr/sbin/xfs_repair", "-n", NULL };

	*says = xfs_replay(job);
	return *says ? FSTOOLS_DAMAGED : judge(job, words, 1, FSTOOLS_TO_LOOK, says);
}

static const char *xfs_fix(const struct fstools_job *job)
{
	static const char *const words[] = { "/usr/sbin/xfs_repair", NULL };
	const char *why;

	return judge(job, words, 1, FSTOOLS_TO_CHANGE, &why) == FSTOOLS_SOUND ? NULL
									      : why;
}

static enum fstools_verdict btrfs_look(const struct fstools_job *job, const char **says)
{
	static const char *const words[] = { "/usr/bin/btrfs", "check", "--readonly",
					     NULL };

	return judge(job, words, 1, FSTOOLS_TO_LOOK, says);
}

static const char *btrfs_fix(const struct fstools_job *job)
{
	(void)job;
	return "btrfs check --repair may make it worse, and is left to its owner";
}

static enum fstools_verdict fat_look(const struct fstools_job *job, const char **says)
{
	static const char *const words[] = { "/usr/sbin/fsck.fat", "-n", NULL };

	return judge(job, words, 1, FSTOOLS_TO_LOOK, says);
}

/* It ends with 1 when it has repaired something. */
static const char *fat_fix(const struct fstools_job *job)
{
	static const char *const words[] = { "/usr/sbin/fsck.fat", "-a", NULL };
	const char *why;

	return judge(job, words, 1, FSTOOLS_TO_CHANGE, &why) == FSTOOLS_FAILED ? why
									       : NULL;
}

const struct fstools_kind fstools_xfs = {
	.family = SUPERBLOCK_XFS,
	.tool = "xfs_repair",
	.look = xfs_look,
	.repair = xfs_fix,
};

const struct fstools_kind fstools_btrfs = {
	.family = SUPERBLOCK_BTRFS,
	.tool = "btrfs check",
	.look = btrfs_look,
	.repair = btrfs_fix,
};

const struct fstools_kind fstools_fat = {
	.family = SUPERBLOCK_FAT,
	.tool = "fsck.fat",
	.look = fat_look,
	.repair = fat_fix,
};
