/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/release.h"

/*
 * Report only.  What counts is the programs: a 64-bit kernel starts a 32-bit system too,
 * and the agents of a cloud do not run there.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct release *release = guest_release(guest);
	unsigned bits = guest->profile->os_bits;

	if (!bits) {
		check_not_applicable(check);
		return;
	}
	if (!release->bits)
		check_cannot_look(check, "no program tells for which processor it is");
	else if (!(bits & 1u << (release->bits == 64 ? OS_BITS_64 : OS_BITS_32)))
		check_finding(check, release->arch_of, 0, release->arch,
			      "the system's programs are of %u bits (%s)", release->bits,
			      release->arch);
}

const struct rule rule_os_arch = {
	.id = "os-arch",
	.title = "the platform does not take systems of this size",
	.why = "the import is refused",
	.see = "AWS VM Import/Export: 64-bit only; Open Telekom Cloud, IMS: 32-bit or "
	       "64-bit",
	.severity = REJECTED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
