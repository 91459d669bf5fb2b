/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan is written to the layers, and what is there then is looked at afresh. */
#include "app/patient-internal.h"

#include <string.h>

#include "app/guesttools.h"
#include "disk/freespace.h"
#include "engine/apply.h"
#include "guest/initrd.h"
#include "tree/dir.h"

/* While they are mounted: their drivers reach what no map here tells. */
static void trim(struct patient *patient)
{
	const struct probe *probe = patient->probe;

	for (size_t i = 0; i < probe->volume_count; i++)
		if (probe->volume[i].mountpoint)
			(void)mount_trim(pool_printf(patient->pool, "%s%s", PATIENT_ROOT,
						     probe->volume[i].mountpoint));
}

/* The files and findings of the layer, mounted afresh, are those that were planned. */
static int look_again(struct patient *patient, const struct plan *plan,
		      const struct edit *const *edits, size_t count)
{
	const char *difference;
	int status;

	/* The layer was padded before; now that is written too. */
	for (size_t i = 0; i < patient->images; i++)
		patient->image[i].size = 0;

	if (patient_end_stack(patient) < 0)
		return patient_fail(patient, PATIENT_FAILED,
				    "the written result cannot be taken down");
	status = patient_open(patient, MOUNT_WRITABLE);
	if (status)
		return status;
	difference = apply_differs(patient->tree, edits, count);
	if (!difference)
		difference = plan_differs(plan, plan_look_again(plan, &patient->guest));
	if (difference)
		return patient_fail(
			patient, PATIENT_FAILED,
			pool_printf(patient->pool,
				    "the written result is not what was planned: %s",
				    difference));
	return 0;
}

/* Nothing is written to the layer's file systems after this. */
static int settle(struct patient *patient)
{
	if (!patient->keep_blocks)
		trim(patient);
	if (patient_unmount(patient) < 0)
		return patient_fail(patient, PATIENT_FAILED,
				    "the written result cannot be unmounted");
	/* Layers in memory have nobody below them who would care. */
	if (!patient->keep_blocks && !patient->devices)
		(void)freespace_discard(patient->probe);
	return 0;
}

int patient_discard(struct patient *patient)
{
	int err = probe_machine(patient->pool, &patient->probe);

	if (err < 0)
		return patient_fail(patient, PATIENT_FAILED, strerror(-err));
	stack_activate(patient->probe);
	(void)freespace_discard(patient->probe);
	if (patient_end_stack(patient) < 0)
		return patient_fail(patient, PATIENT_FAILED,
				    "the logical volumes cannot be taken down");
	return 0;
}

int patient_apply(struct patient *patient, const struct plan *plan)
{
	size_t count;
	const struct edit *const *edits = plan_edits(plan, &count);

	if (apply_files(patient->pool, dir_fd(patient->tree), edits, count,
			&patient->why) < 0 ||
	    settle(patient) ||
	    apply_blocks(patient->pool, plan->block, plan->block_count, &patient->why) <
		    0)
		return PATIENT_FAILED;
	return look_again(patient, plan, edits, count);
}

static const struct edit *edit_of(struct patient *patient, const char *path,
				  const struct edit *const *edit, size_t count)
{
	char *real;

	for (size_t i = 0; i < count; i++)
		if (tree_resolve(patient->tree, path, &real) == 0 &&
		    strcmp(edit[i]->path, real) == 0)
			return edit[i];
	return NULL;
}

/* One image, by the generator that once made it; RAN gets the command. */
static int rebuild(struct patient *patient, const struct boot_image *image,
		   struct strs *ran)
{
	struct guest *guest = &patient->guest;
	const struct initramfs *archive;
	const char *const *command = NULL;
	enum generator generator = GENERATOR_UNKNOWN;

	if (guest_initramfs(guest, image->path, &archive) == 0)
		generator = generator_of(archive);
	if (image->version)
		command =
			guesttools_command(guest, generator, image->path, image->version);
	if (!command)
		return patient_fail(
			patient, PATIENT_FAILED,
			pool_printf(patient->pool,
				    "%s: %s, which made it, is not in the guest",
				    image->path, generator_name(generator)));
	strs_add(ran, strs_join(&(struct strs){ .pool = patient->pool,
						.item = (const char **)(uintptr_t)command,
						.count = guesttools_words(command) },
				" "));
	return guesttools_run(patient->pool, PATIENT_ROOT, command, &patient->why) < 0
		       ? PATIENT_FAILED
		       : 0;
}

int patient_rebuild(struct patient *patient, const struct plan *plan, struct strs *ran)
{
	size_t edit_count, image_count, kept = 0;
	const struct edit *const *edit = plan_edits(plan, &edit_count);
	const struct boot_image *image = guest_boot_images(&patient->guest, &image_count);
	const struct edit **keep = pool_alloc(patient->pool, edit_count * sizeof(*keep));
	struct strs rebuilt = { .pool = patient->pool };
	int status = 0;

	for (size_t i = 0; i < image_count && !status; i++) {
		const struct edit *of = edit_of(patient, image[i].path, edit, edit_count);

		if (!of)
			continue;
		strs_add(&rebuilt, of->path);
		status = rebuild(patient, &image[i], ran);
	}
	for (size_t i = 0; i < edit_count; i++)
		if (!strs_has(&rebuilt, edit[i]->path))
			keep[kept++] = edit[i];
	if (!status && rebuilt.count)
		status = settle(patient);
	if (!status && rebuilt.count)
		status = look_again(patient, plan, keep, kept);
	return status;
}
