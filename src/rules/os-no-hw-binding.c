/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * Report only: that something is bound to hardware cannot be proven from the disk, and
 * what manages a server, or asks for a dongle, is its owner's to take out.
 */

static const struct service_group agents[] = {
	{ "HPE's management of servers",
	  (const char *const[]){ "hp-health", "hpsa", "amsd", "smad", "hp-snmp-agents",
				 "hp-asrd", NULL } },
	{ "Dell's management of servers",
	  (const char *const[]){ "dcismeng", "dsm_sa_datamgrd", "instsvcdrv", "dataeng",
				 NULL } },
	{ "Lenovo's management of servers",
	  (const char *const[]){ "lenovo-lxca", "ibmasm", NULL } },
	{ "Broadcom's management of RAID controllers",
	  (const char *const[]){ "mrmonitor", "vivaldiframeworkd", "lsi_mrdsnmpd",
				 NULL } },
	{ "a licence that asks for a dongle",
	  (const char *const[]){ "aksusbd", "hasplmd", "CodeMeter", "codemeter", NULL } },
	{ "the board's own controller",
	  (const char *const[]){ "ipmievd", "bmc-snmp-proxy", NULL } },
};

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++)
		check_started(check, guest, POLICY_NOTE, &agents[i]);
}

const struct rule rule_os_no_hw_binding = {
	.id = "os-no-hw-binding",
	.title = "a service belongs to the hardware of the old machine",
	.why = "it fails at each start without that hardware; a licence that is bound to "
	       "it is lost",
	.see = "Huawei Cloud, IMS: preparing an image file: the system cannot be bound "
	       "to specific hardware",
	.severity = NOTE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
};
