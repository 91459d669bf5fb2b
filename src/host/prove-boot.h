/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a boot that is watched: the stages seen, the failure, the verdict.
 *
 * The one law: it only takes what was observed and when; it looks at nothing itself, so a
 * recorded log gives the same verdict as the machine did.
 */
#pragma once

#include "host/prove-signs.h"
#include "host/prove.h"

struct boot {
	struct pool *pool;
	struct boot_evidence stage[BOOT_STAGES];
	const struct failure *failure; /* the one that tells most */
	const char *failure_line;
	double failed;   /* when the first final failure was seen; 0: none */
	double doubtful; /* the same for FAILURE_IF_QUIET; forgiven at a later stage */
	int doubtful_at; /* the last stage then */
	double progress; /* when something last happened */
	unsigned resets;
	enum { BOOT_RUNS, BOOT_POWERED_OFF } power;
	enum { BOOT_OUTSIDE, BOOT_IN_INITRAMFS } place;
};

struct boot_limits {
	enum { BOOT_WANTS_NETWORK, BOOT_WANTS_LOGIN } wants;
	double timeout, patience;
};

enum boot_decision {
	BOOT_GOES_ON,
	BOOT_DECIDED,
};

/* Take a line, complete or a prompt, seen at SECONDS. */
void boot_line(struct boot *boot, enum boot_source source, const char *line,
	       double seconds);

/* Take an unfinished line: a prompt, perhaps that of login(1). */
void boot_open_line(struct boot *boot, enum boot_source source, const char *line,
		    double seconds);

/* Take a stage that was seen otherwise. */
void boot_reached(struct boot *boot, enum boot_stage stage, enum boot_source source,
		  const char *text, double seconds);

/* Something happened that means nothing in itself: output, a packet, a new picture. */
void boot_progress(struct boot *boot, double seconds);

/* The last stage seen, -1: none. */
int boot_last_stage(const struct boot *boot);

/* "kernel", ...: what a user calls the stage. */
const char *boot_stage_name(enum boot_stage stage);

/* Whether it is decided at SECONDS, and how. */
enum boot_decision boot_judge(const struct boot *boot, const struct boot_limits *limits,
			      double seconds, enum prove_verdict *verdict);
