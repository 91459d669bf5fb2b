/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ask a forwarded port again and again until an SSH server says who it is.
 *
 * The one law: a connection that is accepted proves nothing, QEMU's network accepts by
 * itself; only the line "SSH-..." does (RFC 4253, 4.2; other lines may stand before it).
 */
#pragma once

#include <stddef.h>

struct sshprobe {
	unsigned port; /* on 127.0.0.1; 0: not known yet */
	int fd;        /* -1: not connected */
	double since;  /* when the last try began */
	char said[1024];
	size_t len;
	char banner[256]; /* "SSH-2.0-..."; "" until it was read */
};

void sshprobe_init(struct sshprobe *probe);

/* Go on at the time NOW, in seconds of any clock; never waits. */
void sshprobe_step(struct sshprobe *probe, double now);

void sshprobe_end(struct sshprobe *probe);
