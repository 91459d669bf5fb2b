/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of fstools.h: how each family is looked at and repaired. */
#pragma once

#include "disk/fstools.h"
#include "disk/tool.h"

struct fstools_job {
	struct pool *pool;
	const struct volume *volume;
	struct fstools *tools;
	const char *scratch;
};

struct fstools_kind {
	enum superblock_family family;
	const char *tool;
	/* With its journal replayed; SAYS is one line where it is not SOUND. */
	enum fstools_verdict (*look)(const struct fstools_job *job, const char **says);
	/* NULL when it ran to its end, else why not. */
	const char *(*repair)(const struct fstools_job *job);
	/* Takes features away, and NULL, or why not all; NULL: there is no such tool. */
	const char *(*remove)(const struct fstools_job *job, const struct strs *unwanted);
};

extern const struct fstools_kind fstools_ext, fstools_xfs, fstools_btrfs, fstools_fat;

enum fstools_purpose { FSTOOLS_TO_LOOK, FSTOOLS_TO_CHANGE };

/* Run WORDS, six at most and ended by NULL, on NODE. */
int fstools_start(struct pool *pool, const char *const words[], const char *node,
		  enum fstools_purpose purpose, struct tool_result *result);

/* Whether a look was ended because of the number of its complaints. */
bool fstools_never_ends(const struct tool_result *result);

/* The first line of what a tool said that is a complaint. */
const char *fstools_complaint(struct pool *pool, const struct tool_result *result);
