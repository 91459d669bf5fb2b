/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/sshprobe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Seconds: a new try after a refusal; giving up a try that gets no word (TCG is slow). */
static const double between = 1;
static const double longest = 20;

void sshprobe_init(struct sshprobe *probe)
{
	*probe = (struct sshprobe){ .fd = -1 };
}

static void hang_up(struct sshprobe *probe)
{
	if (probe->fd >= 0)
		close(probe->fd);
	probe->fd = -1;
	probe->len = 0;
}

static void dial(struct sshprobe *probe)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)probe->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	probe->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (probe->fd < 0)
		return;
	if (connect(probe->fd, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EINPROGRESS)
		hang_up(probe);
}

/* Look for a complete line that begins with "SSH-" in what was said. */
static void find_banner(struct sshprobe *probe)
{
	char *line = probe->said;

	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		if (strncmp(line, "SSH-", 4) != 0)
			continue;
		*end = 0;
		for (char *c = line; *c; c++)
			if (*c < 0x20 || *c >= 0x7f)
				*c = *c == '\r' ? 0 : '?';
		(void)snprintf(probe->banner, sizeof(probe->banner), "%.255s", line);
		return;
	}
}

static void hear(struct sshprobe *probe)
{
	size_t room = sizeof(probe->said) - 1 - probe->len;
	ssize_t n = recv(probe->fd, probe->said + probe->len, room, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN))
		return;
	if (n <= 0) {
		hang_up(probe);
		return;
	}
	probe->len += (size_t)n;
	probe->said[probe->len] = 0;
	find_banner(probe);
	if (probe->banner[0] || probe->len == sizeof(probe->said) - 1)
		hang_up(probe);
}

void sshprobe_step(struct sshprobe *probe, double now)
{
	if (!probe->port || probe->banner[0])
		return;
	if (probe->fd >= 0) {
		hear(probe);
		if (now - probe->since > longest)
			hang_up(probe);
	} else if (now - probe->since >= between) {
		probe->since = now;
		dial(probe);
	}
}

void sshprobe_end(struct sshprobe *probe)
{
	hang_up(probe);
}
