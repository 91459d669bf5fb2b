/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock agent": the tool inside the appliance.  Takes one request over the channel,
 * says what it does, and ends; init powers the machine off.  See host/channel.h for the
 * protocol.
 */
#include "app/command.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/images.h"
#include "app/job.h"
#include "app/key.h"
#include "app/wish.h"
#include "base/clock.h"
#include "disk/machine.h"
#include "host/channel.h"
#include "report/clean.h"
#include "version.h"

enum {
	HEARTBEAT_SECONDS = 3,
	/* The heartbeat beats even while a rule is caught in a hostile file: end that. */
	LIFE_SECONDS = 3600,
	DISKS_MS = 15000,
};

struct agent {
	struct channel *channel;
	pthread_mutex_t lock; /* one line at a time on the channel */
	const char *stage;
	double done;
	double phase_start; /* clock_now() */
	json_t *request;
	struct key key;
	struct wish wish;
	struct job job;
};

static void say(struct agent *agent, json_t *message)
{
	pthread_mutex_lock(&agent->lock);
	(void)channel_send(agent->channel, message);
	pthread_mutex_unlock(&agent->lock);
	json_decref(message);
}

static void say_progress(struct agent *agent)
{
	say(agent, json_pack("{s:s, s:s, s:f}", "event", "progress", "stage",
			     agent->stage, "done", agent->done));
}

static void *heartbeat(void *arg)
{
	for (;;) {
		sleep(HEARTBEAT_SECONDS);
		say_progress(arg);
	}
	return NULL;
}

/* The stage before ends, NAME begins. */
static void enter(void *arg, const char *name, double done)
{
	struct agent *agent = arg;

	say(agent, json_pack("{s:s, s:s, s:f}", "event", "phase", "name", agent->stage,
			     "seconds", clock_now() - agent->phase_start));
	agent->phase_start = clock_now();
	agent->stage = name;
	agent->done = done;
	say_progress(agent);
}

static const char *request_text(struct agent *agent, const char *name)
{
	return json_string_value(json_object_get(agent->request, name));
}

static bool request_flag(struct agent *agent, const char *name)
{
	return json_is_true(json_object_get(agent->request, name));
}

static struct strs request_list(struct agent *agent, const char *name)
{
	struct strs list = { .pool = agent->job.patient.pool };
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(agent->request, name), i,
			   item) if (json_is_string(item))
		strs_add(&list, json_string_value(item));
	return list;
}

/* It stays in this machine's memory, which ends with the run. */
static void take_key(struct agent *agent)
{
	json_t *value = json_object_get(agent->request, "key");

	agent->key = key_of_json(value);
	agent->job.patient.key = (struct stack_key){ agent->key.data, agent->key.len };
	key_forget_json(value);
}

static int take_wish(struct agent *agent)
{
	json_t *value = json_object_get(agent->request, "wish");
	struct patient *patient = &agent->job.patient;
	int err = wish_of_json(patient->pool, value, &agent->wish);

	wish_forget_json(value);
	patient->request = &agent->wish.request;
	return err;
}

/* The host said how many disks it gives: fewer would be another patient. */
static int await_disks(struct agent *agent)
{
	struct patient *patient = &agent->job.patient;
	json_int_t wanted = json_integer_value(json_object_get(agent->request, "disks"));
	size_t here = wanted > 0 ? machine_settle((size_t)wanted, DISKS_MS) : 0;

	if (wanted <= 0 || here >= (size_t)wanted)
		return 0;
	patient->why = pool_printf(patient->pool, "of %d disks only %zu came",
				   (int)wanted, here);
	return 4;
}

static int take_request(struct agent *agent)
{
	struct patient *patient = &agent->job.patient;
	const char *text = request_text(agent, "profile_text");
	const char *name = request_text(agent, "profile"), *unknown;
	struct profile *profile;

	if (!text || !name || !request_text(agent, "command")) {
		patient->why = "the request lacks a command or a profile";
		return 4;
	}
	if (profile_parse(patient->pool, name, bytes_of(text), &profile, &patient->why) <
	    0)
		return 2;
	patient->profile = profile;
	patient->wanted_root = request_text(agent, "root");
	agent->job.selection.only = request_list(agent, "only");
	agent->job.selection.skip = request_list(agent, "skip");
	agent->job.dry_run = request_flag(agent, "dry_run");
	agent->job.guest_tools = request_flag(agent, "guest_tools");
	agent->job.degraded = request_flag(agent, "degraded");
	patient->image =
		images_of_json(patient->pool, json_object_get(agent->request, "images"),
			       &patient->images);
	take_key(agent);
	if (take_wish(agent) < 0) {
		patient->why = "the request asks for what cannot be set";
		return 4;
	}
	agent->job.trace = request_flag(agent, "trace");
	agent->job.command = request_text(agent, "command");
	patient->check_filesystems = request_flag(agent, "check_filesystems");
	patient->repair_filesystems = request_flag(agent, "repair_filesystems");
	patient->is_template = request_flag(agent, "template");
	patient->keep_blocks = request_flag(agent, "keep_blocks");
	agent->job.is_output = !patient->keep_blocks;
	patient->selection = &agent->job.selection;
	unknown = selection_unknown(&agent->job.selection);
	if (unknown) {
		patient->why = pool_printf(patient->pool,
					   "the appliance has no rule \"%s\"", unknown);
		return 4;
	}
	return 0;
}

static void send_report(void *arg, json_t *report)
{
	say(arg, json_pack("{s:s, s:o}", "event", "report", "report", report));
}

static int do_check(struct agent *agent)
{
	return job_check(&agent->job);
}

static int do_fix(struct agent *agent)
{
	return job_fix(&agent->job);
}

/* A shell of the appliance on the serial line, with the system mounted. */
static int do_shell(struct agent *agent)
{
	static const char *const argv[] = { "setsid", "-c", "sh", "-l", NULL };
	struct patient *patient = &agent->job.patient;
	int status = patient_open(patient, MOUNT_WRITABLE), wait_status;
	pid_t child;

	if (status)
		return status;
	(void)alarm(0);
	enter(agent, "shell", 0);
	child = fork();
	if (child == 0) {
		int fd = open("/dev/ttyS0", O_RDWR);

		for (int to = 0; fd >= 0 && to <= 2; to++)
			dup2(fd, to);
		if (chdir("/run/drydock/root") == 0)
			execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	while (child > 0 && waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
		;
	if (patient_close(patient) == 0)
		return 0;
	patient->why = "the system cannot be unmounted: something still uses it";
	return 4;
}

/* For a proof that failed in silence: the kernel's messages on the serial line. */
static int do_console(struct agent *agent)
{
	struct patient *patient = &agent->job.patient;
	int status = patient_open(patient, MOUNT_WRITABLE);

	if (status == 0)
		status = patient_add_console(patient);
	if (status == 0 && patient_close(patient) < 0)
		status = 4;
	return status;
}

/* Before a disk is written as it is: what nothing uses need not be. */
static int do_discard(struct agent *agent)
{
	return patient_discard(&agent->job.patient);
}

static const struct {
	const char *name;
	int (*run)(struct agent *);
} actions[] = {
	{ "console", do_console }, { "check", do_check }, { "trace", do_check },
	{ "fix", do_fix },         { "shell", do_shell }, { "discard", do_discard },
};

static int act(struct agent *agent)
{
	const char *command = request_text(agent, "command");
	int status = take_request(agent);

	if (status == 0)
		status = await_disks(agent);
	if (status)
		return status;
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(actions[i].name, command) == 0)
			return actions[i].run(agent);
	agent->job.patient.why = "unknown command";
	return 4;
}

static int converse(struct agent *agent)
{
	pthread_t thread;
	const char *why;
	int status = 4;

	say(agent, json_pack("{s:s, s:s, s:s}", "event", "hello", "version",
			     DRYDOCK_VERSION, "rules", DRYDOCK_RULES));
	if (channel_receive(agent->channel, 60000, &agent->request) != CHANNEL_MESSAGE)
		return status;
	agent->stage = "inspect";
	agent->phase_start = clock_now();
	if (pthread_create(&thread, NULL, heartbeat, agent) == 0)
		pthread_detach(thread);
	status = act(agent);
	why = agent->job.patient.why;
	enter(agent, "done", 1);
	/* It may hold names of the disk, and ends on a terminal. */
	if (why)
		why = clean_str(agent->job.patient.pool, bytes_of(why), CLEAN_LINE);
	say(agent, json_pack("{s:s, s:i, s:s?}", "event", "result", "status", status,
			     "error", why));
	return status;
}

static int agent_main(struct pool *pool, int argc, char **argv)
{
	static struct agent agent = { .lock = PTHREAD_MUTEX_INITIALIZER };
	int fd = open("/dev/virtio-ports/" CHANNEL_PORT, O_RDWR | O_CLOEXEC), status;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return command_fail(4,
				    "no port \"%s\": this command runs in the appliance",
				    CHANNEL_PORT);
	(void)mkdir("/run/drydock", 0700);
	key_wipe_json();
	agent.job = (struct job){
		.patient.pool = pool,
		.enter = enter,
		.report = send_report,
		.arg = &agent,
	};
	agent.channel = channel_open_fd(fd);
	status = converse(&agent);
	key_forget(&agent.key);
	wish_forget(&agent.wish);
	/* The heartbeat still runs: leave without taking anything from under it. */
	sync();
	_exit(status);
}

const struct command command_agent = {
	.name = "agent",
	.run = agent_main,
};
