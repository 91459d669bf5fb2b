/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/session-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/images.h"
#include "app/meter.h"
#include "app/netoptions.h"
#include "app/show.h"
#include "base/path.h"
#include "host/blockspec.h"
#include "host/status.h"
#include "report/manifest.h"
#include "version.h"

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

static const struct progress progress = { .report = show_stage,
					  .bytes = show_bytes,
					  .say = say };

int session_said(struct session *session, int err)
{
	show_progress_end();
	return command_fail((int)host_status(err), "%s", session->error.text);
}

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

static int plan_outputs(struct session *session)
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

static int open_workdir(struct session *session)
{
	const struct output *output = &session->disk[0].output;
	int err;

	if (!session->writes)
		return workdir_open_temporary(session->pool, &session->work,
					      &session->error);
	err = plan_outputs(session);
	if (!err && session->options->sign)
		err = plan_signature(session);
	for (size_t i = 0; !err && session->options->compress && i < session->disks; i++)
		err = output_compress(session->pool, &session->disk[i].output,
				      session->options->compress, &session->error);
	if (err < 0)
		return err;
	if (output->stream)
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
		.progress = &progress,
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

/* No output is one of the files that are read. */
static int check_outputs(struct session *session)
{
	int err = 0;

	for (size_t i = 0; !err && i < session->disks; i++)
		for (size_t j = 0; !err && j < session->disks; j++)
			err = output_check_source(&session->disk[i].output,
						  session->disk[j].source,
						  &session->error);
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
		err = check_outputs(session);
	if (err == 0)
		err = lay_over(session);
	return err < 0 ? session_said(session, err) : 0;
}

static void on_progress(void *arg, const char *stage, double done)
{
	show_stage(arg, stage, done);
}

static void add_timing(struct session *session, const char *name, double seconds)
{
	json_array_append_new(session->timings,
			      json_pack("{s:s, s:f}", "name", name, "seconds", seconds));
}

static void on_phase(void *arg, const char *name, double seconds)
{
	struct session *session = arg;

	if (strcmp(name, "first-rule") != 0)
		add_timing(session, name, seconds);
}

static void on_report(void *arg, const json_t *message)
{
	struct session *session = arg;

	json_decref(session->report);
	session->report = json_incref(json_object_get(message, "report"));
}

static json_t *names(const struct strs *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_string(list->item[i]));
	return array;
}

/* The profile goes with its text: the appliance has no files of the host. */
static json_t *request_make(struct session *session, const char *command,
			    const char **why)
{
	const struct options *options = session->options;
	struct bytes text;
	json_t *request;

	if (netoptions_text(session->pool, options, &text, why) < 0)
		return NULL;
	request = json_pack(
		"{s:s, s:s, s:s%, s:s?, s:o, s:o, s:b, s:b, s:b, s:b, s:b, s:b, s:o}",
		"command", command, "profile", options->profile, "profile_text",
		(const char *)text.data, text.len, "root", options->root, "only",
		names(&options->selection.only), "skip", names(&options->selection.skip),
		"dry_run", options->dry_run, "guest_tools", options->guest_tools, "trace",
		options->html != NULL, "degraded", options->degraded, "check_filesystems",
		options->check_filesystems, "repair_filesystems",
		options->repair_filesystems, "key", key_json(&session->key));
	(void)json_object_set_new(request, "template",
				  json_boolean(options->is_template));
	(void)json_object_set_new(request, "keep_blocks",
				  json_boolean(options->in_place));
	(void)json_object_set_new(request, "wish", wish_json(&session->wish));
	(void)json_object_set_new(request, "images",
				  images_json(session->image, session->disks));
	return request;
}

static void request_end(json_t *request)
{
	key_forget_json(json_object_get(request, "key"));
	wish_forget_json(json_object_get(request, "wish"));
	json_decref(request);
}

static void add_vm_times(struct session *session, struct vm *vm)
{
	struct vm_times times = vm_times(vm);

	if (times.lost_in_kvm > 0)
		add_timing(session, "lost in a KVM that does not work",
			   times.lost_in_kvm);
	add_timing(session, "start to hello", times.hello);
	add_timing(session, "start to first rule", times.first_rule);
	add_timing(session, "start to result", times.result);
}

/* Another drydock in the appliance would judge by other rules than this one says. */
static int same_rules(struct session *session, const json_t *hello)
{
	const char *rules = json_string_value(json_object_get(hello, "rules"));

	if (rules && strcmp(rules, DRYDOCK_RULES) == 0)
		return 0;
	return host_fail(&session->error, ENOPKG,
			 "the appliance has the rules %s, this program %s: make it again",
			 rules ? rules : "of nobody", DRYDOCK_RULES);
}

static json_t *layer(const struct session *session, size_t which)
{
	return blockspec_overlay(session->disk[which].overlay,
				 session->disk[which].source->image);
}

/* Nothing is mounted or unlocked for it, and an export is to need little. */
static unsigned memory_for(const struct session *session, const char *command)
{
	enum { DISCARD_MIB = 256 };

	return session->options->memory || strcmp(command, "discard") != 0
		       ? session->options->memory
		       : DISCARD_MIB;
}

static int converse(struct session *session, const char *command, json_t *request)
{
	struct vm_disk disk[OPTIONS_IMAGES];
	struct vm_options vm_options = {
		.disk = disk,
		.disks = session->disks,
		.memory_mib = memory_for(session, command),
		.console = strcmp(command, "shell") == 0 ? VM_CONSOLE_STDIO
							 : VM_CONSOLE_KEPT,
	};
	struct vm_callbacks callbacks = {
		.progress = vm_options.console == VM_CONSOLE_KEPT ? on_progress : NULL,
		.phase = on_phase,
		.report = on_report,
		.arg = session,
	};
	struct vm_result result = { 0 };
	struct vm *vm = NULL;
	int err;

	json_object_set_new(request, "disks", json_integer((json_int_t)vm_options.disks));
	for (size_t i = 0; i < session->disks; i++)
		disk[i] = (struct vm_disk){ .blockdev = layer(session, i),
					    .access = VM_DISK_WRITABLE };
	err = vm_start(session->pool, &vm_options, &vm, &session->error);
	if (err == 0)
		err = vm_converse(vm, request, &callbacks, &result, &session->error);
	if (err == 0)
		err = same_rules(session, vm_hello(vm));
	if (err == 0) {
		add_vm_times(session, vm);
		session->status = result.status;
		session->message = result.message;
	}
	vm_end(vm);
	for (size_t i = 0; i < session->disks; i++)
		json_decref(disk[i].blockdev);
	show_progress_end();
	return err;
}

/* What looks for nothing has nothing to tell. */
static bool reports(const char *command)
{
	return strcmp(command, "shell") != 0 && strcmp(command, "discard") != 0;
}

int session_run(struct session *session, const char *command)
{
	const char *why = "out of memory";
	json_t *request = request_make(session, command, &why);
	int err;

	if (!request)
		return command_fail(STATUS_USAGE, "%s", why);
	err = converse(session, command, request);
	request_end(request);
	if (err < 0)
		return session_said(session, err);
	if (session->status && session->message)
		return command_fail(session->status, "\"%s\": %s",
				    session->options->shown, session->message);
	/* Without one nobody knows what was found: silence is not "fine". */
	if (session->status == 0 && !session->report && reports(command))
		return command_fail(STATUS_FAILED,
				    "\"%s\": the appliance ended without a report",
				    session->options->shown);
	return session->status;
}

static void on_boot(void *arg, enum boot_stage reached, double seconds)
{
	(void)arg;
	(void)seconds;
	show_progress("prove", (double)(reached + 1) / BOOT_STAGES);
}

/*
 * The layers themselves get the serial console: the verdict has been given, and what did
 * not boot is not taken.  An error where the appliance cannot do it (an empty disk).
 */
static int explain(void *arg)
{
	struct session *session = arg;
	const char *why;
	json_t *request = request_make(session, "console", &why);
	int err;

	if (!request)
		return -ENOMEM;
	err = converse(session, "console", request);
	request_end(request);
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
		.explain = explain,
		.progress = on_boot,
		.arg = session,
	};
	int err;

	for (size_t i = 0; i < session->disks; i++) {
		disk[i] = (struct prove_disk){ layer(session, i), session->disk[i].size };
		json_object_set_new(disk[i].spec, "read-only", json_true());
	}
	err = prove(session->pool, &prove_options, result, &session->error);
	for (size_t i = 0; i < session->disks; i++)
		json_decref(disk[i].spec);
	show_progress_end();
	return err < 0 ? session_said(session, err) : 0;
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
			   &progress, &session->error);

	if (err == 0)
		session->made_dir = NULL;
	show_progress_end();
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
