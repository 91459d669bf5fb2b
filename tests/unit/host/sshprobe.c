/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/sshprobe.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/prove-machine.h"
#include "test.h"

struct server {
	int fd;
	unsigned port;
};

static struct server server_open(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct server server = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	socklen_t len = sizeof(at);

	EXPECT_INT(bind(server.fd, (struct sockaddr *)&at, len), 0);
	EXPECT_INT(listen(server.fd, 4), 0);
	EXPECT_INT(getsockname(server.fd, (struct sockaddr *)&at, &len), 0);
	server.port = ntohs(at.sin_port);
	return server;
}

/* Let the probe dial, answer with SAID, and let it listen. */
static void answer(struct sshprobe *probe, struct server *server, double now,
		   const char *said)
{
	struct pollfd ready = { .events = POLLIN };
	int client;

	sshprobe_step(probe, now);
	client = accept(server->fd, NULL, NULL);
	EXPECT_INT(write(client, said, strlen(said)), strlen(said));
	ready.fd = probe->fd;
	(void)poll(&ready, 1, 1000);
	sshprobe_step(probe, now);
	close(client);
	if (probe->fd >= 0)
		(void)poll(&ready, 1, 1000);
	sshprobe_step(probe, now);
}

static void reads_a_banner(void)
{
	struct server server = server_open();
	struct sshprobe probe;

	sshprobe_init(&probe);
	sshprobe_step(&probe, 5);
	EXPECT_INT(probe.fd, -1);
	probe.port = server.port;
	/* Accepted, and closed without a word; then a word that is none of SSH. */
	answer(&probe, &server, 10, "");
	EXPECT_STR(probe.banner, "");
	answer(&probe, &server, 20, "220 mail.example.org\r\n");
	EXPECT_STR(probe.banner, "");
	answer(&probe, &server, 30, "Beware\r\nSSH-2.0-Open\033SSH_9.2p1\r\n\x01\x02");
	EXPECT_STR(probe.banner, "SSH-2.0-Open?SSH_9.2p1");
	sshprobe_end(&probe);
	close(server.fd);
}

static void gives_up_silence(void)
{
	struct server server = server_open();
	struct sshprobe probe;

	sshprobe_init(&probe);
	probe.port = server.port;
	sshprobe_step(&probe, 100);
	EXPECT(probe.fd >= 0);
	sshprobe_step(&probe, 110);
	EXPECT(probe.fd >= 0);
	sshprobe_step(&probe, 121);
	EXPECT_INT(probe.fd, -1);
	EXPECT_STR(probe.banner, "");
	sshprobe_end(&probe);
	close(server.fd);
}

static void finds_the_port(void)
{
	static const char usernet[] =
		"Hub -1 (net):\r\n  Protocol[State]    FD  Source Address  Port   Dest. "
		"Address  Port RecvQ SendQ\r\n"
		"  TCP[HOST_FORWARD]  13       127.0.0.1 40541       10.0.2.15    22     "
		"0 "
		"    0\r\n";

	EXPECT_INT(machine_port(usernet), 40541);
	EXPECT_INT(machine_port("TCP[HOST_FORWARD]  13  127.0.0.1 99999 "), 0);
	EXPECT_INT(machine_port("TCP[ESTABLISHED]  13  127.0.0.1 99 "), 0);
	EXPECT_INT(machine_port(""), 0);
	EXPECT_INT(machine_port(NULL), 0);
}

const struct test tests[] = {
	{ "reads a banner", reads_a_banner },
	{ "gives up silence", gives_up_silence },
	{ "finds the port", finds_the_port },
	{ 0 },
};
