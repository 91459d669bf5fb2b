/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "check", "trace" and "fix" do to a patient, wherever the program runs: in the
 * appliance for the host (agent.c), or on the disks of this machine (here.c).
 *
 * The one law: it talks to nobody; what it has to say goes through its callbacks.
 */
#pragma once

#include <jansson.h>

#include "app/patient.h"
#include "engine/trace.h"
#include "guest/nictable.h"

struct job {
	const char *command; /* "check", "trace" or "fix" */
	bool dry_run, guest_tools;
	bool degraded;  /* arrays that lack members may be written */
	bool is_output; /* an image is made of the result: no undo file stays in it */
	bool trace;     /* a trace goes into the report; of "trace" it always does */
	struct patient patient;
	struct selection selection;

	/* A new stage begins; DONE is from 0 to 1. */
	void (*enter)(void *arg, const char *stage, double done);
	/* The report, the callee's to json_decref(); at most once. */
	void (*report)(void *arg, json_t *report);
	void *arg;

	struct plan *plan;            /* set here: of a fix */
	const char *interrupted;      /* set here: a repair in place was, one line */
	struct strs guest_tools_run;  /* set here: commands of the guest */
	struct trace *before, *after; /* set here: as it was, and what a fix comes to */
	const struct nic_table *network; /* set here: as it was */
};

/* Look, or repair, and look at the result.  0, or the exit status, with patient.why. */
int job_check(struct job *job);
int job_fix(struct job *job);
