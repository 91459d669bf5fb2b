/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/session.h"

#include <errno.h>
#include <string.h>

#include "app/command.h"
#include "app/show.h"
#include "host/blockspec.h"
#include "host/status.h"
#include "version.h"

static void show_stage(void *arg, const char *stage, double done)
{
	(void)arg;
	show_progress(stage, done);
}

static const struct progress progress = { .report = show_stage };

static int said(struct session *session, int err)
{
	show_progress_end();
	return command_fail((int)host_status(err), "%s", session->error.text);
}

static int open_workdir(struct session *session)
{
	const struct options *options = session->options;
	int err;

	if (!options->output || options->dry_run)
		return workdir_open_temporary(session->pool, &session->work,
					      &session->error);
	err = output_plan(session->pool, options->output, options->format,
			  options->force ? REPLACE_FILE : REPLACE_NEVER, &session->output,
			  &session->error);
	if (err < 0)
		return err;
	return workdir_open_beside(session->pool, session->output.dir,
				   session->output.name, &session->work, &session->error);
}

int session_begin(struct session *session, struct pool *pool,
		  const struct options *options)
{
	struct source_request request = {
		.path = options->image,
		.input_format = options->input_format,
		.member = options->member,
		.trust = options->trust ? TRUST_ALL : TRUST_DIRECTORY,
		.progress = &progress,
	};
	const char *why;
	int err;

	*session = (struct session){ .pool = pool, .options = options };
	session->timings = json_array();
	if ((options->key_file || options->passphrase) &&
	    key_read(pool, options->key_file, &session->key, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	err = open_workdir(session);
	if (err == 0)
		err = source_open(pool, &request, session->work, &session->source,
				  &session->error);
	if (err == 0 && options->output && !options->dry_run)
		err = output_check_source(&session->output, session->source,
					  &session->error);
	if (err == 0)
		err = overlay_create(pool, session->work, session->source,
				     &session->overlay, &session->error);
	return err < 0 ? said(session, err) : 0;
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

	if (profile_text_of(session->pool, options->profile, &text, why) < 0)
		return NULL;
	return json_pack("{s:s, s:s, s:s%, s:s?, s:o, s:o, s:b, s:b, s:b, s:b, s:o}",
			 "command", command, "profile", options->profile, "profile_text",
			 (const char *)text.data, text.len, "root", options->root, "only",
			 names(&options->selection.only), "skip",
			 names(&options->selection.skip), "dry_run", options->dry_run,
			 "guest_tools", options->guest_tools, "trace",
			 options->html != NULL, "degraded", options->degraded, "key",
			 key_json(&session->key));
}

static void request_end(json_t *request)
{
	key_forget_json(json_object_get(request, "key"));
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

static int converse(struct session *session, const char *command, json_t *request,
		    json_t *blockdev)
{
	struct vm_disk disk = { .blockdev = blockdev, .access = VM_DISK_WRITABLE };
	struct vm_options vm_options = {
		.disk = &disk,
		.disks = 1,
		.memory_mib = session->options->memory,
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
	show_progress_end();
	return err;
}

int session_run(struct session *session, const char *command)
{
	const char *why = "out of memory";
	json_t *request = request_make(session, command, &why);
	json_t *blockdev;
	int err;

	if (!request)
		return command_fail(STATUS_USAGE, "%s", why);
	blockdev = blockspec_overlay(session->overlay, session->source->image);
	err = converse(session, command, request, blockdev);
	json_decref(blockdev);
	request_end(request);
	if (err < 0)
		return said(session, err);
	if (session->status && session->message)
		return command_fail(session->status, "\"%s\": %s",
				    session->options->image, session->message);
	/* Without one nobody knows what was found: silence is not "fine". */
	if (session->status == 0 && !session->report && strcmp(command, "shell") != 0)
		return command_fail(STATUS_FAILED,
				    "\"%s\": the appliance ended without a report",
				    session->options->image);
	return session->status;
}

static void on_boot(void *arg, enum boot_stage reached, double seconds)
{
	(void)arg;
	(void)seconds;
	show_progress("prove", (double)(reached + 1) / BOOT_STAGES);
}

/*
 * The layer itself gets the serial console: the verdict has been given, and what did not
 * boot is not taken.  NULL where the appliance cannot do it (an empty disk).
 */
static json_t *explain(void *arg, struct pool *pool, struct host_error *error)
{
	struct session *session = arg;
	const char *why = "no memory";
	json_t *request = request_make(session, "console", &why), *blockdev;
	int err;

	(void)pool;
	(void)error;
	if (!request)
		return NULL;
	blockdev = blockspec_overlay(session->overlay, session->source->image);
	err = converse(session, "console", request, blockdev);
	request_end(request);
	if (err == 0 && session->status == 0) {
		json_object_set_new(blockdev, "read-only", json_true());
		return blockdev;
	}
	json_decref(blockdev);
	return NULL;
}

int session_prove(struct session *session, struct prove_result *result)
{
	const struct options *options = session->options;
	json_t *disk = blockspec_overlay(session->overlay, session->source->image);
	struct prove_options prove_options = {
		.disk = disk,
		.size = session->source->size,
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

	json_object_set_new(disk, "read-only", json_true());
	err = prove(session->pool, &prove_options, result, &session->error);
	json_decref(disk);
	show_progress_end();
	return err < 0 ? said(session, err) : 0;
}

int session_take(struct session *session)
{
	int err = output_write(session->pool, &session->output, session->work,
			       session->source, session->overlay, &progress,
			       &session->error);

	show_progress_end();
	return err < 0 ? said(session, err) : 0;
}

void session_end(struct session *session)
{
	if (session->source)
		source_close(session->source);
	workdir_close(session->work);
	key_forget(&session->key);
	json_decref(session->report);
	json_decref(session->timings);
}
