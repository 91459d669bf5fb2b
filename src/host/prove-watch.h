/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watch a machine boot: its serial line, the port of its firmware, its screen, its wire
 * and its SSH port, until the boot is decided.
 *
 * The one law: whatever a guest prints, sends or shows is only taken in and bounded; it
 * never steers anything but the verdict.
 */
#pragma once

#include "host/console.h"
#include "host/dhcp.h"
#include "host/ppm.h"
#include "host/prove-boot.h"
#include "host/prove-machine.h"
#include "host/qmp.h"
#include "host/sshprobe.h"

struct watch {
	struct pool *pool;
	const struct prove_options *options;
	struct machine *machine;
	struct qmp qmp;
	struct boot boot;
	struct console serial, firmware;
	struct dhcp_watch wire;
	struct sshprobe ssh;
	int wire_fd;
	off_t wire_at;
	json_int_t moved; /* bytes between the guest and its disk */
	double looked;    /* when at the screen, last */
	double waited;    /* seconds that the guest had no processor; not in its time */
	struct pool *screen_pool;
	struct strs screen;        /* its rows of text; none in a graphics mode */
	struct pool *picture_pool; /* of the picture below */
	struct ppm picture;        /* the last one; zero: none */
};

/*
 * Start the machine, watch it until *VERDICT is decided, and take a last look at its
 * screen.  0, or -errno with ERROR said where QEMU did not start.
 */
int watch_boot(struct watch *watch, enum prove_verdict *verdict,
	       struct host_error *error);

/* Give back what the watch holds besides its pool. */
void watch_end(struct watch *watch);
