/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a program of the guest in its own tree, shut away from the machine. */
#include "app/guesttools.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <mntent.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"

/* The guest's programs may be executed, in this name space alone. */
static int allow_programs(const char *root)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	unsigned long flags = MS_REMOUNT | MS_BIND | MS_NODEV | MS_NOATIME;
	struct mntent *m;
	int err = 0;

	if (!mounts)
		return -errno;
	while (!err && (m = getmntent(mounts)))
		if (path_is_below(m->mnt_dir, root) &&
		    mount(NULL, m->mnt_dir, NULL, flags, NULL) < 0)
			err = -errno;
	endmntent(mounts);
	return err;
}

static int mount_at(const char *source, const char *root, const char *dir,
		    const char *type, unsigned long flags)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s%s", root, dir);
	return mount(source, path, type, flags, NULL) < 0 ? -errno : 0;
}

/* Devices without a machine behind them; the disks and the line to the host are not. */
static int make_devices(void)
{
	static const struct {
		const char *name;
		unsigned major, minor;
	} devices[] = { { "null", 1, 3 },   { "zero", 1, 5 },    { "full", 1, 7 },
			{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 } };
	char path[32];

	(void)umask(0);
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
		(void)snprintf(path, sizeof(path), "/dev/%s", devices[i].name);
		if (mknod(path, S_IFCHR | 0666,
			  makedev(devices[i].major, devices[i].minor)) < 0)
			return -errno;
	}
	(void)umask(022);
	(void)symlink("/proc/self/fd", "/dev/fd");
	(void)symlink("/proc/self/fd/0", "/dev/stdin");
	(void)symlink("/proc/self/fd/1", "/dev/stdout");
	(void)symlink("/proc/self/fd/2", "/dev/stderr");
	return mount(NULL, "/dev", NULL,
		     MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL) < 0
		       ? -errno
		       : 0;
}

static int enter(const char *root)
{
	unsigned long quiet = MS_NODEV | MS_NOSUID;
	int err = unshare(CLONE_NEWNS) < 0 ? -errno : 0;

	if (!err && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		err = -errno;
	if (!err)
		err = allow_programs(root);
	if (!err)
		err = mount_at("proc", root, "/proc", "proc", quiet | MS_NOEXEC);
	if (!err)
		err = mount_at("sysfs", root, "/sys", "sysfs",
			       quiet | MS_NOEXEC | MS_RDONLY);
	if (!err)
		err = mount_at("dev", root, "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC);
	if (!err)
		err = mount_at("run", root, "/run", "tmpfs", quiet);
	if (!err)
		err = mount_at("tmp", root, "/tmp", "tmpfs", quiet);
	if (!err && (chroot(root) < 0 || chdir("/") < 0))
		err = -errno;
	return err ? err : make_devices();
}

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
	err = enter(root);
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
