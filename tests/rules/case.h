/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One case: a tree that rules look at, repair on a copy, look at again and leave alone.
 *
 * The law: the folder of the case is only read.
 */
#pragma once

#include "base/bytes.h"

struct outcome_of_case {
	struct bytes text;   /* to be compared with expect */
	const char *problem; /* NULL, or which proof failed */
};

/* Run the case in FOLDER (absolute), which lies under rule ID, in the empty directory
 * WORK.
 */
struct outcome_of_case case_run(struct pool *pool, const char *folder, const char *id,
				const char *work);

/* The content of the file PATH of this machine; empty where there is none. */
struct bytes file_content(struct pool *pool, const char *path);
