/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/logins.h"
#include "guest/mounts.h"

/*
 * Mode 0000 (EL), 0400, 0600 and 0640 with the group shadow (Debian, SUSE) are all
 * normal: root writes through them, and none is changed.  What others could read is
 * closed, never opened.  A lock file is what a change of accounts leaves that was cut
 * off; .pwd.lock is not one, it may always lie there.
 */

static const char *const lock_files[] = { "/etc/passwd.lock", "/etc/shadow.lock",
					  "/etc/group.lock", "/etc/gshadow.lock" };

static void judge_file(struct check *check, const struct tree_stat *st)
{
	if (st->kind != TREE_FILE) {
		check_finding(check, LOGINS_SHADOW, 0, "kind",
			      "it is a %s, which passwd(1) replaces or refuses",
			      st->kind == TREE_LINK ? "link" : "special file");
		return;
	}
	if (st->uid != 0)
		check_finding_as(check, DEGRADED, LOGINS_SHADOW, 0, "owner",
				 "it belongs to user %u, not to root", (unsigned)st->uid);
	if (st->mode & 037)
		check_finding_as(check, DEGRADED, LOGINS_SHADOW, 0, "mode",
				 "mode %04o lets others %s the hashes of all passwords",
				 (unsigned)st->mode, st->mode & 033 ? "change" : "read");
}

static bool has_word(const char *options, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = options; *at; at += *at == ',') {
		size_t one = strcspn(at, ",");

		if (one == len && strncmp(at, word, len) == 0)
			return true;
		at += one;
	}
	return false;
}

/* systemd and the init scripts mount / again as fstab says. */
static void judge_mount(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];

		if (entry->count > FSTAB_OPTIONS &&
		    (strcmp(entry->file, "/") == 0 || strcmp(entry->file, "/etc") == 0) &&
		    has_word(entry->options, "ro"))
			check_finding_as(check, NOTE, "/etc/fstab", entry->line, "ro",
					 "%s is mounted read-only: no password can be "
					 "set",
					 entry->file);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	struct tree_stat st;
	int err = tree_lstat(guest->tree, LOGINS_SHADOW, &st);

	if (err == -ENOENT) {
		check_not_applicable(check);
		return;
	}
	if (err < 0)
		return;
	judge_file(check, &st);
	judge_mount(check, guest);
	for (size_t i = 0; i < sizeof(lock_files) / sizeof(*lock_files); i++)
		if (tree_lstat(guest->tree, lock_files[i], &st) == 0)
			check_finding(check, lock_files[i], 0, "lock",
				      "left by a change of accounts that was cut off: "
				      "none is possible while it is there");
}

static void close_file(struct plan *plan, struct guest *guest)
{
	struct owner *owner = pool_alloc(guest->pool, sizeof(*owner));
	struct tree_stat st;

	if (tree_stat(guest->tree, LOGINS_SHADOW, &st) < 0)
		return;
	*owner = (struct owner){ .gid = st.gid, .mode = st.mode & (mode_t)~037 };
	if (plan_own(plan, LOGINS_SHADOW, owner))
		plan_note(plan, "root's, with mode %04o", (unsigned)owner->mode);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strcmp(finding->subject, "lock") == 0 && plan_remove(plan, finding->path))
		plan_note(plan, "removed");
	else if (strcmp(finding->subject, "owner") == 0 ||
		 strcmp(finding->subject, "mode") == 0)
		close_file(plan, guest);
	else if (strcmp(finding->subject, "ro") == 0)
		plan_refuse(plan, "a system is made read-only on purpose");
	else
		plan_refuse(plan, "what it leads to belongs to somebody else");
}

const struct rule rule_shadow_writable = {
	.id = "shadow-writable",
	.title = "/etc/shadow cannot be changed, or by anybody",
	.why = "the cloud sets a password or a user at the first start and fails, or "
	       "anybody on the machine reads the hashes",
	.see = "Alibaba Cloud, notes on importing images: /etc/shadow must not be "
	       "read-only; Tencent Cloud, making Linux images; shadow(5), lckpwdf(3)",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
