/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/vm-state.h"

static int add_disks(struct vm *vm, struct host_error *error)
{
	for (size_t i = 0; i < vm->options->disks; i++) {
		const struct vm_disk *disk = &vm->options->disk[i];
		char *node = pool_printf(vm->pool, "disk%zu", i);
		json_t *spec = json_copy(disk->blockdev);
		char *text;

		json_object_set_new(spec, "node-name", json_string(node));
		json_object_set_new(spec, "read-only",
				    json_boolean(disk->access == VM_DISK_READ_ONLY));
		if (disk->access == VM_DISK_WRITABLE)
			json_object_set_new(spec, "discard", json_string("unmap"));
		text = json_dumps(spec, JSON_COMPACT);
		json_decref(spec);
		if (!text)
			return host_fail(error, EINVAL, "no description of %s", node);
		qemu_arg(&vm->qemu, "-blockdev", "%s", text);
		free(text);
		qemu_arg(&vm->qemu, "-device",
			 "virtio-blk-pci,drive=%s,serial=%s,werror=report", node, node);
	}
	return 0;
}

/* One under TCG: a second one costs a third of a second at the start and gains nothing.
 */
static unsigned cpus_of(const struct vm *vm)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	if (vm->options->cpus)
		return vm->options->cpus;
	if (vm->accel.accel == ACCEL_TCG)
		return 1;
	return online < 1 ? 1 : online > 4 ? 4 : (unsigned)online;
}

/*
 * On a starved host the kernel's look at its timer fails under TCG, and panics; measuring
 * the APIC timer and patching locks for one processor cost 0.4 s of a start of 1.5 s.
 */
static const char for_tcg[] = " no_timer_check nolapic_timer noreplace-smp";

static void add_kernel(struct vm *vm)
{
	const struct vm_options *options = vm->options;

	qemu_arg(&vm->qemu, "-m", "%u", options->memory_mib ? options->memory_mib : 2048);
	qemu_arg(&vm->qemu, "-smp", "%u", cpus_of(vm));
	qemu_arg(&vm->qemu, "-no-reboot", NULL);
	qemu_arg(&vm->qemu, "-kernel", "%s", vm->appliance.kernel);
	qemu_arg(&vm->qemu, "-initrd", "%s", vm->appliance.initramfs);
	qemu_arg(&vm->qemu, "-append",
		 "console=ttyS0 quiet panic=-1 mitigations=off%s%s%s",
		 vm->accel.accel == ACCEL_TCG && cpus_of(vm) == 1 ? for_tcg : "",
		 options->append ? " " : "", options->append ? options->append : "");
}

static int add_lines(struct vm *vm, struct host_error *error)
{
	int err;

	vm->serial_fd = -1;
	if (vm->options->console == VM_CONSOLE_STDIO) {
		vm->qemu.console = QEMU_ON_TERMINAL;
		qemu_arg(&vm->qemu, "-chardev", "stdio,id=serial,signal=off");
	} else {
		err = qemu_line(&vm->qemu, "serial", &vm->serial_fd, error);
		if (err)
			return err;
	}
	qemu_arg(&vm->qemu, "-serial", "chardev:serial");
	err = qemu_line(&vm->qemu, "agent", &vm->channel_fd, error);
	if (err)
		return err;
	qemu_arg(&vm->qemu, "-device", "virtio-serial-pci");
	qemu_arg(&vm->qemu, "-device", "virtserialport,chardev=agent,name=" CHANNEL_PORT);
	vm->channel = channel_open_fd(vm->channel_fd);
	return 0;
}

int vm_launch(struct vm *vm, struct host_error *error)
{
	int err;

	memset(&vm->console, 0, sizeof(vm->console));
	/* Without the controllers of disks that are not there, which the kernel would
	 * probe. */
	qemu_init(&vm->qemu, vm->pool, "q35,sata=off,smbus=off", vm->accel.accel);
	add_kernel(vm);
	err = add_lines(vm, error);
	if (!err)
		err = add_disks(vm, error);
	if (!err)
		err = qemu_spawn(&vm->qemu, error);
	return err;
}

void vm_stop(struct vm *vm)
{
	channel_close(vm->channel);
	vm->channel = NULL;
	qemu_end(&vm->qemu);
}

int vm_start(struct pool *pool, const struct vm_options *options, struct vm **started,
	     struct host_error *error)
{
	struct vm *vm = pool_alloc(pool, sizeof(*vm));
	int err;

	vm->pool = pool;
	vm->options = options;
	err = appliance_find(pool, &vm->appliance, error);
	if (err)
		return err;
	if (options->console == VM_CONSOLE_STDIO &&
	    tcgetattr(STDIN_FILENO, &vm->saved) == 0)
		vm->terminal = TERMINAL_SAVED;
	vm->accel = accel_choose(pool);
	err = vm_launch(vm, error);
	if (err) {
		vm_end(vm);
		return err;
	}
	*started = vm;
	return 0;
}

void vm_end(struct vm *vm)
{
	if (!vm)
		return;
	vm_stop(vm);
	json_decref(vm->hello);
	vm->hello = NULL;
	if (vm->terminal == TERMINAL_SAVED)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &vm->saved);
	vm->terminal = TERMINAL_NONE;
}

void vm_drain(struct vm *vm)
{
	unsigned char text[4096];
	ssize_t n;

	while (vm->serial_fd >= 0) {
		n = read(vm->serial_fd, text, sizeof(text));
		if (n <= 0)
			return;
		console_add(&vm->console, (struct bytes){ text, (size_t)n });
	}
}

const json_t *vm_hello(const struct vm *vm)
{
	return vm->hello;
}

struct vm_times vm_times(const struct vm *vm)
{
	return vm->times;
}

enum accel vm_accel(const struct vm *vm)
{
	return vm->accel.accel;
}

const char *vm_last_lines(struct vm *vm)
{
	struct strs lines;

	vm_drain(vm);
	lines = console_last(&vm->console, vm->pool, 20);
	return strs_join(&lines, "\n");
}
