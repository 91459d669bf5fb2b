/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system disk in the appliance: found, mounted, checked, repaired, looked at again.
 *
 * The one law: every disk here is a copy-on-write layer; what is written is taken by
 * nobody before it was verified.  The disks themselves are opened by app/inplace.h only,
 * for what was verified on a layer.
 */
#pragma once

#include "disk/stack.h"
#include "engine/plan.h"
#include "guest/find.h"
#include "guest/imagefile.h"

struct patient {
	struct pool *pool;
	const struct profile *profile;
	const char *wanted_root; /* of --root, or NULL */
	struct stack_key key;    /* of LUKS containers, where one was given */
	/* What to look at, each a layer; none: the disks of this machine are layers. */
	const struct probe_device *device;
	size_t devices;
	struct imagefile *image; /* the files of the disks, where they have any */
	size_t images;
	const struct selection *selection; /* of rules; NULL: all */
	const struct request *request;     /* of the user, or NULL */
	/* The tools of the file systems look at all, and repair, before anything is read.
	 */
	bool check_filesystems, repair_filesystems;
	bool is_template; /* many machines are to be made of it */
	bool keep_blocks; /* free blocks are not given back: the disk is the user's own */
	struct probe *probe;
	struct system system;
	struct tree *tree; /* of the mounted root */
	struct guest guest;
	bool has_none;   /* no system is on the disks */
	const char *why; /* the last failure in one line */
};

/*
 * Probe the disks, choose the system and mount it.  Returns 0; 3 (not a system disk, or
 * two of them) or 4 with patient->why set, as exit statuses.
 */
int patient_open(struct patient *patient, enum mount_mode mode);

/*
 * There is none on the disks: let patient->guest be an empty tree with the disks, so that
 * the rules that judge no system can speak.  0, or 4 with patient->why.
 */
int patient_open_none(struct patient *patient);

/*
 * Whether what is mounted lies on an array that lacks members, with patient->why set.
 * What is written to it now is not on the member that is missing.
 */
bool patient_is_degraded(struct patient *patient);

/*
 * 0; or 3 with patient->why where the system sleeps: it may be looked at (it is mounted
 * read-only then), but a change of its file systems would destroy them when it wakes up.
 */
int patient_refuse_asleep(struct patient *patient);

/* The same where it is made as an image (guest/imagebased.h). */
int patient_refuse_image(struct patient *patient);

/* Unmount and close everything that is open; 0 or -errno. */
int patient_close(struct patient *patient);

/*
 * Write PLAN to the layer, give its free blocks and the bodies of swap back (unless
 * keep_blocks), mount the
 * result afresh and run the rules on it.  Returns 0 when it equals the rehearsal and the
 * files hold what was planned; else 4 with patient->why.  The patient is open on the
 * result.
 */
int patient_apply(struct patient *patient, const struct plan *plan);

/*
 * Have each initramfs that PLAN changed made anew by the guest's own generator, and look
 * again at all as patient_apply() does.  RAN gets the commands.  Returns 0, or 4 with
 * patient->why: a generator is missing or failed, or what it made lacks something.
 */
int patient_rebuild(struct patient *patient, const struct plan *plan, struct strs *ran);

/*
 * Add console=ttyS0 to every entry of the boot loader, so that a boot explains itself.
 * Returns 0, or 4 with patient->why.
 */
int patient_add_console(struct patient *patient);

/*
 * Give what nothing uses on the disks back to their layers, without mounting anything:
 * where that cannot be told, all stays.  Returns 0, or 4 with patient->why.
 */
int patient_discard(struct patient *patient);
