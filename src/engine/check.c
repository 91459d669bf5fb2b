/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/check.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "guest/imagefile.h"
#include "guest/mounts.h"

static const char *const severity_names[] = {
	[NOTE] = "note",
	[DEGRADED] = "degraded",
	[REJECTED] = "rejected",
	[UNREACHABLE] = "unreachable",
	[UNBOOTABLE] = "unbootable",
};

static const char *const stage_names[] = {
	[STAGE_DISK] = "disk",           [STAGE_FILESYSTEM] = "filesystem",
	[STAGE_MOUNTS] = "mounts",       [STAGE_LOADER] = "loader",
	[STAGE_KERNEL] = "kernel",       [STAGE_NETWORK] = "network",
	[STAGE_LOGIN] = "login",         [STAGE_CLEANUP] = "cleanup",
	[STAGE_INITRAMFS] = "initramfs", [STAGE_BOOTCODE] = "bootcode",
};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

const char *stage_name(enum stage stage)
{
	return stage_names[stage];
}

const struct rule *rule_find(const char *id)
{
	for (const struct rule *const *rule = catalogue; *rule; rule++)
		if (strcmp((*rule)->id, id) == 0)
			return *rule;
	return NULL;
}

const char *selection_unknown(const struct selection *selection)
{
	const struct strs *lists[] = { &selection->only, &selection->skip };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			if (!rule_find(lists[l]->item[i]))
				return lists[l]->item[i];
	return NULL;
}

static int by_stage_and_id(const void *a, const void *b)
{
	const struct rule *left = *(const struct rule *const *)a;
	const struct rule *right = *(const struct rule *const *)b;

	if (left->stage != right->stage)
		return left->stage < right->stage ? -1 : 1;
	return strcmp(left->id, right->id);
}

const struct rule **rules_selected(struct pool *pool, const struct selection *selection)
{
	const struct rule **rules;
	size_t all = 0, count = 0;

	while (catalogue[all])
		all++;
	rules = pool_alloc(pool, (all + 1) * sizeof(*rules));
	for (size_t i = 0; i < all; i++)
		if ((selection->only.count == 0 ||
		     strs_has(&selection->only, catalogue[i]->id)) &&
		    !strs_has(&selection->skip, catalogue[i]->id))
			rules[count++] = catalogue[i];
	if (count > 1)
		qsort(rules, count, sizeof(*rules), by_stage_and_id);
	return rules;
}

bool finding_same(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && strcmp(a->path, b->path) == 0 &&
	       strcmp(a->subject, b->subject) == 0;
}

/* Said twice, it counts once, at its worst. */
static void finding_add(struct check *check, struct finding finding)
{
	for (size_t i = 0; i < check->count; i++)
		if (finding_same(&check->finding[i], &finding)) {
			if (finding.severity > check->finding[i].severity)
				check->finding[i] = finding;
			return;
		}
	if (check->count == check->room) {
		size_t room = check->room ? check->room * 2 : 4;

		check->finding =
			pool_grow(check->pool, check->finding,
				  check->count * sizeof(finding), room * sizeof(finding));
		check->room = room;
	}
	check->finding[check->count++] = finding;
	if (check->verdict == PASS)
		check->verdict = FINDING;
}

static struct finding finding_of(struct check *check, const char *path, unsigned line,
				 const char *subject, enum severity severity)
{
	return (struct finding){
		.rule = check->rule,
		.path = pool_strdup(check->pool, path),
		.line = line,
		.subject = pool_strdup(check->pool, subject),
		.severity = severity,
	};
}

void check_finding(struct check *check, const char *path, unsigned line,
		   const char *subject, const char *format, ...)
{
	struct finding finding =
		finding_of(check, path, line, subject, check->rule->severity);
	va_list args;

	va_start(args, format);
	finding.text = pool_vprintf(check->pool, format, args);
	va_end(args);
	finding_add(check, finding);
}

void check_finding_as(struct check *check, enum severity severity, const char *path,
		      unsigned line, const char *subject, const char *format, ...)
{
	struct finding finding = finding_of(check, path, line, subject, severity);
	va_list args;

	va_start(args, format);
	finding.text = pool_vprintf(check->pool, format, args);
	va_end(args);
	finding_add(check, finding);
}

static enum severity severity_of(enum policy policy)
{
	static const enum severity severities[] = {
		[POLICY_NOTE] = NOTE,
		[POLICY_DEGRADED] = DEGRADED,
		[POLICY_REJECTED] = REJECTED,
		[POLICY_UNREACHABLE] = UNREACHABLE,
		[POLICY_UNBOOTABLE] = UNBOOTABLE,
	};

	return severities[policy];
}

void check_policy(struct check *check, enum policy policy, const char *path,
		  const char *subject, const char *format, ...)
{
	struct finding finding;
	va_list args;

	if (policy == POLICY_ALLOW)
		return;
	finding = finding_of(check, path, 0, subject, severity_of(policy));
	va_start(args, format);
	finding.text = pool_vprintf(check->pool, format, args);
	va_end(args);
	finding_add(check, finding);
}

void check_cannot_look(struct check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check->reason = pool_vprintf(check->pool, format, args);
	va_end(args);
	check->verdict = COULD_NOT_LOOK;
}

void check_not_applicable(struct check *check)
{
	if (check->verdict == PASS)
		check->verdict = NOT_APPLICABLE;
}

enum { LOADER_PARTS = GUEST_GRUB2 | GUEST_LOADER };

/*
 * A /boot that is not mounted hides its GRUB; what lies below the mount point is another.
 * A tree without volumes may have it mounted: there only an absent one tells.
 */
static bool is_grub_hidden(struct guest *guest, unsigned lacking)
{
	if (!guest->volumes_known && !(lacking & LOADER_PARTS))
		return false;
	return !mount_shows(guest, "/boot/grub/grub.cfg") ||
	       !mount_shows(guest, "/boot/grub2/grub.cfg");
}

/* A GRUB rule on a guest without GRUB does not apply; without disks nobody could look. */
static bool lacks_parts(struct check *check, struct guest *guest)
{
	unsigned lacking = check->rule->needs & ~guest_parts(guest);
	static const enum guest_part blinding[] = { GUEST_VOLUMES, GUEST_DISKS };

	if ((check->rule->needs & LOADER_PARTS) && !(lacking & GUEST_LINUX) &&
	    is_grub_hidden(guest, lacking)) {
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
		return true;
	}
	if (lacking & (GUEST_LINUX | LOADER_PARTS)) {
		check_not_applicable(check);
		return true;
	}
	for (size_t i = 0; i < sizeof(blinding) / sizeof(*blinding); i++)
		if (lacking & blinding[i]) {
			check_cannot_look(check, "needs %s",
					  guest_part_name(blinding[i]));
			return true;
		}
	return false;
}

/*
 * By the way for large files nothing is put right on arrival: what is merely advised
 * elsewhere is then a condition.
 */
static void raise_fast(struct check *check, const struct guest *guest)
{
	if (!guest_goes_fast(guest) ||
	    !strs_has(&guest->profile->fast_rules, check->rule->id))
		return;
	for (size_t i = 0; i < check->count; i++)
		if (check->finding[i].severity == DEGRADED)
			check->finding[i].severity = REJECTED;
}

struct check *check_run(struct guest *guest, const struct rule *rule)
{
	struct check *check = pool_alloc(guest->pool, sizeof(*check));
	const char *path;
	int err;

	check->pool = guest->pool;
	check->rule = rule;
	(void)tree_take_error(guest->tree, NULL);
	if (!lacks_parts(check, guest))
		rule->detect(check, guest);
	raise_fast(check, guest);
	err = tree_take_error(guest->tree, &path);
	if (err < 0 && check->verdict != COULD_NOT_LOOK)
		check_cannot_look(check, "\"%s\": %s", path, strerror(-err));
	return check;
}
