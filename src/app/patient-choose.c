/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the systems on the disks is meant; two that may be are never guessed at. */
#include "app/patient-internal.h"

#include <string.h>

/* Why there is no system here: the first volume with a problem says more than "none". */
static const char *why_none(struct patient *patient)
{
	struct probe *probe = patient->probe;
	struct strs seen = { .pool = patient->pool };

	for (size_t i = 0; i < probe->disk_count; i++)
		if (probe->disk[i]->table && probe->disk[i]->table->problem)
			strs_addf(&seen, "%s: %s", probe->disk[i]->name,
				  probe->disk[i]->table->problem);
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];
		const char *name = volume_name(patient->pool, volume);

		if (volume->problem)
			strs_addf(&seen, "%s (%s): %s", name,
				  volume->type ? volume->type : "unknown",
				  volume->problem);
		else if (volume->type)
			strs_addf(&seen, "%s: %s%s", name, volume->type,
				  strcmp(volume->type, "ufs") == 0
					  ? ", of FreeBSD or a relative"
					  : "");
	}
	if (seen.count == 0)
		return "no system found: no file system on the disk";
	return pool_printf(patient->pool, "no system found (%s)", strs_join(&seen, "; "));
}

static bool is_wanted(struct patient *patient, const struct system *system)
{
	const struct volume *root = system->root;
	const char *wanted = patient->wanted_root;

	if (strncmp(wanted, "UUID=", 5) == 0)
		return root->uuid && strcmp(root->uuid, wanted + 5) == 0;
	return strcmp(system_place(patient->pool, system), wanted) == 0 ||
	       strcmp(volume_name(patient->pool, root), wanted) == 0;
}

/* A volume that may hold a system too, but could not be looked at. */
static const struct volume *unreadable(const struct probe *probe)
{
	for (size_t i = 0; i < probe->volume_count; i++)
		if (probe->volume[i].problem && mount_can(probe->volume[i].type) &&
		    strcmp(probe->volume[i].type, "vfat") != 0)
			return &probe->volume[i];
	return NULL;
}

/* The only system that was found, where nothing else on the disks may be one. */
static int choose_only(struct patient *patient, const struct system *system)
{
	const struct volume *other = unreadable(patient->probe);

	patient->system = *system;
	if (!other)
		return 0;
	return patient_fail(
		patient, PATIENT_NO_SYSTEM,
		pool_printf(
			patient->pool,
			"%s (%s) may hold a system and is %s; choose with --root: %s: %s",
			volume_name(patient->pool, other), other->type, other->problem,
			system_place(patient->pool, system), system->name));
}

int patient_choose(struct patient *patient, const struct systems *found)
{
	struct strs list = { .pool = patient->pool };

	for (size_t i = 0; i < found->count; i++) {
		const struct system *system = &found->system[i];

		strs_addf(&list, "%s: %s", system_place(patient->pool, system),
			  system->name);
		if (patient->wanted_root && is_wanted(patient, system)) {
			patient->system = *system;
			return 0;
		}
	}
	if (found->count == 0)
		return patient_fail(patient, PATIENT_NO_SYSTEM, why_none(patient));
	if (patient->wanted_root)
		return patient_fail(
			patient, PATIENT_NO_SYSTEM,
			pool_printf(patient->pool, "no system at \"%s\"; there are: %s",
				    patient->wanted_root, strs_join(&list, "; ")));
	if (found->count > 1)
		return patient_fail(
			patient, PATIENT_NO_SYSTEM,
			pool_printf(patient->pool,
				    "%zu systems found; choose one with --root: %s",
				    found->count, strs_join(&list, "; ")));
	return choose_only(patient, &found->system[0]);
}
