/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * The monitor is switched off.  The modules stay: they are no longer asked for without
 * it, an initramfs may hold copies, and on Xen hosts the system would need them again.
 */

static const char *const names[] = { "uvp-monitor", "uvp_monitor", NULL };

static const char *const traces[] = { "/usr/bin/uvp-monitor", "/etc/.uvp-monitor",
				      "/etc/.uvp-monitor/uninstall" };

static const char *installed(struct guest *guest)
{
	struct tree_stat st;

	for (size_t i = 0; i < sizeof(traces) / sizeof(*traces); i++)
		if (tree_lstat(guest->tree, traces[i], &st) == 0)
			return traces[i];
	return NULL;
}

static void detect_modules(struct check *check, struct guest *guest)
{
	struct strs kernels = guest_kernels(guest);

	for (size_t i = 0; i < kernels.count; i++) {
		const char *dir = pool_printf(
			guest->pool, "/lib/modules/%s/updates/pvdriver", kernels.item[i]);

		if (tree_has(guest->tree, dir, TREE_DIR))
			check_finding_as(
				check, NOTE, dir, 0, "modules",
				"modules of Huawei's driver for Xen lie here and "
				"come before those of the kernel");
	}
}

static void detect(struct check *check, struct guest *guest)
{
	struct service service;
	const char *trace;

	if (guest->profile->pv_drivers == PV_DRIVERS_KEEP) {
		check_not_applicable(check);
		return;
	}
	service = guest_service_of(guest, names);
	trace = installed(guest);
	if (service.state == SERVICE_ON)
		check_finding(check, service.file, 0, service.name,
			      "Huawei's monitor for Xen is started");
	else if (trace && service.state != SERVICE_NONE)
		check_finding_as(check, NOTE, trace, 0, "uvp",
				 "Huawei's driver for Xen is installed; nothing starts "
				 "it");
	detect_modules(check, guest);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct service service = guest_service_of(guest, names);

	if (service.state != SERVICE_ON || strcmp(finding->path, service.file) != 0)
		plan_refuse(plan, "left: its own /etc/.uvp-monitor/uninstall takes it "
				  "out when the system runs");
	else if (plan_service_off(plan, guest, &service, false))
		plan_note(plan, "no longer started");
}

const struct rule rule_pv_driver_uvp = {
	.id = "pv-driver-uvp",
	.title = "Huawei's own driver for Xen is in use",
	.why = "on KVM it has nothing to drive; its monitor fails at each start, and its "
	       "modules may be taken instead of those of the kernel",
	.see = "Huawei Cloud, IMS: uninstalling the PV driver from Linux",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
