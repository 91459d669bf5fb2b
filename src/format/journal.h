/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of systemd: systemd.io, "Journal File Format".
 *
 * The one law: the file is hostile; every offset is looked at before it is followed, and
 * no chain is followed backwards.
 */
#pragma once

#include "base/bytes.h"

enum {
	JOURNAL_ENTRIES_MAX = 64,   /* as many are told: the last ones */
	JOURNAL_MESSAGE_MAX = 1000, /* bytes; more of a message is cut off */
};

struct journal_entry {
	uint64_t realtime;   /* microseconds since 1970 */
	uint64_t number;     /* grows with each entry */
	unsigned priority;   /* of syslog(3): 0 is the worst */
	const char *from;    /* SYSLOG_IDENTIFIER, or _COMM; "" where it is not told */
	const char *message; /* one line */
};

struct journal {
	/* Of the boot that wrote last, oldest first. */
	struct journal_entry entry[JOURNAL_ENTRIES_MAX];
	size_t count;
	bool more; /* there were others before */
};

/*
 * What FILE tells of its last boot with a priority of WORST or less.  Returns 0; -EBADMSG
 * where it is no journal, -EOPNOTSUPP where its format is newer than this.  A journal
 * that ends in the middle of an entry, as after a power cut, tells what comes before.
 */
int journal_read(struct pool *pool, struct bytes file, unsigned worst,
		 struct journal **journal);
