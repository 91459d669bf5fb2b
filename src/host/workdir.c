/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/workdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/remove.h"
#include "host/run.h"

enum { TRIES = 16 };

static const char lock_name[] = "lock";
static const char prefix[] = "drydock-work-";

struct workdir {
	const char *path;
	int dir, lock;
	int life; /* the reaper waits for the end of this pipe */
	pid_t reaper;
};

/* What the signal handler needs; the one work directory of this process. */
static volatile sig_atomic_t active;
static struct workdir the;

static const int fatal[] = { SIGINT, SIGTERM, SIGHUP };

static void wait_for(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Only async-signal-safe calls: the reaper does the work. */
static void on_fatal(int sig)
{
	run_kill_children();
	if (active) {
		(void)close(the.life);
		wait_for(the.reaper);
	}
	(void)signal(sig, SIG_DFL);
	(void)raise(sig);
}

enum catching { CATCH, LEAVE };

static void catch_signals(enum catching catching)
{
	struct sigaction old,
		action = { .sa_handler = catching == CATCH ? on_fatal : SIG_DFL };

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		(void)sigaddset(&action.sa_mask, fatal[i]);
		if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(fatal[i], &action, NULL);
	}
}

/* The lock goes last: while it is there, the rest belongs to whoever holds it. */
static void remove_all(int dir, const char *path)
{
	(void)remove_contents(dir, lock_name);
	(void)unlinkat(dir, lock_name, 0);
	(void)rmdir(path);
}

static void reap(const struct workdir *work, int life)
{
	int null = open("/dev/null", O_RDWR);
	char byte;

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		(void)signal(fatal[i], SIG_IGN);
	(void)setsid();
	(void)chdir("/");
	(void)prctl(PR_SET_NAME, "drydock-reaper");
	for (int fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
	/* A descriptor kept open here would keep a pipe of our caller open. */
	for (int fd = 3; fd < 1024; fd++)
		if (fd != life && fd != work->dir && fd != work->lock)
			(void)close(fd);
	while (read(life, &byte, 1) < 0 && errno == EINTR)
		;
	remove_all(work->dir, work->path);
	_exit(0);
}

static int reaper_start(struct workdir *work)
{
	int life[2];

	if (pipe2(life, O_CLOEXEC) < 0)
		return -errno;
	work->reaper = fork();
	if (work->reaper == 0) {
		(void)close(life[1]);
		reap(work, life[0]);
	}
	(void)close(life[0]);
	work->life = life[1];
	if (work->reaper < 0) {
		(void)close(life[1]);
		return -EAGAIN;
	}
	return 0;
}

/* -EBUSY where somebody holds it, -EAGAIN where it went away meanwhile. */
static int lock_take(struct workdir *work, int create)
{
	struct stat seen;
	int err = 0;

	work->lock = openat(work->dir, lock_name,
			    O_RDWR | O_CLOEXEC | O_NOFOLLOW | create, 0600);
	if (work->lock < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	if (flock(work->lock, LOCK_EX | LOCK_NB) < 0)
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	else if (fstat(work->lock, &seen) < 0 || seen.st_nlink == 0)
		err = -EAGAIN;
	if (err)
		(void)close(work->lock);
	return err;
}

static int dir_open(struct workdir *work)
{
	struct stat seen;

	work->dir = open(work->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (work->dir < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	if (fstat(work->dir, &seen) == 0 && seen.st_uid == geteuid())
		return 0;
	(void)close(work->dir);
	return -EACCES;
}

/* The directory and its lock, made by us or left by a run that is no more. */
static int dir_take(struct workdir *work)
{
	int err;

	if (mkdir(work->path, 0700) < 0 && errno != EEXIST)
		return -errno;
	err = dir_open(work);
	if (err)
		return err;
	err = lock_take(work, O_CREAT);
	if (!err)
		err = remove_contents(work->dir, lock_name);
	if (err)
		(void)close(work->dir);
	return err;
}

static int begin(struct workdir *found, struct workdir **opened, struct host_error *error)
{
	int err;

	the = *found;
	err = reaper_start(&the);
	if (err) {
		remove_all(the.dir, the.path);
		return host_fail(error, -err, "cannot start a process: %s",
				 strerror(-err));
	}
	active = 1;
	catch_signals(CATCH);
	*opened = &the;
	return 0;
}

static int open_beside(struct pool *pool, const char *dir, const char *name,
		       struct workdir **opened, struct host_error *error)
{
	struct workdir work = { .path = pool_printf(pool, "%s/.%s.drydock", dir, name) };
	int err = -EAGAIN;

	if (active)
		return host_fail(error, EINVAL, "there is a work directory already");
	for (int i = 0; err == -EAGAIN && i < TRIES; i++)
		err = dir_take(&work);
	if (err == -EBUSY)
		return host_fail(error, EBUSY,
				 "another drydock is writing '%s/%s' at this moment", dir,
				 name);
	if (err)
		return host_fail(error, -err, "cannot make '%s': %s", work.path,
				 strerror(-err));
	return begin(&work, opened, error);
}

static bool is_work_name(const char *name)
{
	return strncmp(name, prefix, sizeof(prefix) - 1) == 0 &&
	       strlen(name) == sizeof(prefix) - 1 + strlen("XXXXXX");
}

/*
 * What a killed run left in BASE: only a directory with our lock file in it, which nobody
 * holds.  One without it may be anybody's, or of a run that has just begun.
 */
static void remove_stale(struct pool *pool, const char *base)
{
	DIR *dir = opendir(base);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct workdir old = { 0 };

		if (!is_work_name(entry->d_name))
			continue;
		old.path = pool_printf(pool, "%s/%s", base, entry->d_name);
		if (dir_open(&old))
			continue;
		if (lock_take(&old, 0) == 0) {
			remove_all(old.dir, old.path);
			(void)close(old.lock);
		}
		(void)close(old.dir);
	}
	if (dir)
		(void)closedir(dir);
}

static int open_temporary(struct pool *pool, struct workdir **opened,
			  struct host_error *error)
{
	const char *tmpdir = getenv("TMPDIR");
	char *base = realpath(tmpdir && *tmpdir ? tmpdir : "/var/tmp", NULL), *path;
	struct workdir work = { 0 };
	int err;

	if (active)
		return host_fail(error, EINVAL, "there is a work directory already");
	if (!base)
		return host_fail(error, ENOSPC, "no directory for temporary files: '%s'",
				 tmpdir ? tmpdir : "/var/tmp");
	remove_stale(pool, base);
	path = pool_printf(pool, "%s/%sXXXXXX", base, prefix);
	free(base);
	err = mkdtemp(path) ? 0 : -errno;
	work.path = path;
	if (!err)
		err = dir_take(&work);
	if (err)
		return host_fail(error, -err, "cannot make '%s': %s", path,
				 strerror(-err));
	return begin(&work, opened, error);
}

/* A signal waits until there is somebody who removes what was made. */
static sigset_t block_signals(void)
{
	sigset_t set, old;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		(void)sigaddset(&set, fatal[i]);
	(void)sigprocmask(SIG_BLOCK, &set, &old);
	return old;
}

int workdir_open_beside(struct pool *pool, const char *dir, const char *name,
			struct workdir **opened, struct host_error *error)
{
	sigset_t old = block_signals();
	int err = open_beside(pool, dir, name, opened, error);

	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

int workdir_open_temporary(struct pool *pool, struct workdir **opened,
			   struct host_error *error)
{
	sigset_t old = block_signals();
	int err = open_temporary(pool, opened, error);

	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

void workdir_close(struct workdir *work)
{
	if (!work)
		return;
	(void)close(work->life);
	wait_for(work->reaper);
	active = 0;
	catch_signals(LEAVE);
	(void)close(work->lock);
	(void)close(work->dir);
}

const char *workdir_path(const struct workdir *work)
{
	return work->path;
}

char *workdir_file(struct pool *pool, const struct workdir *work, const char *name)
{
	return pool_printf(pool, "%s/%s", work->path, name);
}
