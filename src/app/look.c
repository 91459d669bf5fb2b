/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/look.h"

#include <string.h>
#include <sys/stat.h>

#include "app/command.h"
#include "app/confine.h"
#include "app/here.h"
#include "app/netoptions.h"
#include "app/session.h"
#include "app/show.h"
#include "app/wish.h"
#include "host/imagefacts.h"
#include "guest/cpulevel.h"
#include "report/report.h"
#include "tree/dir.h"
#include "version.h"

static int finish(json_t *report, const struct options *options)
{
	int status = report_status(report);

	show_set_images(report, options);
	show_report(report, options->json ? SHOW_JSON : SHOW_TEXT);
	return show_files(report, options, status);
}

static const struct trace *trace_of(struct guest *guest, const struct plan *plan,
				    const struct options *options, const char *command)
{
	struct trace *trace;

	if (!options->html && strcmp(command, "trace") != 0)
		return NULL;
	trace = trace_collect(guest);
	trace_judge_plan(trace, plan);
	return trace;
}

static int no_system(const char *path)
{
	return command_fail(STATUS_NO_SYSTEM,
			    "\"%s\": no system found (no /etc with a system's files)",
			    path);
}

struct directory {
	struct pool *pool;
	const struct options *options;
	const char *command;
	const struct profile *profile;
	const struct wish *wish;
	struct tree *tree;
};

/*
 * In a process of its own, to which little is left: what it reads may be made to harm who
 * reads it.  The report goes to standard output.
 */
static int read_tree(void *arg)
{
	const struct directory *directory = arg;
	const struct options *options = directory->options;
	struct guest guest = { .pool = directory->pool,
			       .tree = directory->tree,
			       .profile = directory->profile,
			       .request = &directory->wish->request,
			       .is_template = options->is_template };
	const struct nic_table *network;
	struct plan *plan;

	if (!(guest_parts(&guest) & GUEST_LINUX))
		return no_system(options->image);
	network = guest_nic_table(&guest);
	plan = plan_check(&guest, &options->selection);
	show_json(report_build(&(struct report_input){
		.plan = plan,
		.version = DRYDOCK_VERSION,
		.rules = DRYDOCK_RULES,
		.command = directory->command,
		.profile = directory->profile->name,
		.system = guest_name(&guest),
		.kernels = guest_kernels(&guest),
		.lastboot = guest_lastboot(&guest),
		.release = guest_release(&guest),
		.cpu_level = guest_cpu_level(&guest),
		.network = network,
		.trace = trace_of(&guest, plan, options, directory->command),
	}));
	return STATUS_FINE;
}

static int look_at_directory(struct pool *pool, const struct options *options,
			     const char *command)
{
	struct wish wish = { 0 };
	struct directory directory = { pool, options, command, NULL, &wish, NULL };
	struct profile *profile;
	const char *why;
	json_t *report = NULL;
	int status, err = dir_open(pool, options->image, &directory.tree);

	if (err < 0)
		return command_fail(STATUS_FAILED, "\"%s\": %s", options->image,
				    strerror(-err));
	if (netoptions_load(pool, options, &profile, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	directory.profile = profile;
	status = wish_read(pool, options, profile, &wish);
	if (status == 0) {
		status = confined(pool, read_tree, &directory, &report, &why);
		if (status)
			(void)command_fail(status, "%s", why);
	}
	dir_close(directory.tree);
	wish_forget(&wish);
	if (status == 0)
		status = finish(report, options);
	json_decref(report);
	return status;
}

/* An encrypted image: nobody sees what is in it, but that is a finding. */
static json_t *report_locked(struct session *session, const char *command)
{
	struct pool *pool = session->pool;
	const char *path = workdir_file(pool, session->work, "none");
	struct guest guest = { .pool = pool, .profile = session->profile };
	struct imagefile image;
	json_t *report;

	if (strcmp(command, "check") != 0 || session->disks != 1 ||
	    !imagefacts_read_locked(pool, session->locked, &image) ||
	    mkdir(path, 0700) < 0 || dir_open(pool, path, &guest.tree) < 0)
		return NULL;
	guest.image = &image;
	guest.image_count = 1;
	guest.request = &session->wish.request;
	report = report_build(&(struct report_input){
		.plan = plan_check(&guest, &session->options->selection),
		.version = DRYDOCK_VERSION,
		.rules = DRYDOCK_RULES,
		.command = command,
		.profile = session->profile->name,
	});
	dir_close(guest.tree);
	return report;
}

static int look_at_image(struct pool *pool, const struct options *options,
			 const char *command)
{
	struct session session;
	int status = session_begin(&session, pool, options, SESSION_OF_IMAGES);

	if (status == 0)
		status = session_run(&session, command);
	else if (session.locked)
		session.report = report_locked(&session, command);
	/* What is said of a disk without a system does not make it one. */
	if (session.report && (status == 0 || status == STATUS_NO_SYSTEM)) {
		if (options->timings)
			json_object_set(session.report, "timings", session.timings);
		status = finish(session.report, options);
	}
	session_end(&session);
	return status;
}

int look_main(struct pool *pool, int argc, char **argv, unsigned groups)
{
	struct options options;
	struct stat st;
	int status = options_parse(pool, argc, argv, groups, &options);

	if (status)
		return status;
	if (options.here)
		return here_run(pool, &options, argv[0]);
	if (options.image_count == 1 && stat(options.image, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		return look_at_directory(pool, &options, argv[0]);
	return look_at_image(pool, &options, argv[0]);
}
