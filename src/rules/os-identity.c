/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/packages.h"
#include "guest/release.h"

/*
 * Report only: what the files said before is not on the disk, and /etc/issue belongs to
 * its owner, who may be bound to show a warning there.
 */

#define ISSUE "/etc/issue"

/* Relatives of which one carries a release file of the other's. */
static bool is_related(struct pool *pool, const char *a, const char *b)
{
	static const char *const groups[] = {
		"rhel centos ol rocky almalinux scientific anolis alinux amzn fedora "
		"euleros openeuler neokylin kylin",
		"debian ubuntu kylin linuxmint raspbian kali",
		"sles sled opensuse sles_sap opensuse-leap opensuse-tumbleweed",
		"arch manjaro",
	};
	bool related = strcmp(a, b) == 0;

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		struct strs ids = strs_words(pool, groups[i]);

		related |= strs_has(&ids, a) && strs_has(&ids, b);
	}
	return related;
}

/* Two of them cannot both be right: one was written by hand. */
static void detect_contradictions(struct check *check, struct guest *guest,
				  const struct release *release)
{
	for (size_t i = 0; i < release->source_count; i++) {
		const struct release_source *source = &release->source[i];

		if (*source->id && *release->id &&
		    !is_related(guest->pool, source->id, release->id) &&
		    !strs_has(&release->like, source->id))
			check_finding_as(check, DEGRADED, source->path, 0, source->id,
					 "says \"%s\", and %s says \"%s\"", source->text,
					 release->path, release->name);
	}
}

/* The packages are of another kind of system than the one that is told. */
static void detect_packages(struct check *check, struct guest *guest,
			    const struct release *release)
{
	enum package_tool tool = guest_packages(guest);
	bool debian = is_related(guest->pool, release->id, "debian");
	bool other = (tool == PACKAGES_DPKG && !debian &&
		      (is_related(guest->pool, release->id, "rhel") ||
		       is_related(guest->pool, release->id, "sles"))) ||
		     (tool == PACKAGES_RPM && debian &&
		      !is_related(guest->pool, release->id, "rhel"));

	if (*release->id && other)
		check_finding_as(check, DEGRADED, release->path, 0, "packages",
				 "says \"%s\", and its packages are those of %s",
				 release->name, tool == PACKAGES_DPKG ? "dpkg" : "rpm");
}

/* Whether some word of the name ("CentOS", "Ubuntu") stands in the banner. */
static bool names_system(struct guest *guest, struct bytes issue, const char *name)
{
	const char *text = bytes_str(guest->pool, issue);
	const char *word = pool_strndup(guest->pool, name, strcspn(name, " "));

	/* agetty(8) puts the name in there: \S and \S{NAME}. */
	return strcasestr(text, word) || strstr(text, "\\S") ||
	       strstr(text, "Kernel \\r");
}

static void detect_issue(struct check *check, struct guest *guest,
			 const struct release *release)
{
	struct bytes text;

	if (!tree_has(guest->tree, ISSUE, TREE_FILE))
		check_finding(check, ISSUE, 0, "issue", "is not there");
	else if (tree_read(guest->tree, ISSUE, &text) == 0 &&
		 !names_system(guest, text, release->name))
		check_finding(check, ISSUE, 0, "issue",
			      "does not name the system: an old importer takes it from "
			      "here");
}

static void detect(struct check *check, struct guest *guest)
{
	const struct release *release = guest_release(guest);

	if (release->source_count == 0) {
		check_finding_as(check, DEGRADED, "/etc/os-release", 0, "nothing",
				 "no file says which system this is");
		return;
	}
	detect_contradictions(check, guest, release);
	detect_packages(check, guest, release);
	/* Only a platform with a list looks there. */
	if (guest->profile->os_families.count > 0)
		detect_issue(check, guest, release);
}

const struct rule rule_os_identity = {
	.id = "os-identity",
	.title = "the files that name the system were changed",
	.why = "the platform takes it for another system, or for none, and does not set "
	       "it up",
	.see = "Alibaba Cloud: instructions for importing images: do not modify "
	       "/etc/issue*, /etc/*-release and /etc/*_version; os-release(5)",
	.severity = NOTE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
