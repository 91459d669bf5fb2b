/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/release.h"

/*
 * Report only: a system is what it is.  Its parts are repaired like those of any other.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct release *release = guest_release(guest);
	const struct strs *families = &guest->profile->os_families;

	if (families->count == 0) {
		check_not_applicable(check);
		return;
	}
	if (!release_is_of(release, families))
		check_policy(check, guest->profile->os_unlisted,
			     release->path ? release->path : "/etc/os-release",
			     *release->id ? release->id : "unknown",
			     "%s is not on the platform's list: register it as another "
			     "Linux; nothing is set up for it then",
			     release->name);
}

const struct rule rule_os_supported = {
	.id = "os-supported",
	.title = "the platform does not list this system",
	.why = "its import puts in no drivers, network or password: whether it starts "
	       "rests on what is on the disk",
	.see = "Open Telekom Cloud, IMS: supported operating systems; Alibaba Cloud: "
	       "instructions for importing images, \"Others Linux\"",
	.severity = REJECTED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
