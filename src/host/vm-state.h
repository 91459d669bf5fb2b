/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What vm.c (start and end) and vm-converse.c (the conversation) both know of a vm.
 *
 * The one law: nobody else includes this.
 */
#pragma once

#include <termios.h>

#include "host/appliance.h"
#include "host/channel.h"
#include "host/console.h"
#include "host/qemu.h"
#include "host/vm.h"

struct vm {
	struct pool *pool;
	const struct vm_options *options;
	struct appliance appliance;
	struct accel_choice accel;
	struct qemu qemu;
	struct channel *channel;
	int channel_fd, serial_fd;
	struct console console;
	struct vm_times times;
	json_t *hello;
	const char *error;
	int status;
	enum { VM_WAITS, VM_FINISHED } state;
	enum { TERMINAL_NONE, TERMINAL_SAVED } terminal;
	struct termios saved;
};

/* Start QEMU with the accelerator of VM->accel. */
int vm_launch(struct vm *vm, struct host_error *error);

/* End QEMU and close the channel. */
void vm_stop(struct vm *vm);

/* Take in what the console printed. */
void vm_drain(struct vm *vm);
