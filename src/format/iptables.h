/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules as iptables-save(8) writes them and iptables-restore(8) reads them: EL's
 * /etc/sysconfig/iptables, Debian's rules.v4, ufw's user.rules.
 *
 * The one law: a rule that asks for more than is understood is never taken for one that
 * lets a connection in.
 */
#pragma once

#include "format/text.h"

enum iptables_answer {
	IPTABLES_LETS_IN,
	IPTABLES_LETS_SOME, /* from some addresses, or on some card */
	IPTABLES_KEEPS_OUT,
	IPTABLES_RETURNS, /* nothing said: up to what comes behind the chain */
};

struct iptables_verdict {
	enum iptables_answer answer;
	unsigned line; /* of the rule or the policy that says so; 0: none */
	size_t offset; /* where a rule that lets in must stand to come first */
};

/*
 * What becomes of a new TCP connection to PORT from anywhere, on a card and not on lo, in
 * the table "filter" of TEXT, from the chain CHAIN on.
 */
struct iptables_verdict iptables_judge(struct pool *pool, struct bytes text,
				       const char *chain, unsigned port);
