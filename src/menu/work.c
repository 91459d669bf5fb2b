/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/work.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/show.h"

enum {
	TICK_MS = 200,
	OUTPUT_MAX = 64 << 20,
	SAID_MAX = 16 << 10,
};

/* What stands between the menu and the command. */
struct ends {
	int in, out, err; /* files in memory */
	int progress[2];
};

static void child(const struct work *work, const struct ends *ends)
{
	char number[16];
	char *argv[64] = { (char[]){ "drydock" } };
	size_t count = 1;

	for (; work->arguments[count - 1] && count < 63; count++)
		argv[count] = strdup(work->arguments[count - 1]);
	/* What is typed on the console is for the menu, Ctrl-C too. */
	(void)setsid();
	if (!work->writes)
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	dup2(ends->in, STDIN_FILENO);
	dup2(ends->out, STDOUT_FILENO);
	dup2(ends->err, STDERR_FILENO);
	(void)fcntl(ends->progress[1], F_SETFD, 0);
	(void)snprintf(number, sizeof(number), "%d", ends->progress[1]);
	(void)setenv(SHOW_PROGRESS_FD, number, 1);
	execv("/proc/self/exe", argv);
	_exit(127);
}

static int open_ends(const struct work *work, struct ends *ends)
{
	ends->in = memfd_create("in", MFD_CLOEXEC);
	ends->out = memfd_create("out", MFD_CLOEXEC);
	ends->err = memfd_create("err", MFD_CLOEXEC);
	if (ends->in < 0 || ends->out < 0 || ends->err < 0 ||
	    pipe2(ends->progress, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	if (work->input.len && pwrite(ends->in, work->input.data, work->input.len, 0) < 0)
		return -errno;
	return 0;
}

/* What the command was given may be a passphrase: it is written over before it goes. */
static void wipe(int fd)
{
	static const char nothing[4096];
	off_t size = lseek(fd, 0, SEEK_END);

	for (off_t at = 0; at < size; at += (off_t)sizeof(nothing))
		(void)!pwrite(fd, nothing,
			      size - at < (off_t)sizeof(nothing) ? (size_t)(size - at)
								 : sizeof(nothing),
			      at);
	close(fd);
}

static void close_ends(const struct ends *ends)
{
	wipe(ends->in);
	close(ends->out);
	close(ends->err);
	close(ends->progress[0]);
}

struct latest {
	char text[4096];
	size_t len;
	char stage[64];
	double done;
};

/* The last whole line that came: "0.300 check". */
static void take_progress(struct latest *latest, int fd)
{
	ssize_t count = read(fd, latest->text + latest->len,
			     sizeof(latest->text) - 1 - latest->len);
	char *end, *line;

	if (count <= 0)
		return;
	latest->len += (size_t)count;
	latest->text[latest->len] = '\0';
	end = strrchr(latest->text, '\n');
	if (!end) {
		if (latest->len == sizeof(latest->text) - 1)
			latest->len = 0;
		return;
	}
	*end = '\0';
	line = strrchr(latest->text, '\n');
	line = line ? line + 1 : latest->text;
	(void)sscanf(line, "%lf %63[^\n]", &latest->done, latest->stage);
	latest->len -= (size_t)(end + 1 - latest->text);
	memmove(latest->text, end + 1, latest->len);
}

/* Its status as waitpid(2) has it. */
static int await(const struct work *work, const struct ends *ends, pid_t pid,
		 struct work_result *result)
{
	struct latest latest = { .stage = "starting" };
	int status;

	for (;;) {
		struct pollfd in = { .fd = ends->progress[0], .events = POLLIN };
		pid_t ended;

		(void)poll(&in, 1, TICK_MS);
		if (in.revents & POLLIN)
			take_progress(&latest, in.fd);
		ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid || (ended < 0 && errno != EINTR))
			return status;
		if (work->progress &&
		    work->progress(work->arg, latest.stage, latest.done) &&
		    !work->writes && !result->cancelled) {
			result->cancelled = true;
			(void)kill(pid, SIGTERM);
		}
		/* At its end only POLLHUP comes, without a pause. */
		if (in.revents == POLLHUP)
			(void)usleep(TICK_MS * 1000);
	}
}

static char *content(struct pool *pool, int fd, size_t max)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t len = size < 0 ? 0 : (size_t)size > max ? max : (size_t)size;
	char *text = pool_alloc(pool, len + 1);
	ssize_t got = pread(fd, text, len, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

/* Its last lines without the prefix that command_fail() gives them. */
static char *said(struct pool *pool, const char *text)
{
	static const char prefix[] = "drydock: ";
	struct buf out = { .pool = pool };
	struct bytes rest = bytes_of(text), line;

	while (bytes_line(&rest, &line)) {
		if (bytes_starts(line, prefix))
			line = bytes_slice(line, strlen(prefix), line.len);
		buf_add(&out, line);
	}
	while (out.len && out.data[out.len - 1] == '\n')
		out.len--;
	return bytes_str(pool, buf_bytes(&out));
}

void work_run(struct pool *pool, const struct work *work, struct work_result *result)
{
	struct ends ends;
	int err = open_ends(work, &ends), status;
	pid_t pid;

	*result = (struct work_result){ .status = -1, .output = pool_strdup(pool, "") };
	pid = err < 0 ? -1 : fork();
	if (pid < 0) {
		result->said = pool_printf(pool, "the command cannot be started: %s",
					   strerror(err < 0 ? -err : errno));
		return;
	}
	if (pid == 0)
		child(work, &ends);
	close(ends.progress[1]);
	status = await(work, &ends, pid, result);
	if (WIFEXITED(status))
		result->status = WEXITSTATUS(status);
	result->output = content(pool, ends.out, OUTPUT_MAX);
	result->said = said(pool, content(pool, ends.err, SAID_MAX));
	if (result->status < 0 && !*result->said && !result->cancelled)
		result->said = pool_printf(pool, "%s was ended by signal %d",
					   work->arguments[0], WTERMSIG(status));
	result->report = json_loads(result->output, 0, NULL);
	close_ends(&ends);
}
