/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * The services are switched off as the init system does it.  Packages stay: to take one
 * out runs its scripts, and others may need it (ubuntu-server needs open-vm-tools).
 * Tools of the platform the system goes to stay on.
 */

static const struct tools {
	const char *driver; /* a platform whose profile asks for it is their own */
	struct service_group group;
} tools[] = {
	{ "vmw_pvscsi",
	  { "VMware's tools",
	    (const char *const[]){ "open-vm-tools", "vmtoolsd", "vgauthd", "vgauth",
				   "vmware-tools", "vmware-tools-thinprint",
				   "vmware-tools-services", "vmware-USBArbitrator",
				   NULL } } },
	{ "vboxguest",
	  { "VirtualBox's guest additions",
	    (const char *const[]){ "vboxadd", "vboxadd-service", "vboxadd-x11",
				   "vboxservice", "virtualbox-guest-utils", NULL } } },
	{ "xen_blkfront",
	  { "XenServer's tools",
	    (const char *const[]){ "xe-daemon", "xe-linux-distribution", NULL } } },
	{ "prl_fs",
	  { "Parallels' tools", (const char *const[]){ "prltoolsd", "prl-x11", NULL } } },
	{ "hv_storvsc",
	  { "Microsoft's Linux Integration Services",
	    (const char *const[]){ "lis", "hv_kvp_daemon_lis", NULL } } },
};

static bool asks_for(const struct strs *words, const char *driver)
{
	for (size_t i = 0; i < words->count; i++)
		if (strstr(words->item[i], driver))
			return true;
	return false;
}

static bool is_own(const struct guest *guest, const char *driver)
{
	return asks_for(&guest->profile->kernel_require, driver) ||
	       (strcmp(driver, "vmw_pvscsi") == 0 &&
		asks_for(&guest->profile->kernel_nic, "vmxnet3"));
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		if (!is_own(guest, tools[i].driver))
			check_started(check, guest, POLICY_DEGRADED, &tools[i].group);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct service service = guest_service(guest, finding->subject);

	if (plan_service_off(plan, guest, &service, false))
		plan_note(plan, "no longer started; the package stays");
}

const struct rule rule_foreign_tools = {
	.id = "foreign-tools",
	.title = "tools of another hypervisor are started",
	.why = "they wait for a host that is not there, fill the log, and those with "
	       "drivers of their own may keep the disk or the network from working",
	.see = "AWS VM Import/Export: uninstall the VMware Tools; Open Telekom Cloud, "
	       "IMS: automatic configuration deletes services of VMware tools; "
	       "Tencent Cloud: remove tools of VMware, Xen and VirtualBox",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
