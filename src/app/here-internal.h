/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What here*.c share with the commands that undo: choosing disks, and writing to them. */
#pragma once

#include "app/here.h"
#include "app/job.h"
#include "app/key.h"
#include "app/wish.h"
#include "disk/layer.h"

struct here {
	struct pool *pool;
	const struct options *options;
	struct strs disk; /* names */
	struct layer_store store;
	struct layer *layer; /* as many as disks, where LAYERS were made */
	size_t layers;
	struct job job;
	struct key key;
	struct wish wish;
	json_t *report, *timings;
	const char *stage;
	double stage_start;
	const char *undo_file; /* where it lies, once it was written; or NULL */
};

/* The disks that options->images name, or all but the appliance's own.  Status, said. */
int here_choose(struct here *here);

/* Whether the disks chosen may be written: not in use, not read-only.  Status, said. */
int here_may_write(struct here *here);

/* What is mounted from now on is seen by this process only, and ends with it. */
int here_separate(void);

/* The options that say how to look at the patient.  Status, said. */
int here_take_options(struct here *here);

/* Have PATIENT, which is not open, look at the disks themselves. */
void here_use_disks(struct here *here, struct patient *patient);

/* A layer over each disk chosen, for the patient to look at.  Status, said. */
int here_lay(struct here *here);

/* Take the layers away.  Nothing is open on them any more. */
void here_end_layers(struct here *here);

/*
 * The repair that was verified on the layers, which end, is written to the disks and
 * verified there.  0, or the exit status, said.
 */
int here_write(struct here *here);

/* Say in the report what became of it: STATUS is what here_write() returned. */
void here_say_written(struct here *here, int status);
