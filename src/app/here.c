/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/here-internal.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "app/netoptions.h"
#include "app/show.h"
#include "base/clock.h"
#include "disk/machine.h"
#include "disk/medium.h"
#include "host/channel.h"
#include "report/report.h"

enum { DISKS_MS = 15000 };

/* The stage before ends, NAME begins. */
static void enter(void *arg, const char *name, double done)
{
	struct here *here = arg;

	if (strcmp(name, CHANNEL_FIRST_RULE) == 0)
		return;
	json_array_append_new(here->timings,
			      json_pack("{s:s, s:f}", "name", here->stage, "seconds",
					clock_now() - here->stage_start));
	here->stage = name;
	here->stage_start = clock_now();
	show_progress(name, done);
}

static void take_report(void *arg, json_t *report)
{
	struct here *here = arg;

	here->report = report;
}

/* The name of the disk at the path WANTED: "sda" of "/dev/disk/by-id/…". */
static int choose_one(struct here *here, const struct strs *disks, const char *wanted)
{
	char *real = realpath(wanted, NULL);
	const char *name = real && strncmp(real, "/dev/", 5) == 0
				   ? pool_strdup(here->pool, real + 5)
				   : NULL;

	free(real);
	if (!name || !strs_has(disks, name))
		return command_fail(STATUS_USAGE,
				    "\"%s\" is no disk of this machine; see drydock "
				    "disks",
				    wanted);
	if (here->options->in_place && medium_is(here->pool, name))
		return command_fail(STATUS_USAGE,
				    "%s is the medium this appliance was started from",
				    name);
	if (!strs_has(&here->disk, name))
		strs_add(&here->disk, name);
	return 0;
}

int here_choose(struct here *here)
{
	struct strs disks;
	int status = 0;

	(void)machine_settle(0, DISKS_MS);
	disks = machine_disks(here->pool);
	for (size_t i = 0; i < here->options->image_count && !status; i++)
		status = choose_one(here, &disks, here->options->images[i]);
	if (here->options->image_count)
		return status;
	for (size_t i = 0; i < disks.count; i++)
		if (!medium_is(here->pool, disks.item[i]))
			strs_add(&here->disk, disks.item[i]);
	if (here->disk.count)
		return 0;
	return command_fail(STATUS_NO_SYSTEM, "this machine has no disk%s",
			    disks.count ? " but the appliance's own" : "");
}

int here_separate(void)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return command_fail(STATUS_FAILED, "no mounts of its own: %s",
				    strerror(errno));
	if (mkdir("/run/drydock", 0700) < 0 && errno != EEXIST)
		return command_fail(STATUS_FAILED, "\"/run/drydock\": %s",
				    strerror(errno));
	return 0;
}

int here_lay(struct here *here)
{
	struct pool *pool = here->pool;
	struct probe_device *device =
		pool_alloc(pool, here->disk.count * sizeof(*device));
	const char *why = "out of memory";

	here->layer = pool_alloc(pool, here->disk.count * sizeof(*here->layer));
	if (layer_store_open(pool, &here->store, &why) < 0)
		return command_fail(STATUS_FAILED, "%s", why);
	for (size_t i = 0; i < here->disk.count; i++) {
		if (layer_make(pool, &here->store, here->disk.item[i], &here->layer[i],
			       &why) < 0)
			return command_fail(STATUS_FAILED, "%s", why);
		here->layers++;
		device[i] =
			(struct probe_device){ here->layer[i].node, here->layer[i].disk };
	}
	here->job.patient.device = device;
	here->job.patient.devices = here->disk.count;
	return 0;
}

int here_take_options(struct here *here)
{
	const struct options *options = here->options;
	struct patient *patient = &here->job.patient;
	struct profile *profile;
	const char *why;

	if (options->output || options->prove || options->guest_tools ||
	    options->input_format || options->member || options->trust || options->memory)
		return command_fail(STATUS_USAGE,
				    "--here takes no option of images, outputs or "
				    "proofs");
	if (geteuid() != 0)
		return command_fail(STATUS_FAILED, "--here needs root");
	if (netoptions_load(here->pool, options, &profile, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	if ((options->key_file || options->passphrase) &&
	    key_read(here->pool, options->key_file, &here->key, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	patient->profile = profile;
	patient->key = (struct stack_key){ here->key.data, here->key.len };
	patient->check_filesystems = options->check_filesystems;
	patient->repair_filesystems = options->repair_filesystems;
	patient->is_template = options->is_template;
	patient->selection = &here->job.selection;
	patient->request = &here->wish.request;
	return wish_read(here->pool, options, profile, &here->wish);
}

static const struct layer *lost_layer(const struct here *here)
{
	for (size_t i = 0; i < here->layers; i++)
		if (layer_is_lost(&here->layer[i]))
			return &here->layer[i];
	return NULL;
}

/* What was read from a layer that lost changes is no answer, whatever it says. */
static int work(struct here *here)
{
	struct job *job = &here->job;
	const struct layer *lost;
	int status = strcmp(job->command, "fix") == 0 ? job_fix(job) : job_check(job);

	enter(here, "done", 1);
	show_progress_end();
	lost = lost_layer(here);
	if (lost) {
		json_decref(here->report);
		here->report = NULL;
		return command_fail(STATUS_FAILED,
				    "%s: the changes do not fit into memory (%s); give "
				    "the machine more",
				    lost->disk,
				    report_size(here->pool, here->store.room));
	}
	if (job->interrupted && !status)
		(void)command_fail(0, "%s: %s", strs_join(&here->disk, ", "),
				   job->interrupted);
	if (status && job->patient.why)
		return command_fail(status, "%s: %s", strs_join(&here->disk, ", "),
				    job->patient.why);
	return status;
}

/*
 * A repair was made, on the layer only: what the report calls repaired would be.  The
 * status it then has is that of a disk that is still broken.
 */
static int finish(struct here *here, int status)
{
	const struct options *options = here->options;
	bool is_fix = strcmp(here->job.command, "fix") == 0;
	bool changes = status == 0 && is_fix && !options->dry_run &&
		       report_has_changes(here->report);
	bool unwritten = changes && !options->in_place;

	if (changes && options->in_place) {
		status = here_write(here);
		here_say_written(here, status);
	}
	if (unwritten) {
		json_object_set_new(here->report, "dry_run", json_true());
		json_object_set_new(
			here->report, "verdict",
			json_sprintf("%s Carried out on a layer in memory and verified; "
				     "nothing was written to the disk.",
				     report_verdict(here->pool, here->report)));
	}
	if (status == 0)
		status = unwritten ? STATUS_FAILED : report_status(here->report);
	json_object_set_new(here->report, "status", json_integer(status));
	json_object_set_new(here->report, "image",
			    json_string(strs_join(&here->disk, ", ")));
	if (options->timings)
		json_object_set(here->report, "timings", here->timings);
	show_report(here->report, options->json ? SHOW_JSON : SHOW_TEXT);
	if (unwritten)
		(void)command_fail(status,
				   "nothing was written; --in-place writes to the disk, "
				   "--dry-run only looks");
	return show_files(here->report, options, status);
}

void here_end_layers(struct here *here)
{
	for (size_t i = 0; i < here->layers; i++)
		if (layer_end(&here->layer[i]) < 0)
			(void)command_fail(STATUS_FAILED, "%s is still in use",
					   here->layer[i].disk);
	here->layers = 0;
}

static void end(struct here *here)
{
	/* After a failure something may still be open. */
	(void)patient_close(&here->job.patient);
	here_end_layers(here);
	key_forget(&here->key);
	wish_forget(&here->wish);
	json_decref(here->report);
	json_decref(here->timings);
}

int here_run(struct pool *pool, const struct options *options, const char *command)
{
	struct here here = {
		.pool = pool,
		.options = options,
		.disk.pool = pool,
		.stage = "inspect",
		.timings = json_array(),
		.job = { .command = command,
			 .dry_run = options->dry_run,
			 .degraded = options->degraded,
			 .trace = options->html != NULL,
			 .patient = { .pool = pool, .wanted_root = options->root },
			 .selection = options->selection,
			 .enter = enter,
			 .report = take_report },
	};
	int status = here_take_options(&here);

	here.job.arg = &here;
	here.stage_start = clock_now();
	if (status == 0)
		status = here_choose(&here);
	if (status == 0 && options->in_place)
		status = here_may_write(&here);
	if (status == 0)
		status = here_separate();
	if (status == 0)
		status = here_lay(&here);
	if (status == 0)
		status = work(&here);
	if (here.report)
		status = finish(&here, status);
	end(&here);
	return status;
}
