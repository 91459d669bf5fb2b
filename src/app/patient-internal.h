/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files patient*.c share: finding the system, opening it, writing to it. */
#pragma once

#include "app/patient.h"

#define PATIENT_ROOT "/run/drydock/root" /* where the system is mounted */

enum { PATIENT_NO_SYSTEM = 3, PATIENT_FAILED = 4 }; /* exit statuses */

/* Note WHY, and return STATUS. */
int patient_fail(struct patient *patient, int status, const char *why);

/* Set patient->system to the one of FOUND that is meant.  0, or 3 with patient->why. */
int patient_choose(struct patient *patient, const struct systems *found);

/* Unmount the system, whose disks stay assembled.  Returns 0 or -errno. */
int patient_unmount(struct patient *patient);

/*
 * Take down what was stacked, too: an array or a thin pool writes its last then.  Returns
 * 0 or -errno.
 */
int patient_end_stack(struct patient *patient);
