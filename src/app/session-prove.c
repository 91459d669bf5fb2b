/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layers are booted; what said nothing is given a serial console to say it on. */
#include "app/session-internal.h"

#include <errno.h>

#include <stdio.h>

#include "app/show.h"
#include "disk/machine.h"
#include "host/prove-boot.h"

static void on_boot(void *arg, enum boot_stage reached, double seconds)
{
	char stage[32];

	(void)arg;
	(void)snprintf(stage, sizeof(stage), "prove: %s", boot_stage_name(reached));
	(void)seconds;
	show_progress(stage, (double)(reached + 1) / BOOT_STAGES);
}

/*
 * The layers themselves get the serial console: the verdict has been given, and what did
 * not boot is not taken.  An error where the appliance cannot do it (an empty disk).
 */
static int explain(void *arg)
{
	struct session *session = arg;
	int err = session_ask(session, "console");

	return err == 0 && session->status ? -EIO : err;
}

int session_prove(struct session *session, struct prove_result *result)
{
	const struct options *options = session->options;
	struct prove_disk disk[OPTIONS_IMAGES];
	struct prove_options prove_options = {
		.disk = disk,
		.disks = session->disks,
		.work = workdir_path(session->work),
		.bus = options->bus,
		.firmware = options->firmware,
		.wants = options->no_network ? PROVE_WANTS_LOGIN : PROVE_WANTS_NETWORK,
		.screenshot = options->screenshot,
		.timeout = options->timeout,
		/* There, memory is kept for one machine only, and for no second layer. */
		.explain = machine_is_appliance() ? NULL : explain,
		.memory_mib = machine_is_appliance() ? options->memory : 0,
		.progress = on_boot,
		.arg = session,
	};
	int err;

	for (size_t i = 0; i < session->disks; i++) {
		disk[i] = (struct prove_disk){ output_disk_spec(&session->disk[i]),
					       session->disk[i].size };
		json_object_set_new(disk[i].spec, "read-only", json_true());
	}
	err = prove(session->pool, &prove_options, result, &session->error);
	for (size_t i = 0; i < session->disks; i++)
		json_decref(disk[i].spec);
	show_progress_end();
	return err < 0 ? session_said(session, err) : 0;
}
