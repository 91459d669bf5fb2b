/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock check": all rules, nothing changed; an image or the tree of a mounted system.
 */
#include "app/command.h"

#include <string.h>
#include <sys/stat.h>

#include "app/session.h"
#include "app/show.h"
#include "report/report.h"
#include "tree/dir.h"
#include "version.h"

static int finish(json_t *report, const struct options *options)
{
	int status = report_status(report);

	json_object_set_new(report, "image", json_string(options->image));
	show_report(report, options->json ? SHOW_JSON : SHOW_TEXT);
	return status;
}

static int no_system(const char *path)
{
	return command_fail(STATUS_NO_SYSTEM,
			    "\"%s\": no system found (no /etc with a system's files)",
			    path);
}

static int check_directory(struct pool *pool, const struct options *options)
{
	struct guest guest = { .pool = pool };
	struct profile *profile;
	const char *why;
	json_t *report;
	int status, err = dir_open(pool, options->image, &guest.tree);

	if (err < 0)
		return command_fail(STATUS_FAILED, "\"%s\": %s", options->image,
				    strerror(-err));
	if (profile_load(pool, options->profile, &profile, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	guest.profile = profile;
	if (!(guest_parts(&guest) & GUEST_LINUX))
		return no_system(options->image);
	report = report_build(&(struct report_input){
		.plan = plan_check(&guest, &options->selection),
		.version = DRYDOCK_VERSION,
		.rules = DRYDOCK_RULES,
		.command = "check",
		.profile = profile->name,
		.system = guest_name(&guest),
		.kernels = guest_kernels(&guest),
	});
	dir_close(guest.tree);
	status = finish(report, options);
	json_decref(report);
	return status;
}

static int check_image(struct pool *pool, const struct options *options)
{
	struct session session;
	int status = session_begin(&session, pool, options);

	if (status == 0)
		status = session_run(&session, "check");
	if (status == 0 && session.report) {
		if (options->timings)
			json_object_set(session.report, "timings", session.timings);
		status = finish(session.report, options);
	}
	session_end(&session);
	return status;
}

static int check_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct stat st;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_RULES | OPTIONS_REPORT |
					   OPTIONS_TIMINGS,
				   &options);

	if (status)
		return status;
	if (stat(options.image, &st) == 0 && S_ISDIR(st.st_mode))
		return check_directory(pool, &options);
	return check_image(pool, &options);
}

const struct command command_check = {
	.name = "check",
	.usage = "IMAGE|DIRECTORY [--for PROFILE] [--only RULE] [--skip RULE] [--root "
		 "PART]\n"
		 "        [--json] [--timings] [--input-format F] [--memory MIB]",
	.help = "say what keeps the system from booting or from the network; change "
		"nothing",
	.run = check_main,
};
