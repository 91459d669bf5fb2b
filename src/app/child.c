/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "base/strs.h"
#include "report/clean.h"

enum { TEXT_MAX = 65536 };

int child_begin(struct child *child)
{
	*child = (struct child){ .out = memfd_create("output", MFD_CLOEXEC) };
	child->err = memfd_create("messages", MFD_CLOEXEC);
	return child->out < 0 || child->err < 0 ? -errno : 0;
}

int child_run(struct child *child, int (*work)(void *), void *arg)
{
	pid_t parent = getpid(), pid;
	int status = 0;

	(void)fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		int null = open("/dev/null", O_RDONLY);

		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(STATUS_FAILED);
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(child->out, STDOUT_FILENO);
		(void)dup2(child->err, STDERR_FILENO);
		status = work(arg);
		(void)fflush(NULL);
		_exit(status);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_FAILED;
	return 0;
}

json_t *child_json(struct child *child)
{
	(void)lseek(child->out, 0, SEEK_SET);
	return json_loadfd(child->out, 0, NULL);
}

static struct bytes read_all(struct pool *pool, int fd)
{
	unsigned char *text = pool_alloc(pool, TEXT_MAX);
	ssize_t got = pread(fd, text, TEXT_MAX, 0);

	return (struct bytes){ text, got > 0 ? (size_t)got : 0 };
}

char *child_text(struct pool *pool, struct child *child)
{
	return bytes_str(pool, read_all(pool, child->out));
}

const char *child_messages(struct pool *pool, struct child *child)
{
	struct bytes rest = read_all(pool, child->err), line;
	struct strs lines = { .pool = pool };

	while (bytes_line(&rest, &line)) {
		if (bytes_starts(line, "drydock: "))
			line = bytes_slice(line, 9, line.len);
		while (line.len && strchr("\r\n ", line.data[line.len - 1]))
			line.len--;
		if (line.len)
			strs_add(&lines, clean_str(pool, line, CLEAN_LINE));
	}
	return lines.count ? strs_join(&lines, "; ") : NULL;
}

void child_end(struct child *child)
{
	(void)close(child->out);
	(void)close(child->err);
}
