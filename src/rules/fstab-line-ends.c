/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <string.h>

#include "guest/mounts.h"

/*
 * The repair respects: only line ends change, of the whole file since it was written by
 * one editor.
 */

static const char carriage_return[] = "CR LF line ends";
static const char no_newline[] = "no newline at the end";

static void detect(struct check *check, struct guest *guest)
{
	struct bytes text;

	(void)guest_fstab(guest, &text);
	if (text.len == 0) {
		check_not_applicable(check);
		return;
	}
	if (bytes_find(text, bytes_of("\r\n"), 0) >= 0)
		check_finding(check, "/etc/fstab", 0, carriage_return,
			      "lines end in CR LF: the last field of each is wrong");
	if (text.data[text.len - 1] != '\n')
		check_finding(
			check, "/etc/fstab", 0, no_newline,
			"no newline at the end: mount(8) may not see the last line, and "
			"the next one added joins it");
}

static struct bytes without_carriage_returns(struct pool *pool, struct bytes text)
{
	struct buf out = { .pool = pool };
	struct bytes line;

	while (bytes_line(&text, &line)) {
		if (line.len >= 2 && line.data[line.len - 2] == '\r') {
			buf_add(&out, bytes_slice(line, 0, line.len - 2));
			buf_adds(&out, "\n");
		} else {
			buf_add(&out, line);
		}
	}
	return buf_bytes(&out);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;

	(void)guest_fstab(guest, &text);
	if (strcmp(finding->subject, carriage_return) == 0) {
		text = without_carriage_returns(guest->pool, text);
		plan_note(plan, "took the carriage returns out");
	} else {
		text = text_insert(guest->pool, text, text.len, "\n");
		plan_note(plan, "added the newline");
	}
	plan_write(plan, "/etc/fstab", text);
}

const struct rule rule_fstab_line_ends = {
	.id = "fstab-line-ends",
	.title = "fstab has the line ends of another system",
	.why = "With a carriage return in the last field an option is unknown or a "
	       "number is "
	       "none, and the mount fails.",
	.see = "fstab(5)",
	.severity = DEGRADED,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
