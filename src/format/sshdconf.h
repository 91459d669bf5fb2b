/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sshd_config(5), read only: whom a server lets in is its owner's to say.
 *
 * The one law: what stands in a Match block is told apart from what always holds; words
 * are taken apart as sshd does, quotes included.
 */
#pragma once

#include "base/strs.h"
#include "format/text.h"

struct sshd_line {
	unsigned line;       /* from 1 */
	const char *keyword; /* in lower case */
	struct strs arg;
	const char *match; /* what the Match block it stands in asks for; NULL: none */
	struct span span;  /* without the line end */
	bool broken;       /* a quote is not ended: sshd refuses to start */
};

struct sshdconf {
	struct sshd_line *line;
	size_t count;
};

enum { SSHDCONF_MAX = 5000 }; /* lines; further ones are not read */

/* The lines of TEXT that are no comments, Match lines included.  Never fails. */
struct sshdconf *sshdconf_parse(struct pool *pool, struct bytes text);
