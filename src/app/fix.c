/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock fix": repair on a copy-on-write layer, look again, and write the result. */
#include "app/command.h"

#include "app/fixinplace.h"
#include "app/here.h"

#include "app/session.h"
#include "app/show.h"
#include "app/target.h"
#include "report/report.h"

static void add_proof(struct session *session, const struct prove_result *result)
{
	json_object_set_new(session->report, "proof", prove_json(result));
}

/* 0, or STATUS_NOT_PROVEN: then nothing is taken. */
static int prove_layer(struct session *session)
{
	struct prove_result result;
	int status = session_prove(session, &result);

	if (status)
		return status;
	add_proof(session, &result);
	if (result.ok)
		return 0;
	return command_fail(STATUS_NOT_PROVEN,
			    "\"%s\": repaired, but %s; nothing written",
			    session->options->shown, result.summary);
}

/* The report was made before the output failed: its figures are of the layer alone. */
static void add_nothing_written(struct session *session)
{
	const char *verdict = report_text_of(session->report, "verdict");

	json_object_set_new(session->report, "verdict",
			    json_sprintf("%s No output was written.", verdict));
}

static int finish(struct session *session, int status)
{
	const struct options *options = session->options;

	show_set_images(session->report, options);
	json_object_set_new(session->report, "inputs", session_inputs(session));
	if (status == 0 && options->output && !options->dry_run)
		json_object_set_new(session->report, "output",
				    json_pack("{s:s, s:s, s:b}", "path", options->output,
					      "format",
					      session->disk[0].output.format->name,
					      "ready", report_is_ready(session->report)));
	if (options->timings)
		json_object_set(session->report, "timings", session->timings);
	if (status)
		json_object_set_new(session->report, "status", json_integer(status));
	if (status && !options->dry_run)
		add_nothing_written(session);
	show_report(session->report, options->json ? SHOW_JSON : SHOW_TEXT);
	status = status ? status : report_status(session->report);
	return show_files(session->report, options, status);
}

static int fix_image(struct session *session)
{
	const struct options *options = session->options;
	int status = session_run(session, "fix");

	if (!session->report)
		return status;
	if (status == 0 && !options->dry_run && !options->in_place)
		status = session_move_tables(session);
	if (status == 0 && !options->dry_run && options->prove)
		status = prove_layer(session);
	if (status == 0 && options->in_place)
		status = fixinplace_take(session);
	else if (status == 0 && !options->dry_run)
		status = session_take(session);
	if (status == 0 && options->output && !options->dry_run)
		target_warn_size(session->pool, options);
	return finish(session, status);
}

static int fix_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct session session;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_RULES |
					   OPTIONS_REPORT | OPTIONS_TIMINGS |
					   OPTIONS_HTML | OPTIONS_JUNIT | OPTIONS_OUTPUT |
					   OPTIONS_FIX | OPTIONS_PROVE | OPTIONS_HERE |
					   OPTIONS_LOGIN | OPTIONS_INPLACE | OPTIONS_UNDO,
				   &options);

	if (status)
		return status;
	if (options.dry_run && options.prove)
		return command_fail(STATUS_USAGE,
				    "fix: a dry run makes nothing that could be "
				    "proven; choose --dry-run or --prove");
	if (options.dry_run && options.guest_tools)
		return command_fail(STATUS_USAGE,
				    "fix: what the guest's own tools will write is "
				    "not known before; choose --dry-run or "
				    "--run-guest-tools");
	status = fixinplace_refuse(&options);
	if (status)
		return status;
	if (options.here)
		return here_run(pool, &options, argv[0]);
	if (!options.output && !options.dry_run && !options.in_place)
		return command_fail(STATUS_USAGE,
				    "fix: say where to with -o OUT, or look "
				    "only with --dry-run");
	status = session_begin(&session, pool, &options,
			       options.in_place ? SESSION_OF_IMAGES : SESSION_OF_OUTPUT);
	if (status == 0 && options.in_place)
		status = fixinplace_may(&session);
	if (status == 0)
		status = fix_image(&session);
	session_end(&session);
	return status;
}

const struct command command_fix = {
	.name = "fix",
	.usage =
		"IMAGE... -o OUT [--format FORMAT] [--force] [--prove]\n"
		"--in-place IMAGE... --undo FILE\n"
		"--in-place DISK... [--journal DIRECTORY | --no-undo]\n"
		"... [--dry-run] [--run-guest-tools] [--repair-filesystems] [--degraded] "
		"and all options of check and prove",
	.help = "repair; IMAGE is not changed, OUT is there only when verified",
	.run = fix_main,
};
