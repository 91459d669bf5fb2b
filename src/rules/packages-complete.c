/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/packages.h"

/*
 * Report only: to end what a package manager began runs the scripts of the packages.
 * When the system runs again, "dpkg --configure -a" or "rpm --rebuilddb" does it.
 */

/* Updates of dpkg's that were not merged into its status file: dpkg(1). */
static void detect_dpkg(struct check *check, struct guest *guest)
{
	size_t count;
	const struct unfinished *all = guest_unfinished(guest, &count);
	struct strs updates = tree_match(guest->tree, "/var/lib/dpkg/updates", "[0-9]*");

	for (size_t i = 0; i < count; i++)
		check_finding(check, "/var/lib/dpkg/status", all[i].line, all[i].name,
			      "%s is %s: its installation was interrupted", all[i].name,
			      all[i].state);
	if (updates.count > 0)
		check_finding(check, "/var/lib/dpkg/updates", 0, "updates",
			      "changes of dpkg that are not in its status file yet: %zu",
			      updates.count);
}

/* Signs that rpm did not come to its end: a directory, a pattern, and what it means. */
static const struct sign {
	const char *dir, *pattern; /* NULL: the database's */
	enum severity severity;
	const char *subject, *text;
} signs[] = {
	{ "/var/tmp", "rpm-tmp.*", NOTE, "scriptlet",
	  "a script of a package that rpm had begun to run" },
	{ "/usr/bin", "*;[0-9a-f]*", DEGRADED, "unpacked",
	  "a file that rpm was unpacking when the machine stopped" },
	{ "/usr/sbin", "*;[0-9a-f]*", DEGRADED, "unpacked",
	  "a file that rpm was unpacking when the machine stopped" },
	{ "/boot", "*;[0-9a-f]*", DEGRADED, "unpacked",
	  "a file that rpm was unpacking when the machine stopped" },
	{ NULL, "rpmdb.sqlite-journal", NOTE, "journal",
	  "rpm's database was being written when the machine stopped; it goes back to "
	  "before that when it is opened" },
	{ "/var/lib", "rpmrebuilddb.*", DEGRADED, "rebuild",
	  "rpm's database was being rebuilt when the machine stopped" },
	{ "/var/lib/yum", "transaction-all.*", DEGRADED, "yum",
	  "a transaction of yum that has not come to its end" },
};

/*
 * Berkeley DB's environment, __db.001 and so on, is there on every system that uses it:
 * only beside another sign it is one.
 */
static void detect_rpm(struct check *check, struct guest *guest, const char *dir)
{
	struct strs environment = tree_match(guest->tree, dir, "__db.0*");
	bool any = false;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		struct strs found = tree_match(
			guest->tree, signs[i].dir ? signs[i].dir : dir, signs[i].pattern);

		if (found.count == 0)
			continue;
		any = true;
		check_finding_as(check, signs[i].severity, found.item[0], 0,
				 signs[i].subject, "%s", signs[i].text);
	}
	if (any && environment.count > 0)
		check_finding_as(
			check, NOTE, environment.item[0], 0, "__db",
			"the environment of rpm's database, which may hold locks "
			"of that time");
}

static void detect(struct check *check, struct guest *guest)
{
	const char *rpm = guest_rpm_dir(guest);
	struct tree_stat st;

	switch (guest_packages(guest)) {
	case PACKAGES_DPKG:
		detect_dpkg(check, guest);
		break;
	case PACKAGES_RPM:
		detect_rpm(check, guest, rpm);
		break;
	case PACKAGES_PACMAN:
		if (tree_lstat(guest->tree, "/var/lib/pacman/db.lck", &st) == 0)
			check_finding(check, "/var/lib/pacman/db.lck", 0, "lock",
				      "pacman was at work when the machine stopped");
		break;
	case PACKAGES_APK:
		break;
	case PACKAGES_NONE:
		check_not_applicable(check);
		break;
	}
}

const struct rule rule_packages_complete = {
	.id = "packages-complete",
	.title = "the installation of packages was interrupted",
	.why = "a kernel, an initramfs or a program may be half there; the next update "
	       "fails until it is ended",
	.see = "dpkg(1), \"Package states\"; rpm(8), --rebuilddb; "
	       "yum-complete-transaction(8)",
	.severity = DEGRADED,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
};
