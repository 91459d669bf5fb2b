/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

#include <stdlib.h>

#include "guest/firewall.h"
#include "guest/sshd.h"

/*
 * What the profile says is done: nothing, a rule more for the port of SSH, or the service
 * off.  Rules are never flushed, and the files with them stay, so that the firewall can
 * be switched on again.  One that lets in only some addresses was made so on purpose, and
 * is told, not widened.
 */

/* The first port sshd listens on. */
static unsigned ssh_port(struct guest *guest)
{
	struct sshd sshd = guest_sshd(guest);

	return sshd.port.count ? (unsigned)strtoul(sshd.port.item[0].value, NULL, 10)
			       : 22;
}

static void judge(struct check *check, struct guest *guest, const struct firewall *wall,
		  unsigned port)
{
	enum severity severity =
		guest->profile->firewall == FIREWALL_KEEP ? NOTE : UNREACHABLE;

	if (guest->profile->firewall == FIREWALL_OFF)
		check_finding_as(check,
				 wall->answer == FIREWALL_IS_CLOSED ? UNREACHABLE
								    : DEGRADED,
				 wall->path, wall->line, wall->name,
				 "%s is started, and the target has a firewall of its "
				 "own",
				 wall->name);
	else if (wall->answer == FIREWALL_IS_CLOSED)
		check_finding_as(check, severity, wall->path, wall->line, wall->name,
				 "%s lets nobody in by SSH (port %u)", wall->name, port);
	else if (wall->answer == FIREWALL_IS_NARROW)
		check_finding_as(check, NOTE, wall->path, wall->line, wall->name,
				 "%s lets only some in by SSH (port %u)", wall->name,
				 port);
	else if (wall->answer == FIREWALL_IS_UNKNOWN &&
		 guest->profile->firewall == FIREWALL_SSH)
		check_cannot_look(check, "%s: what it lets in is not understood",
				  wall->path);
}

static void detect(struct check *check, struct guest *guest)
{
	unsigned port = ssh_port(guest);
	size_t count;
	const struct firewall *wall = guest_firewalls(guest, port, &count);

	if (!count)
		check_not_applicable(check);
	for (size_t i = 0; i < count; i++)
		judge(check, guest, &wall[i], port);
}

static void switch_off(struct plan *plan, struct guest *guest,
		       const struct firewall *wall)
{
	if (!plan_service_off(plan, guest, &wall->service, false))
		return;
	if (wall->switch_path && wall->switched_off.len &&
	    !plan_write(plan, wall->switch_path, wall->switched_off))
		return;
	plan_note(plan,
		  "%s is no longer started: what it kept out now reaches the system; its "
		  "rules stay on the disk",
		  wall->name);
}

static void plan_for(struct plan *plan, struct guest *guest, const struct firewall *wall,
		     unsigned port)
{
	if (guest->profile->firewall == FIREWALL_OFF)
		switch_off(plan, guest, wall);
	else if (guest->profile->firewall == FIREWALL_KEEP)
		plan_refuse(plan, "the profile leaves a firewall as it is");
	else if (wall->answer == FIREWALL_IS_NARROW)
		plan_refuse(plan, "made so on purpose, and not widened");
	else if (!wall->fixed_path)
		plan_refuse(plan, "%s",
			    wall->why_not ? wall->why_not
					  : "its rules are not understood");
	else if (plan_write(plan, wall->fixed_path, wall->fixed))
		plan_note(plan, "lets in port %u", port);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	unsigned port = ssh_port(guest);
	size_t count;
	const struct firewall *wall = guest_firewalls(guest, port, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(wall[i].name, finding->subject) == 0) {
			plan_for(plan, guest, &wall[i], port);
			return;
		}
}

const struct rule rule_firewall_open = {
	.id = "firewall-open",
	.title = "the system's own firewall keeps SSH out",
	.why = "the machine runs, and nobody reaches it by network",
	.see = "Alibaba Cloud, notes on importing images: firewall off, port 22 let in; "
	       "OpenStack image guide, firewall; AWS VM Import: SSH through the firewall",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
