/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/path.h"
#include "guest/cloudinit.h"
#include "guest/services.h"
#include "guest/below.h"

/*
 * Done with --template only: who rescues a machine wants its logs.  Logs that are being
 * written become empty and keep owner and mode, old ones go, directories stay, since
 * servers do not start without theirs.  Host keys go only where something makes new ones,
 * and keys of users only where cloud-init brings others.
 */

enum { FILES_MAX = 5000 };

static bool ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), tail = strlen(end);

	return len >= tail && strcmp(s + len - tail, end) == 0;
}

/* One that was rotated away, or of the journal, which takes no empty file. */
static bool is_old(const char *path)
{
	const char *dot = strrchr(path_name(path), '.');
	const char *dash = strrchr(path_name(path), '-');

	return ends_in(path, ".gz") || ends_in(path, ".xz") || ends_in(path, ".bz2") ||
	       ends_in(path, ".old") || strstr(path, "/log/journal/") ||
	       (dot && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1)) ||
	       (dash && strlen(dash + 1) == 8 && strspn(dash + 1, "0123456789") == 8);
}

static struct strs logs(struct guest *guest, bool *more)
{
	struct strs all = guest_below(guest, "/var/log", FILES_MAX, more);
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < all.count; i++) {
		struct tree_stat st;

		if (tree_lstat(guest->tree, all.item[i], &st) == 0 &&
		    st.kind == TREE_FILE && st.size > 0)
			strs_add(&found, all.item[i]);
	}
	return found;
}

/* Files of NAME in the homes of root and of users. */
static struct strs in_homes(struct guest *guest, const char *name)
{
	struct strs found = { .pool = guest->pool }, homes;
	struct tree_stat st;
	const char *path = pool_printf(guest->pool, "/root/%s", name);

	if (tree_lstat(guest->tree, path, &st) == 0 && st.kind == TREE_FILE)
		strs_add(&found, path);
	if (tree_list(guest->tree, "/home", &homes) < 0)
		return found;
	for (size_t i = 0; i < homes.count && i < FILES_MAX; i++) {
		path = pool_printf(guest->pool, "/home/%s/%s", homes.item[i], name);
		if (tree_lstat(guest->tree, path, &st) == 0 && st.kind == TREE_FILE)
			strs_add(&found, path);
	}
	return found;
}

static struct strs host_keys(struct guest *guest)
{
	return tree_match(guest->tree, "/etc/ssh", "ssh_host_*key*");
}

/* Debian makes host keys when the package is installed, and never again. */
static bool makes_host_keys(struct guest *guest)
{
	static const char *const paths[] = {
		"/usr/lib/systemd/system/sshd-keygen.target",
		"/usr/lib/systemd/system/sshd-keygen.service",
		"/usr/lib/systemd/system/sshd-keygen@.service",
		"/usr/sbin/sshd-gen-keys-start",
	};
	static const char *const scripts[] = { "/etc/init.d/sshd",
					       "/etc/rc.d/init.d/sshd" };
	struct cloudinit init = guest_cloudinit(guest);
	struct bytes text;

	if (init.program && !init.off)
		return true;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (tree_has(guest->tree, paths[i], TREE_FILE))
			return true;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		if (tree_has(guest->tree, scripts[i], TREE_FILE) &&
		    tree_read(guest->tree, scripts[i], &text) == 0 &&
		    bytes_find(text, bytes_of("ssh-keygen"), 0) >= 0)
			return true;
	return false;
}

static void detect_files(struct check *check, const struct strs *files,
			 const char *subject, const char *text)
{
	for (size_t i = 0; i < files->count; i++)
		check_finding(check, files->item[i], 0, subject, "%s", text);
}

static void detect(struct check *check, struct guest *guest)
{
	struct strs found, keys, history;
	bool more;

	if (!guest->is_template) {
		check_not_applicable(check);
		return;
	}
	found = logs(guest, &more);
	keys = in_homes(guest, ".ssh/authorized_keys");
	history = in_homes(guest, ".bash_history");
	if (found.count > 0)
		check_finding(check, "/var/log", 0, "logs",
			      "%zu files tell of the old machine", found.count);
	if (host_keys(guest).count > 0)
		check_finding(check, "/etc/ssh", 0, "host-keys",
			      "every machine made of this image has the same SSH keys");
	detect_files(check, &keys, "authorized_keys",
		     "lets the same keys into every machine made of this image");
	detect_files(check, &history, "history", "tells what was typed");
}

static void plan_logs(struct plan *plan, struct guest *guest)
{
	struct bytes empty = { (const unsigned char *)"", 0 };
	bool more;
	struct strs found = logs(guest, &more);

	if (more) {
		plan_refuse(plan, "more than %d files: too many to take one by one",
			    FILES_MAX);
		return;
	}
	for (size_t i = 0; i < found.count; i++)
		if (!(is_old(found.item[i]) ? plan_remove(plan, found.item[i])
					    : plan_write(plan, found.item[i], empty)))
			return;
	plan_note(plan, "%zu files emptied or removed", found.count);
}

static void plan_host_keys(struct plan *plan, struct guest *guest)
{
	struct strs keys = host_keys(guest);

	if (!makes_host_keys(guest)) {
		plan_refuse(plan, "nothing would make new ones, and without keys the SSH "
				  "server does not start");
		return;
	}
	for (size_t i = 0; i < keys.count; i++)
		if (!plan_remove(plan, keys.item[i]))
			return;
	plan_note(plan, "removed: made again at the first start");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct cloudinit init = guest_cloudinit(guest);

	if (strcmp(finding->subject, "logs") == 0)
		plan_logs(plan, guest);
	else if (strcmp(finding->subject, "host-keys") == 0)
		plan_host_keys(plan, guest);
	else if (strcmp(finding->subject, "authorized_keys") == 0 &&
		 (!init.program || init.off))
		plan_refuse(plan, "no cloud-init that runs would bring another key");
	else if (plan_remove(plan, finding->path))
		plan_note(plan, "removed");
}

const struct rule rule_logs_keys_clean = {
	.id = "logs-keys-clean",
	.title = "logs and keys of the old machine go into the template",
	.why = "machines made of it can be taken for each other, and who had a key of "
	       "the "
	       "old one gets into all",
	.see = "Huawei Cloud, IMS: clearing logs and keys of an image; Google Cloud, "
	       "image "
	       "import: ssh_host_* removed; sshd(8)",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
