/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine a disk is proven in: its command line, its throw-away overlays.
 *
 * The one law: nothing in it can start from the network, reach the network, or keep
 * anything: no option ROM on the NIC, "restrict" on its network, blank NVRAM, and one
 * directory that is removed at the end.
 */
#pragma once

#include <stdint.h>

#include "host/prove.h"
#include "host/qemu.h"

/* The ring that keeps what the firmware printed, for QMP's "ringbuf-read". */
#define MACHINE_FIRMWARE "firmware"
enum { MACHINE_FIRMWARE_KEPT = 64 << 10 }; /* bytes */

struct machine {
	struct pool *pool;
	struct qemu qemu;
	const char *dir; /* of this boot alone, below prove_options.work */
	const char *nvram, *wire, *picture;
	size_t overlays; /* that were made */
	uint8_t mac[6];
	int serial_fd, qmp_fd;
};

/* Make the overlays and the command line.  0, or -errno with ERROR said. */
int machine_prepare(struct machine *machine, struct pool *pool,
		    const struct prove_options *options, enum accel accel,
		    struct host_error *error);

/* The port on 127.0.0.1 that leads to the guest's 22, from "info usernet"; 0: none. */
unsigned machine_port(const char *usernet);

/* Kill QEMU and remove the files. */
void machine_end(struct machine *machine);
