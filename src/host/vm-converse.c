/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "host/vm-state.h"

/* Seconds.  A working KVM says hello in about one, TCG on a busy machine in ten. */
static const double hello_in_kvm = 5;
static const double hello_in_tcg = 60;
static const double silence_limit = 30;
static const double power_off_limit = 15;

static double age(const struct vm *vm)
{
	return clock_now() - vm->qemu.started;
}

/*
 * The next message of the agent, while the console is read as well: QEMU stands still
 * when nobody takes what it prints.
 */
static enum channel_result receive(struct vm *vm, double seconds, json_t **message)
{
	double deadline = clock_now() + seconds;

	for (;;) {
		struct pollfd ready[] = {
			{ .fd = vm->channel_fd, .events = POLLIN },
			{ .fd = vm->serial_fd, .events = POLLIN },
			{ .fd = vm->qemu.errors, .events = POLLIN },
		};
		enum channel_result got = channel_receive(vm->channel, 0, message);
		double left = deadline - clock_now();

		if (got != CHANNEL_TIMEOUT || left <= 0)
			return got;
		(void)poll(ready, 3, (int)(left * 1e3) + 1);
		vm_drain(vm);
		/* Its pipe would poll readable for ever; the channel says it is closed.
		 */
		if (ready[2].revents && qemu_listen(&vm->qemu))
			return channel_receive(vm->channel, 0, message);
	}
}

static const char *member(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static bool is_event(const json_t *message, const char *name)
{
	const char *event = member(message, "event");

	return event && strcmp(event, name) == 0;
}

/* The line that says most: that of a panic, else the last one. */
static const char *telling_line(struct vm *vm)
{
	struct strs lines = console_last(&vm->console, vm->pool, CONSOLE_LINES);

	for (size_t i = 0; i < lines.count; i++)
		if (strstr(lines.item[i], "Kernel panic") ||
		    strstr(lines.item[i], "Out of memory"))
			return lines.item[i];
	return lines.count ? lines.item[lines.count - 1] : NULL;
}

static int explain_death(struct vm *vm, struct host_error *error)
{
	const char *complaint, *line;

	/* The channel may close a moment before QEMU is gone. */
	(void)qemu_wait(&vm->qemu, 2000);
	vm_drain(vm);
	complaint = qemu_complaint(&vm->qemu);
	line = telling_line(vm);
	if (complaint[0])
		return host_fail(error, EPIPE, "the appliance died: %s", complaint);
	if (line)
		return host_fail(error, EPIPE,
				 "the appliance died; the last on its console: \"%s\"",
				 line);
	return host_fail(error, EPIPE, "the appliance died (QEMU ended with status 0x%x)",
			 (unsigned)vm->qemu.status);
}

static int explain_hang(struct vm *vm, const char *what, struct host_error *error)
{
	const char *line = telling_line(vm);

	return host_fail(error, ETIMEDOUT,
			 "the appliance hangs: %s (%s); the last on its console: \"%s\"",
			 what, accel_name(vm->accel.accel), line ? line : "");
}

static int explain(struct vm *vm, enum channel_result got, const char *silence,
		   struct host_error *error)
{
	if (got == CHANNEL_TIMEOUT)
		return explain_hang(vm, silence, error);
	if (got == CHANNEL_CLOSED || qemu_listen(&vm->qemu))
		return explain_death(vm, error);
	return host_fail(error, EPROTO, "the appliance talks nonsense on its channel");
}

static int await_hello(struct vm *vm, struct host_error *error)
{
	double limit = vm->accel.accel == ACCEL_KVM ? hello_in_kvm : hello_in_tcg;
	json_t *message = NULL;
	enum channel_result got = receive(vm, limit, &message);

	if (got != CHANNEL_MESSAGE)
		return explain(vm, got, "no word from its agent", error);
	if (!is_event(message, "hello")) {
		json_decref(message);
		return host_fail(error, EPROTO, "the appliance does not say hello");
	}
	vm->times.hello = age(vm);
	vm->hello = message;
	return 0;
}

/*
 * KVM was a guess, and ERR is what came of it.  When it gave nothing: once more in TCG,
 * and when that speaks, KVM was to blame.
 */
static int settle_accel(struct vm *vm, int err, struct host_error *error)
{
	if (!err) {
		accel_remember(vm->pool, ACCEL_KVM);
		return 0;
	}
	vm->times.lost_in_kvm = age(vm);
	vm_stop(vm);
	vm->accel.accel = ACCEL_TCG;
	err = vm_launch(vm, error);
	if (!err)
		err = await_hello(vm, error);
	if (!err)
		accel_remember(vm->pool, ACCEL_TCG);
	return err;
}

static void hand_on(struct vm *vm, const json_t *message,
		    const struct vm_callbacks *callbacks)
{
	const char *stage = member(message, "stage");
	const char *name = member(message, "name");

	if (is_event(message, "progress") && stage && callbacks->progress)
		callbacks->progress(callbacks->arg, stage,
				    json_number_value(json_object_get(message, "done")));
	if (is_event(message, "report") && callbacks->report)
		callbacks->report(callbacks->arg, message);
	if (!is_event(message, "phase") || !name)
		return;
	if (strcmp(name, CHANNEL_FIRST_RULE) == 0)
		vm->times.first_rule = age(vm);
	if (callbacks->phase)
		callbacks->phase(callbacks->arg, name,
				 json_number_value(json_object_get(message, "seconds")));
}

static int take_result(struct vm *vm, const json_t *message, struct host_error *error)
{
	const json_t *status = json_object_get(message, "status");

	if (!json_is_integer(status))
		return host_fail(error, EPROTO, "the appliance gives no status");
	vm->times.result = age(vm);
	vm->status = (int)json_integer_value(status);
	vm->error = pool_strdup(vm->pool, member(message, "error"));
	vm->state = VM_FINISHED;
	return 0;
}

/*
 * The shell is the user's: it may be silent for hours.  Otherwise the agent says
 * something every few seconds.
 */
static double patience(const struct vm *vm)
{
	return vm->options->console == VM_CONSOLE_STDIO ? 1e6 : silence_limit;
}

static int listen_to_end(struct vm *vm, const struct vm_callbacks *callbacks,
			 struct host_error *error)
{
	while (vm->state == VM_WAITS) {
		json_t *message = NULL;
		enum channel_result got = receive(vm, patience(vm), &message);
		int err = 0;

		if (got != CHANNEL_MESSAGE)
			return explain(vm, got, "no sign of life for 30 seconds", error);
		if (is_event(message, "result"))
			err = take_result(vm, message, error);
		else
			hand_on(vm, message, callbacks);
		json_decref(message);
		if (err)
			return err;
	}
	return 0;
}

/* QEMU flushes its disks as it ends, so a result counts only when it is gone. */
static int await_power_off(struct vm *vm, struct host_error *error)
{
	double end = clock_now() + power_off_limit;

	while (clock_now() < end) {
		vm_drain(vm);
		/* Killed or crashed: what it had not written to the layer is gone. */
		if (qemu_wait(&vm->qemu, 50))
			return vm->qemu.status ? explain_death(vm, error) : 0;
	}
	qemu_terminate(&vm->qemu);
	if (qemu_wait(&vm->qemu, 10000))
		return 0;
	return explain_hang(vm, "it does not power off", error);
}

int vm_converse(struct vm *vm, const json_t *request,
		const struct vm_callbacks *callbacks, struct vm_result *result,
		struct host_error *error)
{
	static const struct vm_callbacks nobody = { 0 };
	int err = await_hello(vm, error);

	if (vm->accel.by == ACCEL_GUESSED)
		err = settle_accel(vm, err, error);
	if (err)
		return err;
	if (channel_send(vm->channel, request))
		return explain_death(vm, error);
	err = listen_to_end(vm, callbacks ? callbacks : &nobody, error);
	if (!err)
		err = await_power_off(vm, error);
	if (!err)
		*result = (struct vm_result){ vm->status, vm->error };
	return err;
}

enum accel vm_try_accel(struct pool *pool)
{
	static const struct vm_options options = { .memory_mib = 512, .cpus = 1 };
	struct accel_choice choice = accel_choose(pool);
	struct vm *vm;

	if (choice.by != ACCEL_GUESSED)
		return choice.accel;
	if (vm_start(pool, &options, &vm, NULL))
		return ACCEL_TCG;
	choice.accel = await_hello(vm, NULL) ? ACCEL_TCG : ACCEL_KVM;
	vm_end(vm);
	accel_remember(pool, choice.accel);
	return choice.accel;
}
