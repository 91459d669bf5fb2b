/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the undo file of a repair of this machine's disks may lie, in this order: the
 * directory the user names, a writable file system of the appliance's own medium, a file
 * system of the patient.
 *
 * The one law: it lies on something that outlives this machine, and its directory is for
 * root only: it holds what the patient keeps secret.
 */
#pragma once

#include "app/patient.h"

struct place {
	const char *shown;  /* for people: "/var/lib/drydock on vda1" */
	int parent;         /* the directory it is in */
	const char *name;   /* of its own directory; NULL: it is that one */
	const char *volume; /* where it is mounted in the patient; NULL: not on it */
	uint64_t room;      /* bytes free */
};

struct places {
	struct pool *pool;
	struct place place[32];
	size_t count;
	struct probe *medium; /* open, or NULL */
};

/*
 * Open the places for PATIENT, whose system is mounted.  WANTED is the directory of
 * --journal, which stands before the others, or NULL; the medium is mounted in MODE.  0,
 * or -errno with one line in patient->why; the caller ends them with places_close() in
 * any case.
 */
int places_open(struct places *places, struct patient *patient, const char *wanted,
		enum mount_mode mode);

void places_close(struct places *places);

/* The directory of PLACE, the caller's to close; with MAKE it is made, for root only. */
int place_dir(struct pool *pool, const struct place *place, bool make);

/* Remove the directory of PLACE where it is empty and one of ours. */
void place_tidy(const struct place *place);
