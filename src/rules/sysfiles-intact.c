/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/mounts.h"
#include "guest/release.h"

/*
 * A link of a merged /usr becomes relative, to the same place: "/usr/lib" leads into the
 * rescue system where the disk is looked at from outside.  Programs that are missing or
 * open to everybody are told of and left.
 */

static const char *const links[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64" };

static void detect_links(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		struct tree_stat st;
		char *target;

		if (tree_lstat(guest->tree, links[i], &st) < 0 || st.kind != TREE_LINK ||
		    tree_read_link(guest->tree, links[i], &target) < 0 ||
		    target[0] != '/')
			continue;
		check_finding(check, links[i], 0, "absolute",
			      "leads to \"%s\": an absolute link, which leads elsewhere "
			      "while the disk is looked at from outside",
			      target);
	}
}

/* What every program of this architecture asks for first. */
static const char *linker_of(const struct release *release)
{
	if (strcmp(release->arch, "x86_64") == 0)
		return "/lib64/ld-linux-x86-64.so.2";
	if (strcmp(release->arch, "i386") == 0)
		return "/lib/ld-linux.so.2";
	return strcmp(release->arch, "aarch64") == 0 ? "/lib/ld-linux-aarch64.so.1"
						     : NULL;
}

static void judge_file(struct check *check, struct guest *guest, const char *path,
		       enum severity missing)
{
	struct tree_stat st;
	int err = tree_stat(guest->tree, path, &st);

	if (err < 0 || st.kind != TREE_FILE)
		check_finding_as(check, missing, path, 0, "missing", "is not there");
	else if (st.mode & 0002)
		check_finding_as(check, DEGRADED, path, 0, "mode",
				 "everybody may change it (mode %04o)",
				 (unsigned)st.mode);
	else if (!(st.mode & 0111))
		check_finding_as(check, missing, path, 0, "mode",
				 "it may not be executed (mode %04o)", (unsigned)st.mode);
}

/* A system with musl, or a static one, has no such linker. */
static bool has_glibc(struct guest *guest)
{
	static const char *const places[] = {
		"/lib64/libc.so.6",
		"/lib/libc.so.6",
		"/lib/x86_64-linux-gnu/libc.so.6",
		"/lib/i386-linux-gnu/libc.so.6",
		"/lib/aarch64-linux-gnu/libc.so.6",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (tree_has(guest->tree, places[i], TREE_FILE))
			return true;
	return false;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct release *release = guest_release(guest);

	detect_links(check, guest);
	if (!mount_shows(guest, "/usr/x") || !release->bits)
		return;
	if (linker_of(release) && has_glibc(guest))
		judge_file(check, guest, linker_of(release), UNBOOTABLE);
	judge_file(check, guest, "/usr/bin/passwd", DEGRADED);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	char *target;

	if (strcmp(finding->subject, "absolute") != 0) {
		plan_refuse(plan, "install its package again");
		return;
	}
	if (tree_read_link(guest->tree, finding->path, &target) == 0 &&
	    plan_link(plan, finding->path, target + strspn(target, "/")))
		plan_note(plan, "leads to \"%s\" now", target + strspn(target, "/"));
}

const struct rule rule_sysfiles_intact = {
	.id = "sysfiles-intact",
	.title = "the system's own programs are not as they were installed",
	.why = "the platform looks for them from outside and does not find them, or "
	       "they do not start",
	.see = "Alibaba Cloud, image compliance tool: /lib and /lib64 must not be "
	       "absolute links, and passwd must be there; file-hierarchy(7)",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
