/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/devname.h"

/*
 * The files are made again by the programs that read them.  What keeps them in /run is a
 * link from /etc, and such a link is left alone.
 */

static const char *const caches[] = {
	"/etc/lvm/cache/.cache", "/etc/lvm/.cache",    "/etc/blkid/blkid.tab",
	"/etc/blkid.tab",        "/etc/blkid.tab.old",
};

/* The first name in TEXT that is the old machine's, or NULL; names stand between signs.
 */
static const char *old_name(struct guest *guest, struct bytes text)
{
	static const char end[] = " \t\r\n\"'<>,]";
	struct bytes dev = bytes_of("/dev/");

	for (ptrdiff_t at = 0; (at = bytes_find(text, dev, (size_t)at)) >= 0; at++) {
		size_t len = 0;
		const char *name;

		while ((size_t)at + len < text.len && len < 256 &&
		       !strchr(end, text.data[(size_t)at + len]))
			len++;
		name = bytes_str(guest->pool, bytes_slice(text, (size_t)at, len));
		if (devname_is_positional(devname_parse(guest->pool, name)))
			return name;
	}
	return NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(caches) / sizeof(*caches); i++) {
		struct tree_stat st;
		struct bytes text;
		const char *name;

		if (tree_lstat(guest->tree, caches[i], &st) < 0 || st.kind != TREE_FILE ||
		    tree_read(guest->tree, caches[i], &text) < 0)
			continue;
		name = old_name(guest, text);
		if (name)
			check_finding(check, caches[i], 0, name,
				      "remembers the old machine's %s", name);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest;
	plan_remove(plan, finding->path);
	plan_note(plan, "removed: it is made again");
}

const struct rule rule_device_caches = {
	.id = "device-caches",
	.title = "a cache of LVM or libblkid remembers the old machine's disks",
	.why = "old releases believe it without looking: a volume group or a UUID is "
	       "looked for on a disk that is not there",
	.see = "lvm.conf(5), write_cache_state; libblkid(3), blkid.tab",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
