/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "host/run.h"

/*
 * TCG runs "rep movsb" byte by byte: a kernel and a C library that are told to prefer it
 * for copies (ERMS, FSRM) inflate a fifth slower and read files at half the speed.
 */
static const char cpu_for_tcg[] = "max,erms=off,fsrm=off";

void qemu_init(struct qemu *qemu, struct pool *pool, const char *machine,
	       enum accel accel)
{
	const char *program = getenv("DRYDOCK_QEMU");

	*qemu = (struct qemu){ .pool = pool, .args.pool = pool, .errors = -1 };
	strs_add(&qemu->args, program && program[0] ? program : "qemu-system-x86_64");
	qemu_arg(qemu, "-nodefaults", NULL);
	qemu_arg(qemu, "-no-user-config", NULL);
	qemu_arg(qemu, "-display", "none");
	qemu_arg(qemu, "-sandbox",
		 "on,obsolete=deny,elevateprivileges=deny,spawn=deny,"
		 "resourcecontrol=deny");
	qemu_arg(qemu, "-machine", "%s", machine);
	qemu_arg(qemu, "-accel", "%s", accel_argument(accel));
	qemu_arg(qemu, "-cpu", accel == ACCEL_TCG ? cpu_for_tcg : "max");
}

void qemu_arg(struct qemu *qemu, const char *option, const char *format, ...)
{
	va_list args;

	strs_add(&qemu->args, option);
	if (!format)
		return;
	va_start(args, format);
	strs_add(&qemu->args, pool_vprintf(qemu->pool, format, args));
	va_end(args);
}

const char *qemu_quote(struct pool *pool, const char *text)
{
	struct buf quoted = { .pool = pool };

	for (; *text; text++) {
		buf_fill(&quoted, (unsigned char)*text, 1);
		if (*text == ',')
			buf_adds(&quoted, ",");
	}
	return bytes_str(pool, buf_bytes(&quoted));
}

int qemu_line(struct qemu *qemu, const char *id, int *fd, struct host_error *error)
{
	int pair[2];

	if (qemu->lines == QEMU_LINES)
		return host_fail(error, ENOSPC, "too many lines into QEMU");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return host_fail(error, errno, "cannot make a socket pair: %m");
	(void)fcntl(pair[0], F_SETFL, O_NONBLOCK);
	qemu->line[qemu->lines].ours = pair[0];
	qemu->line[qemu->lines].theirs = pair[1];
	qemu->lines++;
	qemu_arg(qemu, "-chardev", "socket,id=%s,fd=%d", id, pair[1]);
	*fd = pair[0];
	return 0;
}

/* In the child: become QEMU, or write errno into REPORT. */
static void become_qemu(struct qemu *qemu, int parent, int errors, int report)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have died before that. */
	if (getppid() != parent)
		_exit(127);
	for (size_t i = 0; i < qemu->lines; i++)
		(void)fcntl(qemu->line[i].theirs, F_SETFD, 0);
	if (qemu->console == QEMU_QUIET) {
		dup2(null, STDIN_FILENO);
		dup2(errors, STDOUT_FILENO);
	}
	dup2(errors, STDERR_FILENO);
	strs_add(&qemu->args, NULL);
	execvp(qemu->args.item[0], (char *const *)qemu->args.item);
	null = errno;
	if (write(report, &null, sizeof(null)) < 0)
		_exit(126);
	_exit(127);
}

static int explain_missing(struct qemu *qemu, int err, struct host_error *error)
{
	const char *program = qemu->args.item[0];

	errno = err;
	if (err == ENOENT && !strchr(program, '/'))
		return host_fail(error, ENOPKG,
				 "%s is not installed (Debian and Ubuntu: apt install "
				 "qemu-system-x86; Fedora: dnf install qemu-kvm)",
				 program);
	return host_fail(error, ENOPKG, "cannot run \"%s\": %m", program);
}

/* After the fork: close what is the child's, and see whether exec worked. */
static int meet_qemu(struct qemu *qemu, int report, struct host_error *error)
{
	int err = 0;
	ssize_t n;

	for (size_t i = 0; i < qemu->lines; i++) {
		close(qemu->line[i].theirs);
		qemu->line[i].theirs = -1;
	}
	do {
		n = read(report, &err, sizeof(err));
	} while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(err) ? explain_missing(qemu, err, error) : 0;
}

int qemu_spawn(struct qemu *qemu, struct host_error *error)
{
	int errors[2], report[2], err;
	int parent = getpid();

	if (pipe2(errors, O_CLOEXEC) < 0)
		return host_fail(error, errno, "cannot make a pipe: %m");
	qemu->errors = errors[0];
	if (pipe2(report, O_CLOEXEC) < 0) {
		err = errno;
		close(errors[1]);
		return host_fail(error, err, "cannot make a pipe: %m");
	}
	(void)fcntl(errors[0], F_SETFL, O_NONBLOCK);
	qemu->started = clock_now();
	qemu->pid = fork();
	if (qemu->pid == 0)
		become_qemu(qemu, parent, errors[1], report[1]);
	err = errno;
	close(errors[1]);
	close(report[1]);
	if (qemu->pid < 0) {
		qemu->pid = 0;
		close(report[0]);
		return host_fail(error, err, "cannot start QEMU: %s", strerror(err));
	}
	run_child_add(qemu->pid);
	err = meet_qemu(qemu, report[0], error);
	close(report[0]);
	return err;
}

static void reap(struct qemu *qemu)
{
	while (qemu->pid && waitpid(qemu->pid, &qemu->status, 0) < 0)
		if (errno != EINTR)
			break;
	if (qemu->pid)
		run_child_remove(qemu->pid);
	qemu->pid = 0;
}

int qemu_listen(struct qemu *qemu)
{
	char text[1024];
	ssize_t n;

	while (qemu->pid) {
		size_t room = sizeof(qemu->said) - 1 - qemu->said_len;

		n = read(qemu->errors, text, sizeof(text));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return 0;
		if (n <= 0) {
			/* Nobody holds the pipe any more: QEMU is at its end. */
			reap(qemu);
			break;
		}
		if ((size_t)n < room)
			room = (size_t)n;
		memcpy(qemu->said + qemu->said_len, text, room);
		qemu->said_len += room;
	}
	return 1;
}

int qemu_wait(struct qemu *qemu, int timeout_ms)
{
	double end = clock_now() + timeout_ms / 1e3;

	while (!qemu_listen(qemu)) {
		struct pollfd ready = { .fd = qemu->errors, .events = POLLIN };
		double left = end - clock_now();

		if (left <= 0)
			return 0;
		(void)poll(&ready, 1, (int)(left * 1e3) + 1);
	}
	return 1;
}

/* Whether the line is worth a user's eye: QEMU warns of CPU features TCG has not. */
static int is_complaint(struct bytes line)
{
	return bytes_find(line, bytes_of("warning: "), 0) < 0 && line.len > 1;
}

/* "qemu-system-x86_64: -blockdev {...}: reason": the reason is what matters. */
static const char *shorten(const char *line)
{
	const char *reason = strstr(line, "-blockdev {") ? strrchr(line, '}') : NULL;

	return reason && strncmp(reason, "}: ", 3) == 0 ? reason + 3 : line;
}

const char *qemu_complaint(struct qemu *qemu)
{
	struct bytes rest, line;
	struct bytes last = { .len = 0 };

	(void)qemu_listen(qemu);
	rest = (struct bytes){ (unsigned char *)qemu->said, qemu->said_len };
	while (bytes_line(&rest, &line))
		if (is_complaint(line))
			last = line;
	while (last.len &&
	       (last.data[last.len - 1] == '\n' || last.data[last.len - 1] == '\r'))
		last.len--;
	return shorten(bytes_str(qemu->pool, last));
}

void qemu_terminate(struct qemu *qemu)
{
	if (qemu->pid)
		(void)kill(qemu->pid, SIGTERM);
}

void qemu_end(struct qemu *qemu)
{
	if (qemu->pid) {
		(void)kill(qemu->pid, SIGKILL);
		reap(qemu);
	}
	for (size_t i = 0; i < qemu->lines; i++) {
		close(qemu->line[i].ours);
		if (qemu->line[i].theirs >= 0)
			close(qemu->line[i].theirs);
	}
	qemu->lines = 0;
	if (qemu->errors >= 0)
		close(qemu->errors);
	qemu->errors = -1;
}
