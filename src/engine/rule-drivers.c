/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

#include <errno.h>

#include "engine/check.h"
#include "format/modprobe.h"
#include "guest/drivers.h"
#include "guest/families.h"
#include "guest/mounts.h"

/* Subjects of findings that are not about one kernel's missing modules. */
#define ABSENT     "not in the kernel"
#define BLOCKED    "blocked"
#define UNREADABLE "modules"

static enum severity at_most(enum severity severity, enum severity limit)
{
	return severity < limit ? severity : limit;
}

static void join_blocked(struct buf *text, const struct blacklist *blocked)
{
	for (size_t i = 0; i < blocked->count; i++)
		buf_addf(text, "%s%s (%s:%u)", i ? ", " : "", blocked->item[i].name,
			 blocked->item[i].file, blocked->item[i].line);
}

/*
 * What would spoil the next image: blacklists of the system, omit_drivers of dracut. What
 * is built in is never loaded, and nothing keeps it away.
 */
static void detect_next(struct check *check, struct guest *guest, enum severity severity,
			const struct drivers_state *state)
{
	struct generator_omissions omitted =
		generator_omits(guest, state->generator, &state->modules);
	struct blacklist blocked = { 0 };

	if (state->generator != GENERATOR_NASH)
		blocked = guest_blacklist(guest, &state->modules);
	for (size_t i = 0; i < omitted.count; i++)
		check_finding_as(check, at_most(severity, DEGRADED), omitted.item[i].path,
				 omitted.item[i].line, omitted.item[i].name,
				 "keeps %s out of the next initramfs",
				 omitted.item[i].name);
	for (size_t i = 0; i < blocked.count; i++)
		check_finding_as(check, at_most(severity, DEGRADED), blocked.item[i].file,
				 blocked.item[i].line, blocked.item[i].name,
				 "keeps %s from loading, in the next initramfs too",
				 blocked.item[i].name);
}

/* What a family asks of an image. */
struct wanted {
	struct strs all;  /* these should be in it, */
	struct strs root; /* and without these the root is not found */
};

/* What the root does not need is a lesser finding; a kernel without it none at all. */
static void report(struct check *check, struct guest *guest, enum severity severity,
		   const struct boot_image *image, const struct drivers_state *state,
		   const struct drivers_state *root)
{
	enum severity lesser = at_most(severity, DEGRADED);
	struct buf text = { .pool = guest->pool };

	if (state->missing.count > 0)
		check_finding_as(check, root->missing.count ? severity : lesser,
				 image->path, 0, state->version, "lacks %s",
				 strs_join(&state->missing, ", "));
	if (root->absent.count > 0)
		check_finding_as(check, severity, image->path, 0, ABSENT,
				 "kernel %s has no %s", state->version,
				 strs_join(&root->absent, ", "));
	join_blocked(&text, &state->blocked);
	if (text.len > 0)
		check_finding_as(check, root->blocked.count ? severity : lesser,
				 image->path, 0, BLOCKED, "keeps from loading: %s",
				 bytes_str(guest->pool, buf_bytes(&text)));
}

static void detect_in(struct check *check, struct guest *guest, enum severity severity,
		      const struct boot_image *image, const struct wanted *wanted)
{
	struct drivers_state state, root;
	const char *why;
	int err = drivers_look(guest, image, &wanted->all, &state, &why);

	root = state;
	if (err == 0 && state.missing.count + state.absent.count + state.blocked.count)
		err = drivers_look(guest, image, &wanted->root, &root, &why);
	if (err == -EBADMSG) {
		check_cannot_look(check, "%s", why);
		return;
	}
	if (err < 0) {
		check_finding_as(check, severity, image->path, 0, UNREADABLE, "%s", why);
		return;
	}
	report(check, guest, severity, image, &state, &root);
	detect_next(check, guest, severity, &state);
}

void drivers_detect(struct check *check, struct guest *guest, enum driver_family family)
{
	const struct profile *profile = guest->profile;
	const struct wanted wanted = {
		.all = family_modules(guest->pool, family),
		.root = family_root_modules(guest->pool, profile, family),
	};
	bool required = profile->initrd_require & 1u << family;
	enum severity severity = required ? check->rule->severity : NOTE;
	const struct boot_image *image;
	size_t count;

	if (!required && !(profile->initrd_advise & 1u << family)) {
		check_not_applicable(check);
		return;
	}
	image = guest_boot_images(guest, &count);
	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	else if (count == 0)
		check_cannot_look(check, "no initramfs found");
	for (size_t i = 0; i < count; i++)
		detect_in(check, guest,
			  image[i].is_lesser ? at_most(severity, DEGRADED) : severity,
			  &image[i], &wanted);
}

static void persist(struct plan *plan, struct guest *guest,
		    const struct drivers_state *state)
{
	struct generator_file file[GENERATOR_FILES];
	size_t count = generator_persist(guest, state->generator, &state->modules,
					 &state->paths, file);

	for (size_t i = 0; i < count; i++)
		if (plan_write(plan, file[i].path, file[i].data) && i == 0)
			plan_note(plan, "listed in %s", file[i].path);
	if (count == 0)
		plan_note(plan,
			  state->generator == GENERATOR_UNKNOWN
				  ? "its generator is not known: the next kernel "
				    "update may drop them again"
				  : "the configuration of %s is not here: the next "
				    "kernel update may drop them again",
			  generator_name(state->generator));
}

/* A configuration that spoils the next image. */
static void plan_next(struct plan *plan, struct guest *guest,
		      const struct finding *finding)
{
	struct strs name = { .pool = guest->pool };
	struct bytes text, after;

	strs_add(&name, finding->subject);
	if (tree_read(guest->tree, finding->path, &text) < 0) {
		plan_refuse(plan, "it is gone");
		return;
	}
	after = modprobe_unblock(guest->pool, text, &name);
	if (!bytes_equal(after, text)) {
		plan_note(plan, "line commented out");
	} else {
		after = generator_admit(guest, finding->path, finding->subject);
		plan_note(plan, "taken out of omit_drivers");
	}
	plan_write(plan, finding->path, after);
}

static void plan_image(struct plan *plan, struct guest *guest,
		       const struct boot_image *image, enum driver_family family)
{
	struct strs required = family_modules(guest->pool, family);
	struct strs all = family_all_modules(guest->pool, family);
	struct drivers_state before, state;
	struct bytes segment;
	const char *why;

	if (drivers_look(guest, image, &required, &before, &why) < 0 ||
	    drivers_look(guest, image, &all, &state, &why) < 0 ||
	    drivers_segment(guest, image, &all, &segment, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	plan_append(plan, image->path, segment);
	if (before.missing.count > 0) {
		plan_note(plan, "appended %s (%zu kB)", strs_join(&before.missing, ", "),
			  (segment.len + 500) / 1000);
		persist(plan, guest, &state);
	}
	if (before.blocked.count > 0)
		plan_note(plan, "nothing in it keeps them from loading any more");
}

void drivers_plan(struct plan *plan, struct guest *guest, const struct finding *finding,
		  enum driver_family family)
{
	const struct boot_image *image = guest_boot_image(guest, finding->path);

	if (!image)
		plan_next(plan, guest, finding);
	else if (strcmp(finding->subject, ABSENT) == 0)
		plan_refuse(plan, "no file here can add it; install another kernel");
	else
		plan_image(plan, guest, image, family);
}
