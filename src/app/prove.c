/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock prove": boot the image on a throw-away layer and say how far it came. */
#include "app/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/emulator.h"
#include "app/session.h"
#include "app/show.h"
#include "disk/machine.h"
#include "disk/medium.h"
#include "version.h"

struct task {
	struct pool *pool;
	const struct options *options;
};

static int status_of(const struct prove_result *result)
{
	return result->ok ? STATUS_FINE : STATUS_NOT_PROVEN;
}

static void show(struct pool *pool, const struct options *options,
		 const struct prove_result *result)
{
	struct strs lines;
	json_t *object;

	if (!options->json) {
		lines = prove_text(pool, result);
		for (size_t i = 0; i < lines.count; i++)
			puts(lines.item[i]);
		return;
	}
	object = prove_json(result);
	json_object_update_missing_new(
		object, json_pack("{s:s, s:s, s:s, s:s, s:i}", "drydock", DRYDOCK_VERSION,
				  "rules", DRYDOCK_RULES, "command", "prove", "image",
				  options->shown, "status", status_of(result)));
	show_json(object);
	json_decref(object);
}

static int prove_images(void *arg)
{
	const struct task *task = arg;
	struct session session;
	struct prove_result result;
	int status =
		session_begin(&session, task->pool, task->options, SESSION_OF_IMAGES);

	if (status == 0)
		status = session_prove(&session, &result);
	if (status == 0 && !result.ok && machine_is_appliance() && emulator_is_full())
		status = command_fail(STATUS_FAILED,
				      "not proven: the system wrote more than this "
				      "machine has memory for; it came as far as \"%s\"",
				      result.summary);
	if (status == 0) {
		show(task->pool, task->options, &result);
		status = status_of(&result);
	}
	session_end(&session);
	return status;
}

/* What is started beside the patient's disks is started from none of them. */
static int check_disks(struct pool *pool, const struct options *options)
{
	for (size_t i = 0; i < options->image_count; i++) {
		char *real = realpath(options->images[i], NULL);
		bool is_medium = real && strncmp(real, "/dev/", 5) == 0 &&
				 medium_is(pool, real + 5);

		free(real);
		if (is_medium)
			return command_fail(
				STATUS_USAGE,
				"%s is the medium this appliance was started from",
				options->images[i]);
	}
	return 0;
}

static int prove_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct task task = { pool, &options };
	int status =
		options_parse(pool, argc, argv,
			      OPTIONS_IMAGE | OPTIONS_REPORT | OPTIONS_PROVE, &options);

	if (status)
		return status;
	if (!machine_is_appliance())
		return prove_images(&task);
	status = check_disks(pool, &options);
	if (status)
		return status;
	return emulator_run(pool, options.memory ? options.memory : PROVE_MEMORY,
			    prove_images, &task);
}

const struct command command_prove = {
	.name = "prove",
	.usage = "IMAGE... [--disk virtio|scsi|sata|ide|nvme] [--firmware bios|uefi] "
		 "[--screenshot FILE.png] [--timeout SECONDS] [--no-network] [--json]",
	.help = "boot it on a throw-away layer; say with evidence how far it came",
	.run = prove_main,
};
