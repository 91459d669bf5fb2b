/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IN, OUT, ERR, PIPES };

struct tool {
	int ours[PIPES];
	pid_t pid;
	struct bytes input;
	struct buf out, err;
	struct tool_limit limit;
};

static void become(const char *const argv[], const int theirs[PIPES])
{
	/* lvm complains of what other programs leave open; there is no udev to wait for.
	 */
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin",    "LC_ALL=C",
		"LVM_SUPPRESS_FD_WARNINGS=1", "MDADM_NO_UDEV=1",
		"DM_DISABLE_UDEV=1",          NULL
	};

	for (int i = 0; i < PIPES; i++)
		(void)dup2(theirs[i], i);
	(void)signal(SIGPIPE, SIG_DFL);
	/* execve() does not write through its arguments; the casts are its old prototype.
	 */
	(void)execve(argv[0], (char *const *)(uintptr_t)argv,
		     (char *const *)(uintptr_t)environment);
	_exit(127);
}

static int start(struct tool *tool, const char *const argv[])
{
	int pair[PIPES][2], theirs[PIPES], made = 0;

	while (made < PIPES && pipe2(pair[made], O_CLOEXEC) == 0)
		made++;
	for (int i = 0; i < made; i++) {
		theirs[i] = pair[i][i != IN];
		tool->ours[i] = pair[i][i == IN];
		(void)fcntl(tool->ours[i], F_SETFL, O_NONBLOCK);
	}
	tool->pid = made == PIPES ? fork() : -1;
	if (tool->pid == 0)
		become(argv, theirs);
	for (int i = 0; i < made; i++) {
		close(theirs[i]);
		if (tool->pid < 0)
			close(tool->ours[i]);
	}
	return tool->pid < 0 ? -errno : 0;
}

static void close_end(struct tool *tool, int which)
{
	close(tool->ours[which]);
	tool->ours[which] = -1;
}

static void feed(struct tool *tool)
{
	ssize_t put = write(tool->ours[IN], tool->input.data, tool->input.len);

	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (put > 0)
		tool->input = bytes_slice(tool->input, (size_t)put, SIZE_MAX);
	if (put < 0 || tool->input.len == 0)
		close_end(tool, IN);
}

static void take(struct tool *tool, int which)
{
	struct buf *kept = which == OUT ? &tool->out : &tool->err;
	unsigned char data[4096];
	ssize_t got = read(tool->ours[which], data, sizeof(data));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0)
		close_end(tool, which);
	else if (kept->len + (size_t)got <= TOOL_OUT)
		buf_add(kept, (struct bytes){ data, (size_t)got });
}

/* Until both ends are closed; what takes too long, or leaves a child, is ended. */
static void converse(struct tool *tool)
{
	time_t end = time(NULL) + tool->limit.seconds;

	if (tool->input.len == 0)
		close_end(tool, IN);
	while (tool->ours[OUT] >= 0 || tool->ours[ERR] >= 0) {
		struct pollfd ready[PIPES] = {
			{ .fd = tool->ours[IN], .events = POLLOUT },
			{ .fd = tool->ours[OUT], .events = POLLIN },
			{ .fd = tool->ours[ERR], .events = POLLIN },
		};

		if (time(NULL) >= end ||
		    (tool->limit.out && tool->out.len >= tool->limit.out) ||
		    (poll(ready, PIPES, 1000) < 0 && errno != EINTR)) {
			(void)kill(tool->pid, SIGKILL);
			break;
		}
		if (ready[IN].revents)
			feed(tool);
		for (int i = OUT; i < PIPES; i++)
			if (ready[i].revents)
				take(tool, i);
	}
	for (int i = 0; i < PIPES; i++)
		if (tool->ours[i] >= 0)
			close_end(tool, i);
}

/* The last line that says something, without the program's name before it. */
static const char *last_line(struct pool *pool, struct bytes text)
{
	struct bytes line, last = bytes_of("");
	char *said, *colon;

	while (bytes_line(&text, &line)) {
		while (line.len && strchr(" \t\r\n", line.data[line.len - 1]))
			line.len--;
		if (line.len)
			last = line;
	}
	said = bytes_str(pool, last);
	said += strspn(said, " \t");
	colon = strstr(said, ": ");
	return colon && !memchr(said, ' ', (size_t)(colon - said)) ? colon + 2 : said;
}

static int run(struct pool *pool, const char *const argv[], struct bytes input,
	       struct tool_limit limit, struct tool_result *result)
{
	struct tool tool = {
		.ours = { -1, -1, -1 },
		.input = input,
		.limit = limit,
		.out.pool = pool,
		.err.pool = pool,
	};
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	int status = 0, err = start(&tool, argv);

	if (err == 0) {
		converse(&tool);
		while (waitpid(tool.pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	(void)signal(SIGPIPE, old);
	result->status =
		WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	result->out = buf_bytes(&tool.out);
	result->err = buf_bytes(&tool.err);
	result->error = last_line(pool, buf_bytes(&tool.err));
	return err;
}

int tool_run(struct pool *pool, const char *const argv[], struct bytes input,
	     struct tool_result *result)
{
	return run(pool, argv, input, (struct tool_limit){ TOOL_SECONDS, 0 }, result);
}

int tool_run_limited(struct pool *pool, const char *const argv[], struct tool_limit limit,
		     struct tool_result *result)
{
	return run(pool, argv, (struct bytes){ 0 }, limit, result);
}
