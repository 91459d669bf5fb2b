/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The repairs in place that were made before, or begun: found, undone, finished. */
#include "app/inplace.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/patient-internal.h"
#include "engine/undo.h"
#include "tree/dir.h"

enum { RUNS_MAX = 256 };

static void find_in(struct patient *patient, const struct place *place,
		    struct inplace_runs *runs)
{
	const struct volume *root = patient->system.root;
	struct undo_entries entries;
	int dir = place_dir(patient->pool, place, false);

	if (dir < 0)
		return;
	if (undostore_list(patient->pool, dir,
			   root->uuid ? root->uuid : volume_name(patient->pool, root),
			   &entries) == 0)
		for (size_t i = 0; i < entries.count && runs->count < RUNS_MAX; i++)
			runs->run[runs->count++] =
				(struct inplace_run){ entries.entry[i], *place };
	close(dir);
}

/* An interrupted one first, then the newest: that is the order to undo them in. */
static bool comes_before(const struct inplace_run *a, const struct inplace_run *b)
{
	if (a->entry.open != b->entry.open)
		return a->entry.open;
	if (a->entry.log.head.time != b->entry.log.head.time)
		return a->entry.log.head.time > b->entry.log.head.time;
	return a->entry.number > b->entry.number;
}

static void sort(struct inplace_runs *runs)
{
	for (size_t i = 1; i < runs->count; i++)
		for (size_t j = i;
		     j > 0 && comes_before(&runs->run[j], &runs->run[j - 1]); j--) {
			struct inplace_run swap = runs->run[j];

			runs->run[j] = runs->run[j - 1];
			runs->run[j - 1] = swap;
		}
}

int inplace_find(struct patient *patient, const struct inplace_options *options,
		 struct inplace_runs *runs)
{
	*runs = (struct inplace_runs){ 0 };
	if (places_open(&runs->places, patient, options->journal,
			options->look ? MOUNT_READ_ONLY : MOUNT_WRITABLE) < 0) {
		places_close(&runs->places);
		return PATIENT_FAILED;
	}
	runs->run = pool_alloc(patient->pool, RUNS_MAX * sizeof(*runs->run));
	for (size_t i = 0; i < runs->places.count; i++)
		find_in(patient, &runs->places.place[i], runs);
	sort(runs);
	return 0;
}

const struct inplace_run *inplace_interrupted(const struct inplace_runs *runs)
{
	return runs->count && runs->run[0].entry.open ? &runs->run[0] : NULL;
}

const char *inplace_when(struct pool *pool, const struct inplace_run *run)
{
	time_t time = (time_t)run->entry.log.head.time;
	char *text = pool_alloc(pool, 32);
	struct tm tm;

	if (!gmtime_r(&time, &tm) || !strftime(text, 32, "%Y-%m-%d %H:%M UTC", &tm))
		return "at a time nobody knows";
	return text;
}

void inplace_end(struct inplace_runs *runs)
{
	places_close(&runs->places);
}

/*
 * The disks that the system lies on: an undo file on a disk may speak of no other one.
 */
static struct disk **own_disks(struct patient *patient, size_t *count)
{
	const struct probe *probe = patient->probe;
	struct disk **disk =
		pool_alloc(patient->pool, (probe->disk_count + 1) * sizeof(*disk));

	*count = 0;
	for (size_t d = 0; d < probe->disk_count; d++) {
		bool used = false;

		for (size_t v = 0; v < probe->volume_count && !used; v++) {
			size_t below;
			const struct disk **on;

			if (!probe->volume[v].mountpoint)
				continue;
			on = volume_disks(patient->pool, probe->volume,
					  probe->volume_count, v, &below);
			for (size_t i = 0; i < below; i++)
				used = used || on[i] == probe->disk[d];
		}
		if (used)
			disk[(*count)++] = probe->disk[d];
	}
	return disk;
}

static int refuse_changed(struct patient *patient, const struct strs *changed)
{
	return patient_fail(patient, PATIENT_NO_SYSTEM,
			    pool_printf(patient->pool,
					"nothing was done: changed since the repair: %s",
					strs_join(changed, ", ")));
}

static int end_run(struct patient *patient, const struct inplace_run *run, bool remove)
{
	int dir = place_dir(patient->pool, &run->place, false), err = dir;

	if (dir >= 0) {
		err = remove ? undostore_remove(dir, run->entry.name)
			     : undostore_done(patient->pool, dir, run->entry.name);
		close(dir);
	}
	if (err == 0 && remove)
		place_tidy(&run->place);
	if (err == 0)
		return 0;
	return patient_fail(patient, PATIENT_FAILED,
			    pool_printf(patient->pool, "the undo file in %s: %s",
					run->place.shown, strerror(-err)));
}

/*
 * All of it is on the disks before the undo file says so: files are fsynced one by one,
 * but their times, locks and directories may come later.
 */
static int settle(struct patient *patient)
{
	sync();
	patient->why = NULL;
	return 0;
}

static int carry_out(struct patient *patient, const struct inplace_run *run, bool forward)
{
	const struct undo_log *log = &run->entry.log;
	int root = dir_fd(patient->tree), err;
	size_t disks;
	struct disk **disk = own_disks(patient, &disks);
	struct strs changed =
		undo_changed(patient->pool, root, log, disk, disks, run->entry.open);

	if (changed.count)
		return refuse_changed(patient, &changed);
	err = forward ? undo_forward(patient->pool, root, log, disk, disks, &patient->why)
		      : undo_back(patient->pool, root, log, disk, disks, &patient->why);
	if (err < 0)
		return PATIENT_FAILED;
	(void)settle(patient);
	return end_run(patient, run, !forward);
}

int inplace_undo(struct patient *patient, const struct inplace_run *run)
{
	return carry_out(patient, run, false);
}

int inplace_finish(struct patient *patient, const struct inplace_run *run)
{
	if (run->entry.open)
		return carry_out(patient, run, true);
	return patient_fail(patient, PATIENT_NO_SYSTEM,
			    "the last repair came to its end; nothing is to be finished");
}

int inplace_commit(struct patient *patient, const struct inplace_run *run)
{
	if (!run->entry.open)
		return end_run(patient, run, true);
	return patient_fail(patient, PATIENT_NO_SYSTEM,
			    "the last repair was interrupted: finish or undo it first");
}
