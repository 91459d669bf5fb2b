/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock export": the image as it is, in the format that a cloud takes. */
#include "app/command.h"

#include <stdio.h>

#include "app/meter.h"
#include "app/session.h"
#include "app/show.h"
#include "app/target.h"
#include "app/usedhere.h"
#include "disk/machine.h"
#include "version.h"

static void show_result(const struct session *session)
{
	json_t *object = json_pack("{s:s, s:s, s:s}", "drydock", DRYDOCK_VERSION, "rules",
				   DRYDOCK_RULES, "command", "export");
	json_t *outputs = json_array();

	show_set_images(object, session->options);
	for (size_t i = 0; i < session->disks; i++) {
		const struct output_job *disk = &session->disk[i];

		json_array_append_new(
			outputs, json_pack("{s:s, s:s, s:s, s:I}", "image",
					   disk->source->shown, "path", disk->output.path,
					   "format", disk->output.format->name,
					   "disk_bytes", (json_int_t)disk->source->size));
	}
	json_object_set_new(object, "outputs", outputs);
	json_object_set_new(object, "status", json_integer(STATUS_FINE));
	show_json(object);
	json_decref(object);
}

/*
 * What nothing uses is given back to the layers, so that it is not stored.  That needs
 * the appliance, but an export does not: without it all is stored.
 */
static void discard(struct session *session, const struct usedhere *used)
{
	bool whole = session->options->whole;
	int status = 0;

	if (!whole && machine_is_appliance())
		status = used ? usedhere_discard(session, used) : STATUS_FAILED;
	else if (!whole)
		status = session_run(session, "discard");
	if (status) {
		(void)command_fail(0, "warning: free space is stored too");
		whole = true;
	}
	/* An earlier run that was cut short is gone on with if it was like this one. */
	if (session->disks == 1 && !session->disk[0].output.stream)
		session->disk[0].resume = pool_printf(
			session->pool, "drydock %s, rules %s, %s", DRYDOCK_VERSION,
			DRYDOCK_RULES, whole ? "whole" : "what is used");
}

/* The disks of this machine are looked at before the session holds them. */
static const struct usedhere *find_used(struct pool *pool, const struct options *options)
{
	struct usedhere *used = pool_alloc(pool, sizeof(*used));

	if (options->whole || !machine_is_appliance() ||
	    usedhere_find(pool, options, used))
		return NULL;
	return used;
}

/* What is on the disk is not changed, and only what is used is taken. */
static int export_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	const struct usedhere *used;
	struct session session;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_TARGET | OPTIONS_OUTPUT |
					   OPTIONS_WHOLE | OPTIONS_REPORT,
				   &options);

	if (status)
		return status;
	if (!options.output)
		return command_fail(STATUS_USAGE, "export: say where to with -o OUT");
	if (options.json)
		meter_events();
	used = find_used(pool, &options);
	status = session_begin(&session, pool, &options, SESSION_OF_OUTPUT);
	if (status == 0) {
		discard(&session, used);
		status = session_move_tables(&session);
	}
	if (status == 0)
		status = session_take(&session);
	if (status == 0 && options.json)
		show_result(&session);
	session_end(&session);
	if (status == 0)
		target_warn_size(pool, &options);
	return status;
}

const struct command command_export = {
	.name = "export",
	.usage = "IMAGE... -o OUT [--for PROFILE] [--format FORMAT] "
		 "[--compress zstd|zlib] [--whole] [--force] [--sign gpg|minisign] "
		 "[--json]",
	.help = "write it as it is in the format that the target takes, and read it back",
	.run = export_main,
};
