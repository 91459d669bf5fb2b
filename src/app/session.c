/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/session-internal.h"

#include <errno.h>
#include <unistd.h>

#include "app/command.h"
#include "app/meter.h"
#include "app/netoptions.h"
#include "app/show.h"
#include "base/path.h"
#include "host/status.h"

static void show_stage(void *arg, const char *stage, double done)
{
	(void)arg;
	show_progress(stage, done);
}

static void show_bytes(void *arg, const char *stage, uint64_t done, uint64_t total)
{
	(void)arg;
	meter_show(stage, done, total);
}

static void say(void *arg, const char *text)
{
	(void)arg;
	show_progress_end();
	(void)command_fail(0, "%s", text);
}

const struct progress session_progress = { .report = show_stage,
					   .bytes = show_bytes,
					   .say = say };

int session_said(struct session *session, int err)
{
	show_progress_end();
	return command_fail((int)host_status(err), "%s", session->error.text);
}

static int open_workdir(struct session *session)
{
	const struct output *output = &session->disk[0].output;
	int err = session->writes ? session_plan_outputs(session) : 0;

	if (err < 0)
		return err;
	if (!session->writes || output->stream)
		return workdir_open_temporary(session->pool, &session->work,
					      &session->error);
	return workdir_open_beside(session->pool, output->dir, output->name,
				   &session->work, &session->error);
}

static int open_source(struct session *session, size_t which)
{
	const struct options *options = session->options;
	struct source_request request = {
		.path = options->images[which],
		.input_format = options->input_format,
		.member = options->member,
		.trust = options->trust ? TRUST_ALL : TRUST_DIRECTORY,
		.number = (unsigned)which,
		.progress = &session_progress,
	};
	struct source *source;
	int err = source_open(session->pool, &request, session->work, &source,
			      &session->error);

	if (err == -ENOKEY)
		session->locked = options->images[which];
	if (err < 0)
		return err;
	session->disk[which].source = source;
	for (size_t i = 0; i < which; i++)
		if (source_has_file(session->disk[i].source, source->file.path))
			return host_fail(&session->error, EINVAL,
					 "'%s' and '%s' are one file", options->images[i],
					 options->images[which]);
	return 0;
}

static int lay_over(struct session *session)
{
	int err = session_images(session);

	for (size_t i = 0; err == 0 && i < session->disks; i++)
		err = overlay_create(session->pool, session->work,
				     session->disk[i].source, session->disk[i].size,
				     &session->disk[i].overlay, &session->error);
	return err;
}

int session_begin(struct session *session, struct pool *pool,
		  const struct options *options, enum session_of of)
{
	const char *why;
	int err;

	*session = (struct session){ .pool = pool,
				     .options = options,
				     .disks = options->image_count,
				     .writes = options->output && !options->dry_run,
				     .is_output = of == SESSION_OF_OUTPUT };
	session->timings = json_array();
	if (netoptions_load(pool, options, &session->profile, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	if ((options->key_file || options->passphrase) &&
	    key_read(pool, options->key_file, &session->key, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	if (options->root_password || options->ssh_keys.count) {
		err = wish_read(pool, options, session->profile, &session->wish);
		if (err)
			return err;
	}
	err = session_check_format(session);
	if (err == 0)
		err = open_workdir(session);
	for (size_t i = 0; err == 0 && i < session->disks; i++)
		err = open_source(session, i);
	if (err == 0 && session->writes)
		err = session_check_outputs(session);
	if (err == 0)
		err = lay_over(session);
	return err < 0 ? session_said(session, err) : 0;
}

static void add_input(json_t *inputs, const struct chain_file *file)
{
	const struct stat *seen = &file->seen;

	json_array_append_new(inputs,
			      json_pack("{s:s, s:I, s:I}", "path", file->path, "size",
					(json_int_t)seen->st_size, "mtime",
					(json_int_t)seen->st_mtim.tv_sec * 1000000000 +
						seen->st_mtim.tv_nsec));
}

json_t *session_inputs(const struct session *session)
{
	json_t *inputs = json_array();

	for (size_t i = 0; i < session->disks; i++) {
		const struct source *source = session->disk[i].source;

		/* Of one that is packed, what it was packed in. */
		if (path_is_below(source->chain.top->path, workdir_path(session->work)))
			add_input(inputs, &source->file);
		else
			for (size_t f = 0; f < source->chain.files; f++)
				add_input(inputs, &source->chain.file[f]);
	}
	return inputs;
}

void session_end(struct session *session)
{
	for (size_t i = 0; i < session->disks; i++) {
		source_close(session->disk[i].source);
		json_decref(session->disk[i].manifest);
	}
	workdir_close(session->work);
	if (session->made_dir)
		(void)rmdir(session->made_dir);
	key_forget(&session->key);
	wish_forget(&session->wish);
	json_decref(session->report);
	json_decref(session->timings);
}
