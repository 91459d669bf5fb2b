/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * Where it is forbidden it is masked: on Debian udev starts it when its port appears,
 * without a link that could be taken away.  Where it is required it is switched on; a
 * package that is not there is not brought.
 */

static const char *const names[] = { "qemu-guest-agent", "qemu-ga", NULL };

static const char *const programs[] = { "/usr/bin/qemu-ga", "/usr/sbin/qemu-ga",
					"/usr/local/bin/qemu-ga" };

static const char *program(struct guest *guest)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (tree_has(guest->tree, programs[i], TREE_FILE))
			return programs[i];
	return NULL;
}

/* udev asks for it when the host's port is there (SYSTEMD_WANTS). */
static bool is_asked_for(struct guest *guest)
{
	static const char *const dirs[] = { "/etc/udev/rules.d", "/usr/lib/udev/rules.d",
					    "/lib/udev/rules.d" };

	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs); d++) {
		struct strs files = tree_match(guest->tree, dirs[d], "*qemu*.rules");

		for (size_t i = 0; i < files.count; i++) {
			struct bytes text;

			if (tree_has(guest->tree, files.item[i], TREE_FILE) &&
			    tree_read(guest->tree, files.item[i], &text) == 0 &&
			    bytes_find(text, bytes_of("qemu-guest-agent.service"), 0) >=
				    0)
				return true;
		}
	}
	return false;
}

static bool runs(struct guest *guest, const struct service *service)
{
	return service->state == SERVICE_ON ||
	       (service->state == SERVICE_OFF && service->kind == SERVICE_UNIT &&
		is_asked_for(guest));
}

static void detect(struct check *check, struct guest *guest)
{
	struct service service = guest_service_of(guest, names);
	const char *file = program(guest);

	switch (guest->profile->qemu_agent) {
	case QEMU_AGENT_IGNORE:
		check_not_applicable(check);
		break;
	case QEMU_AGENT_FORBID:
		if (runs(guest, &service))
			check_finding(check, service.file, 0, "qemu-ga",
				      "the agent of QEMU is started; this platform has "
				      "one of its own");
		break;
	case QEMU_AGENT_REQUIRE:
		if (!file && service.state == SERVICE_UNKNOWN)
			check_cannot_look(check, "what fstab mounts on /usr is not here");
		else if (!file)
			check_finding(check, programs[0], 0, "qemu-ga",
				      "the agent of QEMU is not installed; the platform "
				      "asks for it");
		else if (!runs(guest, &service))
			check_finding(check, file, 0, "qemu-ga",
				      "the agent of QEMU is not started; the platform "
				      "asks for it");
		break;
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct service service = guest_service_of(guest, names);

	(void)finding;
	if (guest->profile->qemu_agent == QEMU_AGENT_FORBID) {
		if (plan_service_off(plan, guest, &service, true))
			plan_note(plan, "no longer started; the package stays");
	} else if (!program(guest)) {
		plan_refuse(plan, "drydock brings no packages: install "
				  "qemu-guest-agent before the move, or after it");
	} else if (plan_service_on(plan, guest, &service)) {
		plan_note(plan, "started at each boot now");
	}
}

const struct rule rule_agent_qemu_ga = {
	.id = "agent-qemu-ga",
	.title = "the guest agent of QEMU is where it must not be, or lacks",
	.why = "Alibaba Cloud's services may not work beside it; elsewhere the platform "
	       "cannot set the address or the password without it",
	.see = "Alibaba Cloud, image compliance tool: qemu-ga; UCloudStack, check of "
	       "custom images",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
