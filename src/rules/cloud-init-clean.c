/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/below.h"

/*
 * Done with --template only: a machine that moves is the one it was, and cloud-init would
 * make new keys and users.  As "cloud-init clean" does, what is remembered of the old
 * instance goes; the directories stay, empty.
 */

enum { FILES_MAX = 5000 };

#define STATE "/var/lib/cloud"

/* What the distribution or an administrator put there is no state. */
static bool is_state(const char *path)
{
	static const char *const kept[] = { STATE "/scripts/", STATE "/seed/" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (strncmp(path, kept[i], strlen(kept[i])) == 0)
			return false;
	return true;
}

static struct strs state(struct guest *guest, bool *more)
{
	struct strs all = guest_below(guest, STATE, FILES_MAX, more);
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < all.count; i++)
		if (is_state(all.item[i]))
			strs_add(&found, all.item[i]);
	return found;
}

static void detect(struct check *check, struct guest *guest)
{
	struct strs found;
	bool more;

	if (!guest->is_template) {
		check_not_applicable(check);
		return;
	}
	found = state(guest, &more);
	if (found.count > 0)
		check_finding(check, STATE, 0, "instance",
			      "cloud-init remembers the instance this was: %zu files",
			      found.count);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	bool more;
	struct strs found = state(guest, &more);

	(void)finding;
	if (more) {
		plan_refuse(plan, "more than %d files: too many to take one by one",
			    FILES_MAX);
		return;
	}
	for (size_t i = 0; i < found.count; i++)
		if (!plan_remove(plan, found.item[i]))
			return;
	plan_note(plan, "%zu files removed: the next start is a first one", found.count);
}

const struct rule rule_cloud_init_clean = {
	.id = "cloud-init-clean",
	.title = "cloud-init remembers another instance",
	.why = "with a datasource that gives no new identity it takes the machine for "
	       "the "
	       "old one, and sets neither key nor name",
	.see = "cloud-init(1), clean; Open Telekom Cloud, IMS: configuring Cloud-Init; "
	       "Microsoft Azure: deprovision an image, not a machine that moves",
	.severity = UNREACHABLE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
