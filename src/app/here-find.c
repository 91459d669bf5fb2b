/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which disks of this machine are meant, where nobody says. */
#include "app/here-internal.h"

#include "app/command.h"
#include "guest/mounts.h"

static int look(struct here *here, struct strs *disks)
{
	struct patient *patient = &here->job.patient;
	int status = patient_open(patient, MOUNT_WRITABLE);

	for (size_t i = 0; status == 0 && i < patient->probe->disk_count; i++)
		if (mount_needs_disk(&patient->guest, patient->probe->disk[i]))
			strs_add(disks, patient->probe->disk[i]->name);
	if (status)
		(void)command_fail(status, "%s: %s", strs_join(&here->disk, ", "),
				   patient->why);
	return status;
}

int here_find(struct pool *pool, const struct options *options, struct strs *disks)
{
	struct here here = {
		.pool = pool,
		.options = options,
		.disk.pool = pool,
		.job = { .patient = { .pool = pool, .wanted_root = options->root } },
	};
	int status = here_take_options(&here);

	if (status == 0)
		status = here_choose(&here);
	if (status == 0)
		status = here_separate();
	if (status == 0)
		status = here_lay(&here);
	if (status == 0)
		status = look(&here, disks);
	(void)patient_close(&here.job.patient);
	here_end_layers(&here);
	key_forget(&here.key);
	wish_forget(&here.wish);
	return status;
}
