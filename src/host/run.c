/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"

enum { CHILDREN = 16 };

static volatile pid_t children[CHILDREN];

void run_child_add(pid_t pid)
{
	for (int i = 0; i < CHILDREN; i++) {
		if (children[i] == 0) {
			children[i] = pid;
			return;
		}
	}
}

void run_child_remove(pid_t pid)
{
	for (int i = 0; i < CHILDREN; i++)
		if (children[i] == pid)
			children[i] = 0;
}

void run_kill_children(void)
{
	for (int i = 0; i < CHILDREN; i++)
		if (children[i] > 0)
			(void)kill(children[i], SIGKILL);
}

/* Becomes ARGV; says in FAILURE why it could not. */
static void child(const char *const argv[], pid_t parent, const int out[2],
		  const int err[2], const int failure[2])
{
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(out[1], STDOUT_FILENO);
	(void)dup2(err[1], STDERR_FILENO);
	(void)setenv("LC_ALL", "C", 1);
	/* execvp() does not write through its argument; the cast is its old prototype. */
	(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
	null = errno;
	(void)!write(failure[1], &null, sizeof(null));
	_exit(127);
}

static void close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++) {
		if (pair[i] >= 0)
			(void)close(pair[i]);
		pair[i] = -1;
	}
}

struct job {
	int out[2], err[2], failure[2];
	pid_t pid;
	struct buf kept_out, kept_err;
	run_sink *sink;
	void *arg;
};

static int job_start(struct job *job, const char *const argv[])
{
	pid_t parent = getpid();
	int why = 0;

	if (pipe2(job->out, O_CLOEXEC) || pipe2(job->err, O_CLOEXEC) ||
	    pipe2(job->failure, O_CLOEXEC))
		return -errno;
	job->pid = fork();
	if (job->pid < 0)
		return -errno;
	if (job->pid == 0)
		child(argv, parent, job->out, job->err, job->failure);
	run_child_add(job->pid);
	(void)close(job->out[1]);
	(void)close(job->err[1]);
	(void)close(job->failure[1]);
	job->out[1] = job->err[1] = job->failure[1] = -1;
	if (read(job->failure[0], &why, sizeof(why)) == (ssize_t)sizeof(why))
		return -why;
	return 0;
}

/* Takes what is there from one pipe: 1, 0 at its end, or what the sink said. */
static int job_take(struct job *job, int fd)
{
	struct buf *kept = fd == job->out[0] ? &job->kept_out : &job->kept_err;
	char data[4096];
	ssize_t got = read(fd, data, sizeof(data));
	int err = 0;

	if (got < 0)
		return errno == EINTR ? 1 : -errno;
	if (got == 0)
		return 0;
	if (kept->len < RUN_KEPT)
		buf_add(kept, (struct bytes){ (const unsigned char *)data, (size_t)got });
	if (fd == job->out[0] && job->sink)
		err = job->sink(job->arg, data, (size_t)got);
	return err ? err : 1;
}

static int job_pump(struct job *job)
{
	struct pollfd fds[2] = { { .fd = job->out[0], .events = POLLIN },
				 { .fd = job->err[0], .events = POLLIN } };
	int err;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < 2; i++) {
			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			err = job_take(job, fds[i].fd);
			if (err < 0)
				return err;
			if (err == 0)
				fds[i].fd = -1;
		}
	}
	return 0;
}

/* Reaps the child, killing it first where ERR says that the run ends early. */
static int job_end(struct job *job, int err)
{
	int status = 0;

	if (job->pid > 0) {
		if (err)
			(void)kill(job->pid, SIGKILL);
		while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
			;
		run_child_remove(job->pid);
	}
	close_pair(job->out);
	close_pair(job->err);
	close_pair(job->failure);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static const char *package_of(const char *program)
{
	static const struct {
		const char *prefix, *package;
	} packages[] = {
		{ "qemu-img", "qemu-utils" },
		{ "qemu-nbd", "qemu-utils" },
		{ "qemu-system-x86", "qemu-system-x86" },
		{ "gpg", "gnupg" },
	};

	for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++)
		if (strncmp(program, packages[i].prefix, strlen(packages[i].prefix)) == 0)
			return packages[i].package;
	return program;
}

int run_program(struct pool *pool, const char *const argv[], run_sink *sink, void *arg,
		struct run_result *result, struct host_error *error)
{
	struct job job = {
		.out = { -1, -1 },
		.err = { -1, -1 },
		.failure = { -1, -1 },
		.kept_out = { .pool = pool },
		.kept_err = { .pool = pool },
		.sink = sink,
		.arg = arg,
	};
	int err = job_start(&job, argv);
	bool started = err == 0;

	if (started)
		err = job_pump(&job);
	result->status = job_end(&job, err);
	result->out = bytes_str(pool, buf_bytes(&job.kept_out));
	result->err = bytes_str(pool, buf_bytes(&job.kept_err));
	if (err == -ENOENT && !started)
		return host_fail(error, ENOPKG, "%s is not installed (package %s)",
				 argv[0], package_of(argv[0]));
	if (err && !started)
		return host_fail(error, -err, "cannot run %s: %s", argv[0],
				 strerror(-err));
	return err;
}

int run_checked(struct pool *pool, const char *const argv[], run_sink *sink, void *arg,
		struct host_error *error)
{
	struct run_result result;
	int err = run_program(pool, argv, sink, arg, &result, error);

	if (err || result.status == 0)
		return err;
	return host_fail(error, EIO, "%s %s failed (status %d): %s", argv[0],
			 argv[1] ? argv[1] : "", result.status,
			 run_last_line(pool, result.err));
}

char *run_last_line(struct pool *pool, const char *text)
{
	struct bytes rest = bytes_of(text), line;
	char *last = pool_strdup(pool, "no message"), *colon;

	while (bytes_line(&rest, &line)) {
		while (line.len > 0 && strchr("\r\n ", line.data[line.len - 1]))
			line.len--;
		if (line.len > 0)
			last = bytes_str(pool, line);
	}
	colon = strstr(last, ": ");
	if (strncmp(last, "qemu-", 5) == 0 && colon && colon < strchr(last, ' '))
		return colon + 2;
	return last;
}
