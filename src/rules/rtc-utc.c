/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/shellvars.h"
#include "format/text.h"

/*
 * Only the word that says so is changed; the drift of the old clock in /etc/adjtime
 * stays, hwclock(8) finds the new one by itself.
 */

#define ADJTIME "/etc/adjtime"

/* A variable of a file that is read at boot: what it says of UTC, and of local time. */
static const struct setting {
	const char *path, *name, *local, *utc;
} settings[] = {
	{ "/etc/sysconfig/clock", "UTC", "false", "true" },
	{ "/etc/sysconfig/clock", "UTC", "no", "yes" },
	{ "/etc/sysconfig/clock", "UTC", "0", "1" },
	{ "/etc/sysconfig/clock", "HWCLOCK", "--localtime", "-u" },
	{ "/etc/default/rcS", "UTC", "no", "yes" },
	{ "/etc/conf.d/hwclock", "clock", "local", "UTC" },
	{ "/etc/rc.conf", "HARDWARECLOCK", "localtime", "UTC" },
};

static bool read_text(struct guest *guest, const char *path, struct bytes *text)
{
	return tree_has(guest->tree, path, TREE_FILE) &&
	       tree_read(guest->tree, path, text) == 0;
}

/* The third line of adjtime(5) where it is LOCAL. */
static bool find_local(struct bytes text, struct span *line)
{
	size_t at = 0;

	for (int n = 1; text_next_line(text, &at, line); n++)
		if (n == 3)
			return bytes_starts(text_slice(text, *line), "LOCAL");
	return false;
}

static const char *value_of(struct guest *guest, struct bytes text, const char *name)
{
	return shellvars_get(shellvars_parse(guest->pool, text), name);
}

static void detect(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->rtc_utc;
	struct bytes text;
	struct span line;

	if (policy == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	if (read_text(guest, ADJTIME, &text) && find_local(text, &line))
		check_policy(check, policy, ADJTIME, "LOCAL",
			     "the clock of the machine is taken for local time");
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const struct setting *setting = &settings[i];
		const char *value;

		if (!read_text(guest, setting->path, &text))
			continue;
		value = value_of(guest, text, setting->name);
		if (value && strcasecmp(value, setting->local) == 0)
			check_policy(check, policy, setting->path, setting->name,
				     "%s=%s: the clock of the machine is taken for local "
				     "time",
				     setting->name, value);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct setting *found = NULL;
	struct bytes text;
	struct span line;
	const char *value;

	if (!read_text(guest, finding->path, &text)) {
		plan_refuse(plan, "it cannot be read");
		return;
	}
	value = value_of(guest, text, finding->subject);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (value && strcmp(settings[i].path, finding->path) == 0 &&
		    strcmp(settings[i].name, finding->subject) == 0 &&
		    strcasecmp(settings[i].local, value) == 0)
			found = &settings[i];
	if (found)
		text = shellvars_set(guest->pool, text, found->name, found->utc);
	else if (find_local(text, &line))
		text = text_replace(guest->pool, text,
				    (struct span){ line.offset, strlen("LOCAL") }, "UTC");
	if (plan_write(plan, finding->path, text))
		plan_note(plan, "UTC now");
}

const struct rule rule_rtc_utc = {
	.id = "rtc-utc",
	.title = "the system keeps local time in the machine's clock",
	.why = "the clock of a virtual machine is UTC: the system starts hours off, "
	       "until a time server corrects it",
	.see = "Alibaba Cloud, image check: GUESTOS.RtcTimeMode; adjtime(5), hwclock(8)",
	.severity = NOTE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
