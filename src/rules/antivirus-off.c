/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

/*
 * Report only: whether a scanner may be off for the time of the move is for its owner to
 * say, and some protect their own files from being changed.
 */

static const struct service_group scanners[] = {
	{ "McAfee",
	  (const char *const[]){ "nails", "ma", "mfetpd", "isectpd", "cma", NULL } },
	{ "Symantec", (const char *const[]){ "symcfgd", "rtvscand", "autoprotect",
					     "sisamddaemon", NULL } },
	{ "Trend Micro", (const char *const[]){ "ds_agent", "splx", "ds_filter", NULL } },
	{ "Kaspersky",
	  (const char *const[]){ "kesl", "kesl-supervisor", "kav4fs-supervisor", NULL } },
	{ "Sophos", (const char *const[]){ "sav-protect", "sophos-spl", NULL } },
	{ "ESET", (const char *const[]){ "esets", "eea", "efs", NULL } },
	{ "CrowdStrike", (const char *const[]){ "falcon-sensor", NULL } },
	{ "Carbon Black", (const char *const[]){ "cbdaemon", "cbagentd", NULL } },
	{ "SentinelOne", (const char *const[]){ "sentinelone", "sentinelctl", NULL } },
	{ "Microsoft Defender", (const char *const[]){ "mdatp", NULL } },
	{ "Bitdefender", (const char *const[]){ "bd", "bdsec", NULL } },
	{ "Dr.Web", (const char *const[]){ "drweb-configd", "drwebd", NULL } },
	{ "F-Secure", (const char *const[]){ "fsma", "fsaua", NULL } },
	{ "Cylance", (const char *const[]){ "cylancesvc", NULL } },
	{ "ClamAV's scanner on access",
	  (const char *const[]){ "clamav-clamonacc", "clamonacc", NULL } },
};

static void detect(struct check *check, struct guest *guest)
{
	if (guest->profile->antivirus == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < sizeof(scanners) / sizeof(*scanners); i++)
		check_started(check, guest, guest->profile->antivirus, &scanners[i]);
}

const struct rule rule_antivirus_off = {
	.id = "antivirus-off",
	.title = "a virus scanner or intrusion detection is started",
	.why = "it may keep the platform from putting drivers, keys or its agent into "
	       "the system while that is imported",
	.see = "AWS VM Import/Export: disable antivirus and intrusion detection; Open "
	       "Telekom Cloud, IMS: disable antivirus before drivers are installed",
	.severity = NOTE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
};
