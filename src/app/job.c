/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/job.h"

#include <stdio.h>
#include <string.h>

#include "app/confine.h"
#include "app/inplace.h"
#include "guest/bootmode.h"
#include "guest/cpulevel.h"
#include "host/channel.h"
#include "report/report.h"
#include "version.h"

static bool wants_trace(const struct job *job)
{
	return job->trace || strcmp(job->command, "trace") == 0;
}

static json_t *report_of(struct job *job, const struct plan *plan, bool verified)
{
	struct patient *patient = &job->patient;
	struct bootmode mode = guest_bootmode(&patient->guest);
	struct report_input input = {
		.plan = plan,
		.version = DRYDOCK_VERSION,
		.rules = DRYDOCK_RULES,
		.command = job->command,
		.profile = patient->profile->name,
		.system = patient->system.name,
		.guest = &patient->guest,
		.root = guest_volume_at(&patient->guest, "/"),
		.kernels = guest_kernels(&patient->guest),
		.network = job->network,
		.firmware = bootmode_word(&mode),
		.cpu_level = guest_cpu_level(&patient->guest),
		.dry_run = job->dry_run,
		.verified = verified,
		.guest_tools = job->guest_tools_run,
		.lastboot = guest_lastboot(&patient->guest),
		.release = guest_release(&patient->guest),
		.trace = job->before,
		.trace_after = job->after,
	};

	return report_build(&input);
}

static void report(struct job *job, const struct plan *plan, bool verified)
{
	job->report(job->arg, report_of(job, plan, verified));
}

/* Whether what is on the disks is neither before nor after a repair. */
static bool note_interrupted(struct job *job)
{
	struct patient *patient = &job->patient;
	const struct inplace_options none = { .look = true };
	const struct inplace_run *run;
	struct inplace_runs runs;

	if (inplace_find(patient, &none, &runs) == 0 &&
	    (run = inplace_interrupted(&runs)) != NULL)
		job->interrupted = pool_printf(
			patient->pool,
			"a repair in place, begun %s, was interrupted; carry it out to "
			"its end with \"drydock finish\", or take it back with "
			"\"drydock undo\"",
			inplace_when(patient->pool, run));
	inplace_end(&runs);
	return job->interrupted != NULL;
}

/* A disk without a system is not taken anywhere, and that is a finding as well. */
static int check_none(struct job *job)
{
	struct patient *patient = &job->patient;
	const char *why = patient->why;

	if (patient_open_none(patient))
		return 4;
	report(job, plan_check(&patient->guest, &job->selection), false);
	patient->why = why;
	return 3;
}

/* Reads the system and no more, in a process of its own. */
static int look(void *arg)
{
	struct job *job = arg;
	struct patient *patient = &job->patient;
	struct plan *plan;

	job->network = guest_nic_table(&patient->guest);
	plan = plan_check(&patient->guest, &job->selection);
	if (wants_trace(job)) {
		job->before = trace_collect(&patient->guest);
		trace_judge_plan(job->before, plan);
	}
	return json_dumpf(report_of(job, plan, false), stdout, JSON_COMPACT) ? 4 : 0;
}

int job_check(struct job *job)
{
	struct patient *patient = &job->patient;
	int status = patient_open(patient, MOUNT_WRITABLE);
	json_t *found;

	if (status == 3 && patient->has_none && strcmp(job->command, "check") == 0)
		return check_none(job);
	if (status)
		return status;
	(void)note_interrupted(job);
	job->enter(job->arg, CHANNEL_FIRST_RULE, 0.3);
	job->enter(job->arg, "check", 0.3);
	status = confined(patient->pool, look, job, &found, &patient->why);
	job->enter(job->arg, "report", 0.9);
	if (status == 0) {
		patient->why = NULL;
		job->report(job->arg, found);
	}
	(void)patient_close(patient);
	return status;
}

/* What a repair in place once kept on the system's own disk is not for its copies. */
static void forget_undo(struct job *job)
{
	struct patient *patient = &job->patient;
	const struct inplace_options none = { 0 };
	struct inplace_runs runs;

	if (inplace_find(patient, &none, &runs) == 0)
		for (size_t i = 0; i < runs.count; i++)
			if (runs.run[i].place.volume)
				(void)inplace_commit(patient, &runs.run[i]);
	inplace_end(&runs);
}

/* Apply PLAN to the layer and look at the result. */
static int carry_out(struct job *job, const struct plan *plan)
{
	struct patient *patient = &job->patient;
	int status;

	job->enter(job->arg, "write and verify", 0.6);
	if (job->is_output)
		forget_undo(job);
	status = patient_apply(patient, plan);
	if (status == 0 && job->guest_tools) {
		job->enter(job->arg, "the guest's own tools", 0.7);
		job->guest_tools_run.pool = patient->pool;
		status = patient_rebuild(patient, plan, &job->guest_tools_run);
	}
	report(job, plan, status == 0);
	if (status)
		return status;
	job->enter(job->arg, "unmount", 0.9);
	if (patient_close(patient) == 0)
		return 0;
	patient->why = "the result cannot be unmounted";
	return 4;
}

int job_fix(struct job *job)
{
	struct patient *patient = &job->patient;
	int status = patient_open(patient, MOUNT_WRITABLE);
	struct plan *plan;

	if (!status)
		status = patient_refuse_asleep(patient);
	if (!status)
		status = patient_refuse_image(patient);
	if (status)
		return status;
	if (note_interrupted(job)) {
		patient->why = job->interrupted;
		(void)patient_close(patient);
		return 3;
	}
	if (!job->dry_run && !job->degraded && patient_is_degraded(patient)) {
		(void)patient_close(patient);
		return 3;
	}
	job->enter(job->arg, CHANNEL_FIRST_RULE, 0.2);
	job->enter(job->arg, "plan", 0.2);
	if (wants_trace(job))
		job->before = trace_collect(&patient->guest);
	job->network = guest_nic_table(&patient->guest);
	plan = plan_repairs(&patient->guest, &job->selection);
	job->plan = plan;
	if (job->before) {
		trace_judge_plan(job->before, plan);
		job->after = trace_collect(&patient->guest);
		trace_judge_result(job->after, plan);
	}
	if (!plan->bug && !job->dry_run)
		return carry_out(job, plan);
	report(job, plan, false);
	patient->why = plan->bug;
	(void)patient_close(patient);
	return plan->bug ? 4 : 0;
}
