/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tools of the file systems themselves (e2fsck, xfs_repair, btrfs, fsck.fat), run in
 * the appliance on the copy-on-write layer before anything is mounted.
 *
 * The one law: a repair is asked for by the user, is followed by a second look, and never
 * throws a log away: no xfs_repair -L, no btrfs check --repair.  A file system with
 * features nobody here knows is left alone.
 */
#pragma once

#include "disk/probe.h"

enum fstools_verdict { FSTOOLS_SOUND, FSTOOLS_DAMAGED, FSTOOLS_FAILED };

/* What they found and did on one volume. */
struct fstools {
	const char *tool;             /* "e2fsck" */
	enum fstools_verdict verdict; /* of the first look */
	const char *says;             /* DAMAGED: its first complaint; FAILED: why */
	bool repaired;       /* DAMAGED, and a look after the repair found it sound */
	const char *left;    /* why it was not repaired; NULL where nobody asked for it */
	struct strs removed; /* features taken away, as asked for: "64bit" */
	const char *kept;    /* why one of them was not; NULL: see left */
};

enum fstools_work {
	FSTOOLS_SUSPECTS = 0,    /* look at those marked or seen to be damaged */
	FSTOOLS_LOOK = 1 << 0,   /* look at all */
	FSTOOLS_REPAIR = 1 << 1, /* and repair what is damaged */
};

/*
 * Do WORK, a set of enum fstools_work, on the volumes of PROBE; with FSTOOLS_REPAIR, take
 * the features UNWANTED ("64bit", "project+quota") from ext4.  A volume that was changed
 * is probed anew.  Journals are replayed; XFS is mounted on the directory SCRATCH for
 * that.
 */
void fstools_run(struct probe *probe, unsigned work, const struct strs *unwanted,
		 const char *scratch);
