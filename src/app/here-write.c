/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the layers to the disks of this machine. */
#include "app/here-internal.h"

#include <string.h>

#include "app/command.h"
#include "app/inplace.h"
#include "app/show.h"
#include "disk/machine.h"
#include "report/report.h"

int here_allowed(const struct options *options)
{
	if (machine_is_appliance())
		return 0;
	if (options->image_count == 1 && options->yes_write_to &&
	    strcmp(options->yes_write_to, options->image) == 0)
		return 0;
	return command_fail(STATUS_USAGE,
			    "%s is a disk of this machine: to have it written, add "
			    "--yes-write-to=%s",
			    options->image_count ? options->image : "what is named",
			    options->image_count == 1 ? options->image : "DEVICE");
}

int here_may_write(struct here *here)
{
	for (size_t i = 0; i < here->disk.count; i++) {
		const char *name = here->disk.item[i];

		if (machine_disk(here->pool, name).read_only)
			return command_fail(
				STATUS_FAILED,
				"%s is read-only: nothing can be written to it", name);
		if (machine_in_use(here->pool, name))
			return command_fail(STATUS_FAILED,
					    "%s is in use: unmount what is on it", name);
	}
	return 0;
}

void here_use_disks(struct here *here, struct patient *patient)
{
	struct probe_device *device =
		pool_alloc(here->pool, here->disk.count * sizeof(*device));

	for (size_t i = 0; i < here->disk.count; i++)
		device[i] =
			(struct probe_device){ here->disk.item[i], here->disk.item[i] };
	patient->device = device;
	patient->devices = here->disk.count;
	patient->probe = NULL;
	patient->tree = NULL;
	patient->keep_blocks = true;
}

int here_write(struct here *here)
{
	const struct inplace_options options = { .journal = here->options->journal,
						 .no_undo = here->options->no_undo };
	struct patient patient;
	int status;

	(void)patient_close(&here->job.patient);
	here_end_layers(here);
	patient = here->job.patient;
	here_use_disks(here, &patient);
	show_progress("write to the disk", 0.9);
	status = patient_open(&patient, MOUNT_WRITABLE);
	if (status == 0)
		status = inplace_write(&patient, here->job.plan, &options,
				       &here->undo_file);
	if (patient_close(&patient) < 0 && status == 0) {
		status = STATUS_FAILED;
		patient.why = "the result cannot be unmounted";
	}
	show_progress_end();
	if (status)
		return command_fail(
			status, "%s: %s%s", strs_join(&here->disk, ", "), patient.why,
			here->undo_file ? "; the repair is not complete: drydock "
					  "finish carries it out, drydock undo takes "
					  "it back"
					: "");
	return 0;
}

void here_say_written(struct here *here, int status)
{
	const char *verdict = report_verdict(here->pool, here->report);
	const char *disks = strs_join(&here->disk, ", ");

	if (status) {
		json_object_set_new(
			here->report, "verdict",
			json_sprintf("%s It is not on the disk as a whole.", verdict));
		return;
	}
	json_object_set_new(here->report, "output",
			    json_pack("{s:s, s:s}", "path", disks, "format", "in place"));
	if (here->undo_file)
		json_object_set_new(
			here->report, "verdict",
			json_sprintf(
				"%s drydock undo takes it back; drydock commit gives "
				"that up and removes %s.",
				verdict, here->undo_file));
}
