/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest wrote of its last start: errors in the journal of systemd, else in the
 * files of syslog.
 *
 * The one law: it is evidence to show, and no finding: nearly every start logs errors.
 */
#pragma once

#include "guest/guest.h"

enum { LASTBOOT_LINES_MAX = 20 };

struct lastboot_line {
	uint64_t time;    /* seconds since 1970; 0: the text says it */
	const char *from; /* the program; "": the text says it */
	const char *text; /* one line */
};

struct lastboot {
	const char *path;    /* the file; NULL: none was written */
	const char *problem; /* why it could not be read, in one line, or NULL */
	struct lastboot_line line[LASTBOOT_LINES_MAX]; /* the last ones, in their order */
	size_t count;
	bool more; /* there were others before */
};

const struct lastboot *guest_lastboot(struct guest *guest);
