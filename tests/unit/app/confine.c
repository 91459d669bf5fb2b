/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is left to a process that reads what is hostile. */
#include "app/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "test.h"

/* Of main.c. */
int command_fail(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	return status;
}

static char *const no_words[] = { NULL };

/* Each is refused with EPERM; its place in the list is the exit status where it is not.
 */
static int try_all(void *arg)
{
	int number = 10;
	pid_t child;

	(void)arg;
#define REFUSED(call)                                                                    \
	do {                                                                             \
		number++;                                                                \
		errno = 0;                                                               \
		if ((call) != -1 || errno != EPERM)                                      \
			return number;                                                   \
	} while (0)
	REFUSED(execve("/bin/true", no_words, no_words));
	REFUSED(child = (pid_t)syscall(SYS_fork));
	REFUSED(child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
	REFUSED(socket(AF_INET, SOCK_STREAM, 0));
	REFUSED(socket(AF_UNIX, SOCK_STREAM, 0));
	REFUSED(mount("/", "/", NULL, MS_BIND, NULL));
	REFUSED(umount2("/", 0));
	REFUSED(unshare(CLONE_NEWUSER));
	REFUSED(chroot("/"));
	REFUSED(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
	REFUSED(kill(getppid(), 0));
	REFUSED(unlink("/nothing"));
	REFUSED(rename("/nothing", "/nowhere"));
	REFUSED(mknod("/tmp/device", S_IFBLK | 0600, 0));
	REFUSED(chmod("/tmp", 01777));
	REFUSED(syscall(SYS_io_uring_setup, 1, NULL));
	REFUSED(syscall(SYS_bpf, 0, NULL, 0));
	REFUSED(syscall(SYS_open_by_handle_at, -1, NULL, 0));
#undef REFUSED
	(void)child;
	return puts("[]") < 0 ? 4 : 0;
}

static void what_it_does_not_need_is_refused(void)
{
	struct pool *pool = pool_new();
	const char *why;
	json_t *value;

	EXPECT_INT(confined(pool, try_all, NULL, &value, &why), 0);
	EXPECT(json_is_array(value));
	json_decref(value);
	pool_free(pool);
}

/* The lines of /proc/self/status that tell. */
static int tell_status(void *arg)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	unsigned long long caps = 0, all = 0;
	int seccomp = -1, privileges = -1;

	(void)arg;
	while (file && fgets(line, sizeof(line), file)) {
		(void)sscanf(line, "Seccomp: %d", &seccomp);
		(void)sscanf(line, "NoNewPrivs: %d", &privileges);
		if (sscanf(line, "CapEff: %llx", &caps) == 1 ||
		    sscanf(line, "CapPrm: %llx", &caps) == 1)
			all |= caps;
	}
	return printf("[%d, %d, %llu]", seccomp, privileges, all) < 0;
}

static void privileges_are_gone(void)
{
	enum { DAC_READ_SEARCH = 2 };
	struct pool *pool = pool_new();
	const char *why;
	json_t *value;
	json_int_t caps;

	EXPECT_INT(confined(pool, tell_status, NULL, &value, &why), 0);
	EXPECT_INT(json_integer_value(json_array_get(value, 0)), 2);
	EXPECT_INT(json_integer_value(json_array_get(value, 1)), 1);
	caps = json_integer_value(json_array_get(value, 2));
	EXPECT(caps == 0 || caps == 1 << DAC_READ_SEARCH);
	json_decref(value);
	pool_free(pool);
}

static int make_file(void *arg)
{
	struct open_how how = { .flags = O_WRONLY | O_CREAT | O_EXCL, .mode = 0600 };
	int fd = open(arg, O_WRONLY | O_CREAT | O_EXCL, 0600), err = fd < 0 ? errno : 0;

	fd = (int)syscall(SYS_openat2, AT_FDCWD, arg, &how, sizeof(how));
	return printf("[%d, %d]", err, fd < 0 ? errno : 0) < 0;
}

static void no_file_is_made(void)
{
	char name[] = "/tmp/confine-XXXXXX";
	struct pool *pool = pool_new();
	bool landlock = syscall(SYS_landlock_create_ruleset, NULL, 0,
				LANDLOCK_CREATE_RULESET_VERSION) > 0;
	const char *why;
	json_t *value;

	close(mkstemp(name));
	unlink(name);
	EXPECT_INT(confined(pool, make_file, name, &value, &why), 0);
	EXPECT_INT(json_integer_value(json_array_get(value, 0)), EPERM);
	if (landlock) {
		EXPECT_INT(json_integer_value(json_array_get(value, 1)), EACCES);
		EXPECT(access(name, F_OK) < 0);
	}
	unlink(name);
	json_decref(value);
	pool_free(pool);
}

static int end_badly(void *arg)
{
	(void)arg;
	(void)fputs("drydock: it went wrong\n", stderr);
	return STATUS_NO_SYSTEM;
}

static int end_early(void *arg)
{
	(void)arg;
	__builtin_trap();
}

static void its_end_is_told(void)
{
	struct pool *pool = pool_new();
	const char *why;
	json_t *value;

	EXPECT_INT(confined(pool, end_badly, NULL, &value, &why), STATUS_NO_SYSTEM);
	EXPECT_STR(why, "it went wrong");
	EXPECT(!value);
	EXPECT_INT(confined(pool, end_early, NULL, &value, &why), STATUS_FAILED);
	EXPECT(!value);
	pool_free(pool);
}

const struct test tests[] = {
	{ "what it does not need is refused", what_it_does_not_need_is_refused },
	{ "privileges are gone", privileges_are_gone },
	{ "no file is made", no_file_is_made },
	{ "its end is told", its_end_is_told },
	{ NULL, NULL },
};
