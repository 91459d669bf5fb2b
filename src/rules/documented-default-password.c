/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/knownpasswords.h"

/*
 * Only passwords that are printed for an account of that name are compared: this is no
 * guessing of passwords.  Which one it is stands in the page named, not in the report.
 * Nobody's password is changed: it may be the only way in.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct known_passwords *known = guest_known_passwords(guest);

	if (known->uncompared)
		check_cannot_look(check, "the hash of %s takes too long to compare",
				  known->uncompared);
	for (size_t i = 0; i < known->count; i++)
		check_finding(check, known->item[i].path, known->item[i].line,
			      known->item[i].account,
			      "the password of %s is a published one (%s)",
			      known->item[i].account, known->item[i].from);
}

const struct rule rule_documented_default_password = {
	.id = "documented-default-password",
	.title = "an account has a password that is printed in documentation",
	.why = "everybody who has read the page can log in, from the moment the machine "
	       "is reached by network",
	.see = "Open Telekom Cloud, \"configuring Cloud-Init\", which prints the hash of "
	       "a password; the documentation of the images named; crypt(5)",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
