/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A repair written to the disks of this machine themselves, and taken back: the menu and
 * the commands "fix --in-place", "undo", "finish" and "commit" use this.
 *
 * The one law: before the first byte changes, what is there is on stable storage, with
 * all that will be written.
 */
#pragma once

#include "app/places.h"
#include "disk/undostore.h"

struct inplace_options {
	const char *journal; /* directory of --journal, or NULL */
	bool no_undo;        /* write without a way back */
	bool look;           /* only look for runs: nothing is written */
};

/* A repair in place of the patient's system. */
struct inplace_run {
	struct undo_entry entry; /* entry.open: it was interrupted */
	struct place place;      /* where its undo file is */
};

struct inplace_runs {
	struct places places;
	struct inplace_run *run;
	size_t count; /* the newest first; an interrupted one before all others */
};

/*
 * Write PLAN, which was verified on a layer, to the disks themselves.  PATIENT is open
 * (MOUNT_WRITABLE) on them, and open on the result afterwards, which was looked at.
 * *WHERE is where the undo file lies; NULL without one.  0; or 4 with patient->why:
 * before the first change where no place has room, afterwards the repair is one that was
 * interrupted.
 */
int inplace_write(struct patient *patient, const struct plan *plan,
		  const struct inplace_options *options, const char **where);

/*
 * The repairs in place that can be undone or finished.  PATIENT's system is mounted, be
 * it on layers.  0, or 4 with patient->why.  The caller ends RUNS with inplace_end(),
 * before it closes the patient.
 */
int inplace_find(struct patient *patient, const struct inplace_options *options,
		 struct inplace_runs *runs);

/* The interrupted run among RUNS, or NULL. */
const struct inplace_run *inplace_interrupted(const struct inplace_runs *runs);

/* When the repair was begun, for people, in POOL. */
const char *inplace_when(struct pool *pool, const struct inplace_run *run);

void inplace_end(struct inplace_runs *runs);

/*
 * Undo RUN: all is as before, and the undo file is gone.  0; 3 with patient->why where
 * something was changed since, and nothing is done; 4 where writing fails: then it can be
 * done again.
 */
int inplace_undo(struct patient *patient, const struct inplace_run *run);

/* Carry the interrupted RUN out to its end.  As inplace_undo(). */
int inplace_finish(struct patient *patient, const struct inplace_run *run);

/* Give the way back up: remove the undo file of RUN, which is no interrupted one. */
int inplace_commit(struct patient *patient, const struct inplace_run *run);
