/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/inplace.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/patient-internal.h"
#include "engine/undo.h"
#include "report/report.h"
#include "tree/dir.h"

/* Who has no UUID is known by its place. */
static const char *system_id(struct patient *patient)
{
	const struct volume *root = patient->system.root;

	return root->uuid ? root->uuid : volume_name(patient->pool, root);
}

/* The block edits of PLAN on the disks as PATIENT has them open: by name. */
static int map_blocks(struct patient *patient, struct plan *plan)
{
	struct block_edit *block =
		pool_alloc(patient->pool, (plan->block_count + 1) * sizeof(*block));

	for (size_t i = 0; i < plan->block_count; i++) {
		const struct disk *on = NULL;

		for (size_t d = 0; d < patient->probe->disk_count; d++)
			if (strcmp(patient->probe->disk[d]->name,
				   plan->block[i].disk->name) == 0)
				on = patient->probe->disk[d];
		if (!on)
			return patient_fail(patient, PATIENT_FAILED,
					    "a disk is not there any more");
		block[i] = plan->block[i];
		block[i].disk = on;
	}
	plan->block = block;
	return 0;
}

static int note(struct patient *patient, const struct plan *plan, struct undo_log *log)
{
	size_t count;
	const struct edit *const *edit = plan_edits(plan, &count);

	*log = (struct undo_log){ .head = { .system = system_id(patient),
					    .note = patient->system.name,
					    .time = (uint64_t)time(NULL) } };
	if (undo_note_files(patient->pool, dir_fd(patient->tree), edit, count, log,
			    &patient->why) < 0)
		return PATIENT_FAILED;
	undo_note_blocks(patient->pool, plan->block, plan->block_count, log);
	return 0;
}

/* What the edits themselves take, at most, on any file system of the patient. */
static uint64_t edits_take(const struct undo_log *log)
{
	enum { SPARE = 1 << 20 };
	uint64_t size = SPARE;

	for (size_t i = 0; i < log->files; i++)
		size += log->file[i].data.len + 4096;
	return size;
}

static int write_to(struct patient *patient, const struct place *place,
		    const struct undo_log *log)
{
	const char *name;
	int dir, err;

	if (place->room < undostore_size(log) + (place->volume ? edits_take(log) : 0))
		return -ENOSPC;
	dir = place_dir(patient->pool, place, true);
	if (dir < 0)
		return dir;
	err = undostore_write(patient->pool, dir, log, &name);
	close(dir);
	if (err < 0)
		place_tidy(place);
	return err;
}

static int no_place(struct patient *patient, const struct undo_log *log,
		    const struct strs *tried)
{
	return patient_fail(
		patient, PATIENT_FAILED,
		pool_printf(
			patient->pool,
			"nothing was changed: no place for the undo file of %s%s%s%s; "
			"name a directory with --journal, or write without a way "
			"back with --no-undo",
			report_size(patient->pool, undostore_size(log)),
			tried->count ? " (" : "", strs_join(tried, "; "),
			tried->count ? ")" : ""));
}

/* The first place that takes it; one that the user named is the only one. */
static int keep(struct patient *patient, const struct undo_log *log,
		const struct inplace_options *options, const char **where)
{
	struct strs tried = { .pool = patient->pool };
	struct places places;
	int err = places_open(&places, patient, options->journal, MOUNT_WRITABLE);

	*where = NULL;
	for (size_t i = 0; err == 0 && !*where && i < places.count; i++) {
		int kept = write_to(patient, &places.place[i], log);

		if (kept == 0)
			*where = places.place[i].shown;
		else
			strs_addf(&tried, "%s: %s", places.place[i].shown,
				  strerror(-kept));
		if (options->journal)
			break;
	}
	places_close(&places);
	if (err < 0)
		return PATIENT_FAILED;
	return *where ? 0 : no_place(patient, log, &tried);
}

/* The repair is verified: its undo file says so, wherever it lies. */
static int mark_done(struct patient *patient, const struct inplace_options *options)
{
	struct inplace_runs runs;
	const struct inplace_run *run;
	int status = inplace_find(patient, options, &runs), dir, err = -ENOENT;

	if (status)
		return status;
	run = inplace_interrupted(&runs);
	dir = run ? place_dir(patient->pool, &run->place, false) : -ENOENT;
	if (dir >= 0) {
		err = undostore_done(patient->pool, dir, run->entry.name);
		close(dir);
	}
	inplace_end(&runs);
	if (err == 0)
		return 0;
	return patient_fail(
		patient, PATIENT_FAILED,
		pool_printf(patient->pool, "the undo file: %s", strerror(-err)));
}

int inplace_write(struct patient *patient, const struct plan *plan,
		  const struct inplace_options *options, const char **where)
{
	struct plan here = *plan;
	struct undo_log log;
	int status = map_blocks(patient, &here);

	*where = NULL;
	if (status == 0 && !options->no_undo) {
		status = note(patient, &here, &log);
		if (status == 0)
			status = keep(patient, &log, options, where);
	}
	if (status == 0)
		status = patient_apply(patient, &here);
	if (status == 0 && !options->no_undo)
		status = mark_done(patient, options);
	return status;
}
