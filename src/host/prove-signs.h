/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lines of a booting machine mean: signs of a stage, and known failures.
 *
 * The one law: these are tables; a new line of a new distribution is a new row.
 */
#pragma once

#include <stdbool.h>

#include "host/prove.h"

/* When a failure ends the boot. */
enum failure_end {
	FAILURE_HINT,     /* never: others follow, but it tells more than they do */
	FAILURE_IF_QUIET, /* when nothing happens any more: some boots go on after it */
	FAILURE_FINAL,    /* soon */
	FAILURE_OF_HOST,  /* soon, and it says nothing of the disk: try again */
};

/* In the table the line that tells most stands first. */
struct failure {
	const char *text;
	const char *also; /* must be in the same line too, or NULL */
	const char *meaning;
	enum failure_end end;
};

/* The stage that LINE is a sign of, or -1. */
int sign_of_stage(const char *line);

/* The failure that LINE is, or NULL; the earlier in the table, the lower the address. */
const struct failure *sign_of_failure(const char *line);

/* An initramfs is entered or left (it has a systemd of its own, which is not init). */
enum sign_initramfs {
	SIGN_NONE,
	SIGN_INITRAMFS_ENTERED,
	SIGN_INITRAMFS_LEFT,
};
enum sign_initramfs sign_of_initramfs(const char *line);

/* Whether an unfinished line is the prompt of login(1). */
bool sign_is_login(const char *open_line);
