/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_MAX = 16384 };

char *program_text(struct pool *pool, int fd)
{
	char *text = pool_alloc(pool, TEXT_MAX + 1);
	ssize_t got = pread(fd, text, TEXT_MAX, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

/* curl hears what a stranger says, and needs nothing of root's. */
static bool be_nobody(void)
{
	enum { NOBODY = 65534 };

	if (geteuid() != 0)
		return true;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && setgroups(0, NULL) == 0 &&
	       setgid(NOBODY) == 0 && setuid(NOBODY) == 0;
}

static void become(const struct strs *words, const int ends[3], int kept, int death,
		   pid_t parent)
{
	bool is_curl = strcmp(words->item[0], "curl") == 0;

	if (is_curl && !be_nobody())
		_exit(127);
	/* Which a change of user takes back. */
	(void)prctl(PR_SET_PDEATHSIG, death);
	if (getppid() != parent)
		_exit(127);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 3; i++)
		(void)dup2(ends[i], i);
	if (kept >= 0)
		(void)fcntl(kept, F_SETFD, 0);
	/* execvp() does not write through its argument; the cast is its old prototype. */
	(void)execvp(is_curl ? "curl" : "/proc/self/exe",
		     (char *const *)(uintptr_t)words->item);
	_exit(127);
}

int program_begin(struct program *program, const struct strs *words, int in, int out,
		  int kept, int death)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pid_t parent = getpid();

	program->out = memfd_create("output", MFD_CLOEXEC);
	program->err = memfd_create("messages", MFD_CLOEXEC);
	if (null < 0 || program->out < 0 || program->err < 0)
		return -errno;
	(void)fflush(NULL);
	program->pid = fork();
	if (program->pid < 0)
		return -errno;
	if (program->pid == 0)
		become(words,
		       (const int[3]){ in < 0 ? null : in, out < 0 ? program->out : out,
				       program->err },
		       kept, death, parent);
	(void)close(null);
	return 0;
}

void program_await(struct program *program)
{
	int status = 0;

	while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR)
		;
	program->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
