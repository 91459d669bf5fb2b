/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the layers go: looked at before the work, written after it. */
#include "app/session-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/show.h"
#include "report/manifest.h"
#include "version.h"

/* The stream is ours alone; what is printed from here on goes to standard error. */
static int take_stdout(struct session *session)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	if (fd < 0 || fflush(stdout) || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return host_fail(&session->error, errno, "standard output: %s",
				 strerror(errno));
	session->disk[0].output.stream = fd;
	return 0;
}

static int plan_output(struct session *session, enum replace replace)
{
	const struct options *options = session->options;
	struct output *output = &session->disk[0].output;
	int err = output_plan(session->pool, options->output, session_format(session),
			      replace, output, &session->error);

	if (!err && output->stream)
		err = take_stdout(session);
	return err;
}

static int plan_all(struct session *session)
{
	const struct options *options = session->options;
	enum replace replace = options->force ? REPLACE_FILE : REPLACE_NEVER;
	bool made;
	int err;

	if (session->disks == 1)
		return plan_output(session, replace);
	err = output_plan_all(session->pool, options->output, session_format(session),
			      replace, options->images, session->disk, session->disks,
			      &made, &session->error);
	if (err == 0 && made)
		session->made_dir = options->output;
	return err;
}

/* Before the work: nobody is there any more when it is done. */
static int plan_signature(struct session *session)
{
	if (session->disk[0].output.stream)
		return host_fail(&session->error, EINVAL,
				 "a stream has no manifest that --sign could sign");
	for (size_t i = 0; i < session->disks; i++)
		session->disk[i].sign = &session->sign;
	return sign_plan(session->pool, session->options->sign, &session->sign,
			 &session->error);
}

int session_plan_outputs(struct session *session)
{
	int err = plan_all(session);

	if (!err && session->options->sign)
		err = plan_signature(session);
	for (size_t i = 0; !err && session->options->compress && i < session->disks; i++)
		err = output_compress(session->pool, &session->disk[i].output,
				      session->options->compress, &session->error);
	return err;
}

int session_check_outputs(struct session *session)
{
	int err = 0;

	for (size_t i = 0; !err && i < session->disks; i++)
		for (size_t j = 0; !err && j < session->disks; j++)
			err = output_check_source(&session->disk[i].output,
						  session->disk[j].source,
						  &session->error);
	return err;
}

/* To be freed with session_end(). */
static void make_manifest(struct session *session, size_t which)
{
	struct output_job *job = &session->disk[which];
	uint64_t unit = job->output.format->align;
	const struct manifest_input input = {
		.version = DRYDOCK_VERSION,
		.rules = DRYDOCK_RULES,
		.command = session->report ? "fix" : "export",
		.profile = session->profile,
		.report = session->report,
		.disk = (unsigned)which,
		.disks = session->disks,
		.size = (job->size + unit - 1) / unit * unit,
		.format = job->output.format->name,
	};

	job->manifest = manifest_build(&input);
}

int session_take(struct session *session)
{
	bool is_stream = session->disk[0].output.stream;
	int err;

	for (size_t i = 0; !is_stream && i < session->disks; i++)
		make_manifest(session, i);
	err = output_write(session->pool, session->disk, session->disks, session->work,
			   &session_progress, &session->error);

	if (err == 0)
		session->made_dir = NULL;
	show_progress_end();
	return err < 0 ? session_said(session, err) : 0;
}
