/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a program of the guest in its own tree, shut away from the machine. */
#include "app/guesttools.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/guesttools-internal.h"

/* It may make files of every owner and kind, but not reach the machine. */
static void drop_powers(void)
{
	static const int powers[] = { CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_BOOT,
				      CAP_SYS_PTRACE, CAP_NET_ADMIN, CAP_SYS_TIME,
				      CAP_SYS_ADMIN };

	for (size_t i = 0; i < sizeof(powers) / sizeof(*powers); i++)
		(void)prctl(PR_CAPBSET_DROP, powers[i], 0, 0, 0);
}

static void become(const char *root, const char *const command[], int out)
{
	static const char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
					   "HOME=/root",
					   "LC_ALL=C",
					   "TMPDIR=/tmp",
					   "TERM=dumb",
					   NULL };
	int err, null;

	(void)setsid();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	err = guesttools_enter(root);
	if (err) {
		dprintf(out, "cannot enter the system: %s\n", strerror(-err));
		_exit(127);
	}
	null = open("/dev/null", O_RDONLY);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(out, STDERR_FILENO);
	(void)close_range(3, ~0U, 0);
	drop_powers();
	/* execvpe() does not write through its argument; the cast is its old prototype.
	 */
	(void)execvpe(command[0], (char *const *)(uintptr_t)command,
		      (char *const *)(uintptr_t)env);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
	_exit(127);
}

struct output {
	char line[160],
		open[160]; /* the last whole line that is not empty; what follows */
	size_t len;
};

static void output_add(struct output *output, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text[i] != '\n') {
			if (output->len < sizeof(output->open) - 1)
				output->open[output->len++] = text[i];
			continue;
		}
		output->open[output->len] = 0;
		if (output->len)
			memcpy(output->line, output->open, output->len + 1);
		output->len = 0;
	}
	output->open[output->len] = 0;
}

/* Takes in what is there now; false at its end. */
static bool output_take(struct output *output, int fd)
{
	char part[512];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) > 0)
		output_add(output, part, (size_t)n);
	return n < 0;
}

/*
 * Until CHILD ends, whatever it leaves running: its wait status; -1 where the time was
 * over first.
 */
static int output_follow(struct output *output, int fd, pid_t child)
{
	time_t end = time(NULL) + GUESTTOOLS_SECONDS;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int status;

	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	while (time(NULL) < end) {
		(void)poll(&ready, 1, 200);
		if (!output_take(output, fd))
			ready.fd = -1;
		if (waitpid(child, &status, WNOHANG) == child) {
			(void)output_take(output, fd);
			return status;
		}
	}
	(void)kill(child, SIGKILL);
	(void)waitpid(child, &status, 0);
	return -1;
}

/* proc(5): "PID (COMMAND) STATE PPID ..."; a command may hold anything. */
static pid_t parent_of(const char *pid)
{
	char path[64], text[512], *at;
	ssize_t n;
	int fd, parent = 0;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		(void)close(fd);
	text[n < 0 ? 0 : n] = 0;
	at = strrchr(text, ')');
	return at && sscanf(at, ") %*c %d", &parent) == 1 ? parent : 0;
}

/* What the program left running would keep the file systems busy. */
static void end_children(void)
{
	struct dirent *entry;
	DIR *proc;

	do {
		proc = opendir("/proc");
		while (proc && (entry = readdir(proc)))
			if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			    parent_of(entry->d_name) == getpid())
				(void)kill((pid_t)atoi(entry->d_name), SIGKILL);
		if (proc)
			(void)closedir(proc);
	} while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}

int guesttools_run(struct pool *pool, const char *root, const char *const command[],
		   const char **why)
{
	struct output output = { .len = 0 };
	const char *last;
	int pipes[2], status = -1;
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC) < 0) {
		*why = strerror(errno);
		return -errno;
	}
	/* Orphans of the program become ours. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	child = fork();
	if (child == 0)
		become(root, command, pipes[1]);
	(void)close(pipes[1]);
	if (child > 0)
		status = output_follow(&output, pipes[0], child);
	(void)close(pipes[0]);
	end_children();
	if (status == 0)
		return 0;
	if (child < 0) {
		*why = "no process can be started";
		return -EAGAIN;
	}
	last = output.len ? output.open : output.line;
	*why = pool_printf(pool, "the guest's own %s %s: %s", command[0],
			   status == -1 ? "did not end" : "failed",
			   *last ? last : "it said nothing");
	return -EIO;
}
