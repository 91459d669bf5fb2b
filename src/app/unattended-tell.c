/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is told what an unattended run came to. */
#include "app/unattended.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/strs.h"
#include "report/clean.h"

enum { PORT_MS = 10000, CHUNK = 16384, DEBUG_EXIT_PORT = 0x501 };

/* Nobody may be at the other end: wait for him, but not for ever. */
static bool can_write(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

	return poll(&poll_fd, 1, PORT_MS) == 1 && (poll_fd.revents & POLLOUT);
}

/* All of TEXT, and until it has been taken. */
static void send_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	size_t len = strlen(text);

	if (fd < 0)
		return;
	while (len && can_write(fd)) {
		ssize_t done = write(fd, text, len < CHUNK ? len : CHUNK);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			break;
		text += done > 0 ? done : 0;
		len -= done > 0 ? (size_t)done : 0;
	}
	if (isatty(fd))
		(void)tcdrain(fd);
	else
		(void)can_write(fd);
	(void)close(fd);
}

/* The names of the consoles: "tty0 ttyS0". */
static struct strs consoles(struct pool *pool)
{
	char text[256];
	int fd = open("/sys/class/tty/console/active", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	struct strs names;

	if (fd >= 0)
		(void)close(fd);
	text[got > 0 ? got : 0] = '\0';
	names = strs_words(pool, pool_strdup(pool, text));
	if (!strs_has(&names, "ttyS0"))
		strs_add(&names, "ttyS0");
	return names;
}

static bool is_screen(const char *name)
{
	return strncmp(name, "tty", 3) == 0 && name[3] >= '0' && name[3] <= '9';
}

void unattended_tell(struct pool *pool, const json_t *result, const char *shown)
{
	json_t *without = json_copy((json_t *)(uintptr_t)result);
	struct strs names = consoles(pool);
	char *line, *whole;

	(void)json_object_del(without, "report");
	line = clean_dump(pool, without, JSON_COMPACT | JSON_REAL_PRECISION(6));
	whole = json_dumps(result, JSON_COMPACT | JSON_REAL_PRECISION(6));
	for (size_t i = 0; line && i < names.count; i++)
		send_text(pool_printf(pool, "/dev/%s", names.item[i]),
			  pool_printf(pool, "\n%s\n",
				      is_screen(names.item[i]) ? shown : line));
	if (whole)
		send_text("/dev/virtio-ports/" UNATTENDED_PORT,
			  pool_printf(pool, "%s\n", whole));
	free(whole);
	json_decref(without);
}

void unattended_exit(int status)
{
	unsigned char byte = (unsigned char)status;
	int fd;

	/* On another machine anything may listen at this port. */
	if (access("/sys/firmware/qemu_fw_cfg/rev", F_OK) < 0)
		return;
	fd = open("/dev/port", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)!pwrite(fd, &byte, 1, DEBUG_EXIT_PORT);
	(void)close(fd);
}
