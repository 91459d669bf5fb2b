/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/*
 * A file that asks for one card's driver is moved aside, under a name X does not read,
 * with its content: without it X finds the card by itself.  Files that set a keyboard, a
 * monitor or a driver any machine has stay.
 */

static const char *const drivers[] = { "vmware",    "vboxvideo", "nvidia", "nouveau",
				       "fglrx",     "radeon",    "amdgpu", "intel",
				       "i810",      "mga",       "ati",    "ast",
				       "hyperv_fb", "prlvideo",  "cirrus", "matrox" };

static bool is_word_end(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* The driver LINE asks for (xorg.conf(5): keywords in any case, values in quotes). */
static const char *driver_of(struct pool *pool, struct bytes line)
{
	const char *at = bytes_str(pool, line), *end;

	at += strspn(at, " \t");
	if (strncasecmp(at, "driver", 6) != 0 || !is_word_end((unsigned char)at[6]))
		return NULL;
	at += 6 + strspn(at + 6, " \t");
	if (*at != '"')
		return NULL;
	end = strchr(at + 1, '"');
	return end ? pool_strndup(pool, at + 1, (size_t)(end - at - 1)) : NULL;
}

static bool is_special(const char *driver)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (strcasecmp(driver, drivers[i]) == 0)
			return true;
	return false;
}

static void judge(struct check *check, struct guest *guest, const char *path)
{
	struct bytes text, line;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
		return;
	for (unsigned n = 1; bytes_line(&text, &line); n++) {
		const char *driver = driver_of(guest->pool, line);

		if (!driver || !is_special(driver))
			continue;
		check_finding(check, path, n, driver, "asks for the driver \"%s\"",
			      driver);
		return;
	}
}

static void detect(struct check *check, struct guest *guest)
{
	struct strs more = tree_match(guest->tree, "/etc/X11/xorg.conf.d", "*.conf");

	judge(check, guest, "/etc/X11/xorg.conf");
	judge(check, guest, "/etc/X11/XF86Config");
	for (size_t i = 0; i < more.count; i++)
		judge(check, guest, more.item[i]);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const char *aside = pool_printf(guest->pool, "%s.drydock", finding->path);
	struct bytes text;
	struct tree_stat st;

	if (tree_lstat(guest->tree, aside, &st) == 0) {
		plan_refuse(plan, "\"%s\" is there already", aside);
		return;
	}
	if (tree_read(guest->tree, finding->path, &text) < 0)
		return;
	if (plan_write(plan, aside, text) && plan_remove(plan, finding->path))
		plan_note(plan, "moved to %s", aside);
}

const struct rule rule_xorg_conf = {
	.id = "xorg-conf",
	.title = "the screen is set up for another card",
	.why = "X ends at once where the driver finds no card: the console stays black, "
	       "or its login comes up again and again",
	.see = "Open Telekom Cloud, IMS: automatic configuration modifies "
	       "/etc/X11/xorg.conf; xorg.conf(5)",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
