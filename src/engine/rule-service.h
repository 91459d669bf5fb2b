/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Switching services off and on in a plan.
 *
 * The one law: it is done as the init system's own tool does it; no package is touched.
 */
#pragma once

#include "engine/rule.h"
#include "guest/services.h"

/* Services of one maker, which NULL ends. */
struct service_group {
	const char *what;        /* "VMware's tools" */
	const char *const *name; /* as guest_service() takes them */
};

/* A finding for each service of GROUP that is started; its subject is the name. */
void check_started(struct check *check, struct guest *guest, enum policy policy,
		   const struct service_group *group);

/*
 * SERVICE is started by nothing any more (service_off() says what MASK adds); refuses
 * with a reason where that cannot be, and returns false then.
 */
bool plan_service_off(struct plan *plan, struct guest *guest,
		      const struct service *service, bool mask);

/* SERVICE is started at each start; the same. */
bool plan_service_on(struct plan *plan, struct guest *guest,
		     const struct service *service);
