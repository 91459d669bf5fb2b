/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * Where Azure is the target the agent is switched on, and only told of where it is not
 * installed; elsewhere it is switched off.  Its configuration stays as its owner wrote
 * it.
 */

#define CONF "/etc/waagent.conf"

static const char *const names[] = { "walinuxagent", "waagent", "WALinuxAgent", NULL };

static const char *program(struct guest *guest)
{
	static const char *const programs[] = { "/usr/sbin/waagent", "/usr/bin/waagent",
						"/usr/share/oem/bin/waagent" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (tree_has(guest->tree, programs[i], TREE_FILE))
			return programs[i];
	return NULL;
}

/* "Provisioning.Agent=disabled" with no cloud-init: nobody makes the first user. */
static void detect_conf(struct check *check, struct guest *guest)
{
	struct bytes text, line;

	if (!tree_has(guest->tree, CONF, TREE_FILE) ||
	    tree_read(guest->tree, CONF, &text) < 0)
		return;
	for (unsigned n = 1; bytes_line(&text, &line); n++) {
		char *at = bytes_str(guest->pool, line);

		at[strcspn(at, "\r\n #")] = '\0';
		if (strcmp(at, "Provisioning.Enabled=n") == 0 &&
		    guest_service(guest, "cloud-init").state != SERVICE_ON)
			check_finding_as(check, NOTE, CONF, n, "Provisioning.Enabled",
					 "neither the agent nor cloud-init sets up the "
					 "machine");
	}
}

static void detect_wanted(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->azure_agent;
	struct service service = guest_service_of(guest, names);
	const char *file = program(guest);

	if (!file && service.state == SERVICE_UNKNOWN)
		check_cannot_look(check, "what fstab mounts on /usr is not here");
	else if (!file)
		check_policy(check, policy, "/usr/sbin/waagent", "waagent",
			     "the agent of Azure is not installed");
	else if (service.state != SERVICE_ON)
		check_policy(check, policy, file, "waagent",
			     "the agent of Azure is not started");
	detect_conf(check, guest);
}

static void detect(struct check *check, struct guest *guest)
{
	struct service service;

	if (guest->profile->azure_agent != POLICY_ALLOW) {
		detect_wanted(check, guest);
		return;
	}
	service = guest_service_of(guest, names);
	if (service.state == SERVICE_ON)
		check_finding(check, service.file, 0, "waagent",
			      "the agent of Azure is started, and looks for Azure "
			      "for ever");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct service service = guest_service_of(guest, names);

	if (strcmp(finding->subject, "waagent") != 0) {
		plan_refuse(plan, "its owner's choice");
	} else if (guest->profile->azure_agent == POLICY_ALLOW) {
		if (plan_service_off(plan, guest, &service, false))
			plan_note(plan, "no longer started; the package stays");
	} else if (!program(guest)) {
		plan_refuse(plan, "drydock brings no packages: install walinuxagent "
				  "before the move, or after it");
	} else if (plan_service_on(plan, guest, &service)) {
		plan_note(plan, "started at each boot now");
	}
}

const struct rule rule_azure_agent = {
	.id = "azure-agent",
	.title = "the agent of Azure is not where it belongs",
	.why = "Azure takes a machine for failed whose agent does not answer; elsewhere "
	       "the agent waits for Azure, and may set the host's name and disks",
	.see = "Microsoft Azure, \"Prepare Linux for imaging in Azure\"; waagent.conf",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
