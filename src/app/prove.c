/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock prove": boot the image on a throw-away layer and say how far it came. */
#include "app/command.h"

#include <stdio.h>

#include "app/session.h"
#include "app/show.h"
#include "version.h"

static int status_of(const struct prove_result *result)
{
	return result->ok ? STATUS_FINE : STATUS_NOT_PROVEN;
}

static int prove_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct session session;
	struct prove_result result;
	int status =
		options_parse(pool, argc, argv,
			      OPTIONS_IMAGE | OPTIONS_REPORT | OPTIONS_PROVE, &options);

	if (status)
		return status;
	status = session_begin(&session, pool, &options, SESSION_OF_IMAGES);
	if (status == 0)
		status = session_prove(&session, &result);
	if (status == 0 && options.json) {
		json_t *object = prove_json(&result);

		json_object_update_missing_new(
			object,
			json_pack("{s:s, s:s, s:s, s:s, s:i}", "drydock", DRYDOCK_VERSION,
				  "rules", DRYDOCK_RULES, "command", "prove", "image",
				  options.shown, "status", status_of(&result)));
		show_json(object);
		json_decref(object);
	} else if (status == 0) {
		struct strs lines = prove_text(pool, &result);

		for (size_t i = 0; i < lines.count; i++)
			puts(lines.item[i]);
	}
	session_end(&session);
	if (status)
		return status;
	return status_of(&result);
}

const struct command command_prove = {
	.name = "prove",
	.usage = "IMAGE... [--disk virtio|scsi|sata|ide|nvme] [--firmware bios|uefi] "
		 "[--screenshot FILE.png] [--timeout SECONDS] [--no-network] [--json]",
	.help = "boot it on a throw-away layer; say with evidence how far it came",
	.run = prove_main,
};
