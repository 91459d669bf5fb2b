/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/patient-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/fstools.h"
#include "guest/hibernation.h"
#include "guest/imagebased.h"
#include "tree/dir.h"

#define SCRATCH "/run/drydock/scratch"

int patient_fail(struct patient *patient, int status, const char *why)
{
	patient->why = why;
	return status;
}

/* The static shell of the appliance; empty where there is none. */
static struct bytes own_busybox(struct pool *pool)
{
	enum { ROOM = 4 << 20 };
	unsigned char *data = pool_alloc(pool, ROOM);
	int fd = open("/bin/busybox", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, data, ROOM);

	if (fd >= 0)
		(void)close(fd);
	return (struct bytes){ data, got > 0 ? (size_t)got : 0 };
}

/* A snapshot of the root is no other system. */
static void note_others(struct patient *patient, const struct systems *found)
{
	struct other_system *other =
		pool_alloc(patient->pool, (found->count + 1) * sizeof(*other));
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (found->system[i].root != patient->system.root)
			other[count++] = (struct other_system){ found->system[i].root,
								found->system[i].name };
	patient->guest.other = other;
	patient->guest.other_count = count;
}

static int open_tree(struct patient *patient, const char *path)
{
	int err = dir_open(patient->pool, path, &patient->tree);

	if (err < 0)
		return patient_fail(patient, PATIENT_FAILED, strerror(-err));
	patient->guest = (struct guest){
		.pool = patient->pool,
		.tree = patient->tree,
		.profile = patient->profile,
		.request = patient->request,
		.disk = patient->probe->disk,
		.disk_count = patient->probe->disk_count,
		.volume = patient->probe->volume,
		.volume_count = patient->probe->volume_count,
		.volumes_known = true,
		.busybox = own_busybox(patient->pool),
		.is_template = patient->is_template,
		.image = patient->image,
		.image_count = patient->images,
	};
	return 0;
}

int patient_open_none(struct patient *patient)
{
	static const char path[] = "/run/drydock/none";

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return patient_fail(patient, PATIENT_FAILED, strerror(errno));
	patient->system.name = NULL;
	return open_tree(patient, path);
}

static int probe(struct patient *patient)
{
	if (!patient->devices)
		return probe_machine(patient->pool, &patient->probe);
	patient->probe = probe_devices(patient->pool, patient->device, patient->devices);
	return 0;
}

static bool is_selected(const struct patient *patient, const char *id)
{
	const struct selection *selection = patient->selection;

	return !selection ||
	       ((selection->only.count == 0 || strs_has(&selection->only, id)) &&
		!strs_has(&selection->skip, id));
}

/* What no rule would report is not done. */
static void run_tools(struct patient *patient)
{
	const struct strs none = { 0 };
	bool features = is_selected(patient, "fs-ext4-features");
	unsigned work = FSTOOLS_SUSPECTS;

	if (patient->check_filesystems || patient->repair_filesystems)
		work |= FSTOOLS_LOOK;
	if (patient->repair_filesystems)
		work |= FSTOOLS_REPAIR;
	if (is_selected(patient, "fs-integrity"))
		fstools_run(patient->probe, work,
			    features ? &patient->profile->fs_features_refused : &none,
			    SCRATCH);
}

int patient_open(struct patient *patient, enum mount_mode mode)
{
	struct systems found;
	int err = probe(patient), status;

	if (err < 0)
		return patient_fail(patient, PATIENT_FAILED, strerror(-err));
	stack_assemble(patient->probe, patient->key);
	hibernation_look(patient->probe, SCRATCH);
	if (probe_hibernated(patient->probe))
		mode = MOUNT_READ_ONLY;
	else
		run_tools(patient);
	found = systems_find(patient->probe, SCRATCH);
	patient->has_none = found.count == 0;
	status = patient_choose(patient, &found);
	if (status)
		return status;
	if (system_mount(patient->probe, &patient->system, PATIENT_ROOT, mode,
			 &patient->why) < 0)
		return PATIENT_FAILED;
	status = open_tree(patient, PATIENT_ROOT);
	if (status == 0)
		note_others(patient, &found);
	return status;
}

bool patient_is_degraded(struct patient *patient)
{
	const struct probe *probe = patient->probe;
	size_t lacking;

	for (size_t i = 0; i < probe->volume_count; i++) {
		if (!probe->volume[i].mountpoint ||
		    !stack_is_degraded(probe->volume, probe->volume_count, i, &lacking))
			continue;
		patient->why = pool_printf(
			patient->pool,
			"the array %s lacks a member: give its disk too, or have the "
			"others written alone with --degraded",
			volume_name(patient->pool, &probe->volume[lacking]));
		return true;
	}
	return false;
}

int patient_refuse_asleep(struct patient *patient)
{
	const char *where = guest_hibernated(&patient->guest);

	if (!where)
		return 0;
	return patient_fail(
		patient, PATIENT_NO_SYSTEM,
		pool_printf(patient->pool,
			    "the system is hibernated (%s holds its memory); start "
			    "it on its old machine and shut it down first",
			    where));
}

int patient_refuse_image(struct patient *patient)
{
	const char *why = guest_image_based(&patient->guest);

	if (!why)
		return 0;
	return patient_fail(
		patient, PATIENT_NO_SYSTEM,
		pool_printf(patient->pool, "not to be repaired from outside: %s", why));
}

int patient_unmount(struct patient *patient)
{
	if (patient->tree)
		dir_close(patient->tree);
	patient->tree = NULL;
	return system_unmount(patient->probe, PATIENT_ROOT);
}

int patient_end_stack(struct patient *patient)
{
	int err = stack_end(patient->probe);

	probe_close(patient->probe);
	patient->probe = NULL;
	sync();
	return err;
}

int patient_close(struct patient *patient)
{
	int err, ended;

	if (!patient->probe)
		return 0;
	err = patient_unmount(patient);
	ended = patient_end_stack(patient);
	return err ? err : ended;
}
