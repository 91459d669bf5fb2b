/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <stdlib.h>

#include "format/ini.h"
#include "guest/services.h"

/*
 * An audit daemon that halts the machine when it cannot write is a decision of somebody
 * who has to answer for it: nothing is changed.  With room on the disk it is a note;
 * where there is none left, the next start ends there.
 */

#define CONFIG "/etc/audit/auditd.conf"

static const struct action {
	const char *key;
	const char *room; /* the key with the MB below which it acts; NULL: at none */
} actions[] = {
	{ "admin_space_left_action", "admin_space_left" },
	{ "space_left_action", "space_left" },
	{ "disk_full_action", NULL },
	{ "disk_error_action", NULL },
	{ "max_log_file_action", NULL },
};

static bool halts(const char *value)
{
	return value &&
	       (strcasecmp(value, "halt") == 0 || strcasecmp(value, "single") == 0);
}

/* Bytes below which the action is taken; a share of the disk is not known here. */
static uint64_t threshold(const struct ini *config, const struct action *action)
{
	const char *value = action->room ? ini_get(config, "", action->room) : NULL;
	char *end;
	uint64_t mb = value ? strtoull(value, &end, 10) : 0;

	return value && !*end && mb < 1 << 20 ? mb << 20 : 0;
}

static const char *log_file(const struct ini *config)
{
	const char *value = ini_get(config, "", "log_file");

	return value && value[0] == '/' ? value : "/var/log/audit/audit.log";
}

static void judge(struct check *check, struct guest *guest, const struct ini *config,
		  const struct action *action)
{
	const struct ini_key *key = ini_find(config, "", action->key);
	const struct volume *volume = guest_volume_of(guest, log_file(config));
	uint64_t need = threshold(config, action);
	bool full;

	if (!key || !halts(key->value))
		return;
	full = volume && volume->block && volume->room <= need &&
	       strcmp(action->key, "max_log_file_action") != 0 &&
	       strcmp(action->key, "disk_error_action") != 0;
	check_finding_as(check, full ? UNBOOTABLE : NOTE, CONFIG, key->line, action->key,
			 "%s = %s: %s", action->key, key->value,
			 full ? "and the disk has no more room than that: the machine "
				"stops at its next start"
			      : "the machine stops when its disk runs full");
}

static void detect(struct check *check, struct guest *guest)
{
	const struct ini *config;
	struct bytes text;

	if (!tree_has(guest->tree, CONFIG, TREE_FILE) ||
	    guest_service(guest, "auditd").state != SERVICE_ON) {
		check_not_applicable(check);
		return;
	}
	if (tree_read(guest->tree, CONFIG, &text) < 0)
		return;
	config = ini_parse(guest->pool, text);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		judge(check, guest, config, &actions[i]);
}

const struct rule rule_auditd_halt = {
	.id = "auditd-halt",
	.title = "the audit daemon stops the machine when the disk is full",
	.why = "a machine that was moved with a full disk stops right after its start; "
	       "make room, or have its action be SYSLOG",
	.see = "auditd.conf(5); Azure, \"auditd causes a VM to stop\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX,
	.detect = detect,
};
