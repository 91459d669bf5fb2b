/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

void check_started(struct check *check, struct guest *guest, enum policy policy,
		   const struct service_group *group)
{
	struct strs told = { .pool = guest->pool }; /* an alias is the same service */

	for (size_t i = 0; group->name[i]; i++) {
		struct service service = guest_service(guest, group->name[i]);
		char *real;

		if (service.state != SERVICE_ON ||
		    tree_resolve(guest->tree, service.file, &real) < 0 ||
		    strs_has(&told, real))
			continue;
		strs_add(&told, real);
		check_policy(check, policy, service.file, group->name[i],
			     "%s: %s is started at each boot", group->what, service.name);
	}
}

static bool make(struct plan *plan, const struct service_changes *changes)
{
	bool good = true;

	if (changes->why) {
		plan_refuse(plan, "%s", changes->why);
		return false;
	}
	for (size_t i = 0; i < changes->count && good; i++) {
		const struct service_change *change = &changes->item[i];

		switch (change->kind) {
		case SERVICE_REMOVE:
			good = plan_remove(plan, change->path);
			break;
		case SERVICE_LINK:
			good = plan_link(plan, change->path, change->target);
			break;
		case SERVICE_WRITE:
			good = plan_write(plan, change->path, change->text);
			break;
		}
	}
	return good;
}

bool plan_service_off(struct plan *plan, struct guest *guest,
		      const struct service *service, bool mask)
{
	struct service_changes changes = service_off(guest, service, mask);

	return make(plan, &changes);
}

bool plan_service_on(struct plan *plan, struct guest *guest,
		     const struct service *service)
{
	struct service_changes changes = service_on(guest, service);

	return make(plan, &changes);
}
