/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The appliance, running in QEMU beside the disks of one job.
 *
 * The one law: it is finished only when it said so.  An exit of QEMU, a silence or
 * garbage before the result is an error, never a result; and QEMU never outlives its vm.
 *
 * It has no network device, and talks by one virtio-serial port (see host/channel.h).
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "host/accel.h"
#include "host/error.h"

enum vm_console {
	VM_CONSOLE_KEPT,  /* the serial line is kept for error reports */
	VM_CONSOLE_STDIO, /* it is the caller's terminal, in raw mode until vm_end() */
};

/* A disk: in the guest virtio-blk, with the serial number disk0, disk1 and so on. */
struct vm_disk {
	json_t *blockdev; /* a BlockdevOptions object; "node-name" is overridden */
	enum { VM_DISK_WRITABLE, VM_DISK_READ_ONLY } access;
};

struct vm_options {
	const struct vm_disk *disk;
	size_t disks;
	unsigned memory_mib; /* 0: 2048 */
	unsigned cpus;       /* 0: those of the host, 4 at most */
	enum vm_console console;
	const char *append; /* further words of the kernel command line, or NULL */
};

/* What the agent says, as it says it; each may be NULL.  The objects are borrowed. */
struct vm_callbacks {
	void (*progress)(void *arg, const char *stage, double done);
	void (*phase)(void *arg, const char *name, double seconds);
	void (*report)(void *arg, const json_t *report);
	void *arg;
};

/* Seconds from the start of QEMU (the one that said hello); 0: not reached. */
struct vm_times {
	double lost_in_kvm; /* spent before that in a KVM that does not work */
	double hello;
	double first_rule;
	double result;
};

struct vm_result {
	int status;          /* the agent's exit status */
	const char *message; /* its error, or NULL; of the pool given to vm_start() */
};

struct vm;

/*
 * Start the appliance; it runs when this returns, but has not said hello.  POOL and what
 * OPTIONS points to must outlive the vm.  0, or -errno with ERROR said.
 */
int vm_start(struct pool *pool, const struct vm_options *options, struct vm **started,
	     struct host_error *error);

/*
 * Wait for hello (falling back from KVM to TCG), send REQUEST, hand on what the agent
 * says, and wait until it has finished and QEMU is gone.  Once per vm.
 *
 * 0 with RESULT set when the agent finished, whatever its status; -ETIMEDOUT when it
 * hangs, -EPIPE when it died, -EPROTO when it talks nonsense, all with ERROR said, the
 * last lines of its console included.
 */
int vm_converse(struct vm *vm, const json_t *request,
		const struct vm_callbacks *callbacks, struct vm_result *result,
		struct host_error *error);

/*
 * The accelerator for other machines than the appliance: where KVM is only a guess, an
 * appliance without disks is started in it, at most for some seconds.
 */
enum accel vm_try_accel(struct pool *pool);

/* What the agent said in its hello ("version", "rules"); NULL before. */
const json_t *vm_hello(const struct vm *vm);

struct vm_times vm_times(const struct vm *vm);
enum accel vm_accel(const struct vm *vm);

/* The last lines of the console, in the pool of the vm. */
const char *vm_last_lines(struct vm *vm);

/* Kill what still runs and give the terminal back.  NULL is allowed. */
void vm_end(struct vm *vm);
