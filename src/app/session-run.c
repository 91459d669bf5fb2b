/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the appliance is asked for, and what it answers. */
#include "app/session-internal.h"

#include <errno.h>
#include <string.h>

#include "app/command.h"
#include "app/images.h"
#include "app/netoptions.h"
#include "app/show.h"
#include "version.h"

static void on_progress(void *arg, const char *stage, double done)
{
	(void)arg;
	show_progress(stage, done);
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
		disk[i] =
			(struct vm_disk){ .blockdev = output_disk_spec(&session->disk[i]),
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

int session_ask(struct session *session, const char *command)
{
	const char *why = "out of memory";
	json_t *request = request_make(session, command, &why);
	int err;

	if (!request)
		return host_fail(&session->error, EINVAL, "%s", why);
	err = converse(session, command, request);
	request_end(request);
	return err;
}

/* What looks for nothing has nothing to tell. */
static bool reports(const char *command)
{
	return strcmp(command, "shell") != 0 && strcmp(command, "discard") != 0;
}

int session_run(struct session *session, const char *command)
{
	int err = session_ask(session, command);

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
