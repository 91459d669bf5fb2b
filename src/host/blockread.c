/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/blockread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/blockspec.h"
#include "host/nbd.h"
#include "host/run.h"

enum { LISTEN_FD = 3 /* SD_LISTEN_FDS_START of sd_listen_fds(3) */ };

struct blockread {
	struct pool *pool;
	pid_t server;
	bool writable;
	int listening, connected, said; /* SAID: what the server prints */
	struct nbd nbd;
	struct export_disk disk;
	const char *stage;
	const struct progress *progress;
	uint64_t read, data; /* of this stage: bytes that were read, and all there are */
	int failed;          /* the first error of reading */
};

/* Its path may be longer than sun_path; through the open directory it is not. */
static int socket_make(const char *path, bool listens, struct host_error *error)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;

	(void)snprintf(name.sun_path, sizeof(name.sun_path), "/proc/self/fd/%d/nbd", dir);
	if (listens)
		(void)unlinkat(dir, "nbd", 0);
	if (dir < 0 || fd < 0 ||
	    (listens ? bind(fd, (struct sockaddr *)&name, sizeof(name)) < 0 ||
			       listen(fd, 1) < 0
		     : connect(fd, (struct sockaddr *)&name, sizeof(name)) < 0))
		err = errno;
	if (dir >= 0)
		(void)close(dir);
	if (!err)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return host_fail(error, err, "cannot make a socket in '%s': %s", path,
			 strerror(err));
}

/* Accepted when the server runs; a server that dies ends the connection. */
static int connect_in(struct blockread *reader, const char *path,
		      struct host_error *error)
{
	reader->listening = socket_make(path, true, error);
	if (reader->listening < 0)
		return reader->listening;
	reader->connected = socket_make(path, false, error);
	return reader->connected < 0 ? reader->connected : 0;
}

/* FAT holds no sockets.  Once it is connected, its name is of no use. */
static int connect_elsewhere(struct blockread *reader, struct host_error *error)
{
	const char *tmp = getenv("TMPDIR");
	char *path = pool_printf(reader->pool, "%s/drydock-nbd-XXXXXX",
				 tmp && *tmp ? tmp : "/tmp");
	int err;

	if (!mkdtemp(path))
		return host_fail(error, errno, "cannot make '%s': %s", path,
				 strerror(errno));
	err = connect_in(reader, path, error);
	(void)unlink(pool_printf(reader->pool, "%s/nbd", path));
	(void)rmdir(path);
	return err;
}

/* The socket is given by socket activation: sd_listen_fds(3), qemu-nbd(8). */
static void become_server(const struct blockread *reader, const char *name, pid_t parent)
{
	const char *const argv[] = { "qemu-nbd", name,
				     reader->writable ? NULL : "--read-only", NULL };
	char pid[24];
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	(void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	(void)setenv("LISTEN_PID", pid, 1);
	(void)setenv("LISTEN_FDS", "1", 1);
	(void)setenv("LC_ALL", "C", 1);
	(void)dup2(reader->said, STDOUT_FILENO);
	(void)dup2(reader->said, STDERR_FILENO);
	if (reader->listening == LISTEN_FD)
		(void)fcntl(LISTEN_FD, F_SETFD, 0);
	else
		(void)dup2(reader->listening, LISTEN_FD);
	/* execvp() does not write through its argument; the cast is its old prototype. */
	(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(errno == ENOENT ? 127 : 126);
}

static int serve(struct blockread *reader, json_t *spec, const struct workdir *work,
		 struct host_error *error)
{
	char *name = blockspec_name(reader->pool, spec);
	pid_t parent = getpid();
	int err;

	reader->said = memfd_create("qemu-nbd", MFD_CLOEXEC);
	err = connect_in(reader, workdir_path(work), error);
	if (err == -EPERM || err == -EOPNOTSUPP)
		err = connect_elsewhere(reader, error);
	if (err < 0)
		return err;
	reader->server = fork();
	if (reader->server == 0)
		become_server(reader, name, parent);
	if (reader->server < 0)
		return host_fail(error, errno, "cannot start qemu-nbd: %s",
				 strerror(errno));
	run_child_add(reader->server);
	(void)close(reader->listening);
	reader->listening = -1;
	return 0;
}

/* Why the server did not speak, or stopped. */
static int explain(struct blockread *reader, int err, struct host_error *error)
{
	char text[4096] = { 0 };
	int status = 0;

	/* Where it has closed the connection, it ends in a moment. */
	for (int i = 0; reader->server && i < 100; i++) {
		if (waitpid(reader->server, &status, WNOHANG) == reader->server) {
			run_child_remove(reader->server);
			reader->server = 0;
		} else {
			(void)usleep(10000);
		}
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return host_fail(error, ENOPKG,
				 "qemu-nbd is not installed (package qemu-utils)");
	if (pread(reader->said, text, sizeof(text) - 1, 0) < 0)
		text[0] = '\0';
	if (strstr(text, "Failed to get") && strstr(text, "lock"))
		return host_fail(error, EBUSY,
				 "an image is in use by another process (a running VM?)");
	return host_fail(error, EIO, "qemu-nbd failed (%s): %s", strerror(-err),
			 run_last_line(reader->pool, text));
}

static int on_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	struct blockread *reader = arg;
	int err = nbd_stretch(&reader->nbd, from, end, data);
	if (err && !reader->failed)
		reader->failed = err;
	return err;
}

static int on_read(void *arg, uint64_t from, void *to, size_t len)
{
	struct blockread *reader = arg;
	int err = nbd_read(&reader->nbd, from, to, len);

	if (err && !reader->failed)
		reader->failed = err;
	reader->read += len;
	if (reader->progress && reader->data)
		progress_report_bytes(reader->progress, reader->stage, reader->read,
				      reader->data);
	return err;
}

static int open_as(struct pool *pool, json_t *spec, const struct workdir *work,
		   bool writable, struct blockread **opened, struct host_error *error)
{
	struct blockread *reader = pool_alloc(pool, sizeof(*reader));
	int err;

	*reader = (struct blockread){ .pool = pool,
				      .writable = writable,
				      .listening = -1,
				      .connected = -1,
				      .said = -1 };
	*opened = reader;
	err = serve(reader, spec, work, error);
	if (err)
		return err;
	err = nbd_begin(pool, &reader->nbd, reader->connected);
	if (err)
		return explain(reader, err, error);
	reader->disk =
		(struct export_disk){ reader->nbd.size, on_stretch, on_read, reader };
	return 0;
}

int blockread_open(struct pool *pool, json_t *spec, const struct workdir *work,
		   struct blockread **opened, struct host_error *error)
{
	return open_as(pool, spec, work, false, opened, error);
}

int blockread_open_writable(struct pool *pool, json_t *spec, const struct workdir *work,
			    struct blockread **opened, struct host_error *error)
{
	return open_as(pool, spec, work, true, opened, error);
}

int blockread_write(struct blockread *reader, uint64_t from, const void *data, size_t len,
		    struct host_error *error)
{
	int err = nbd_write(&reader->nbd, from, data, len);

	return err ? explain(reader, err, error) : 0;
}

int blockread_flush(struct blockread *reader, struct host_error *error)
{
	int err = nbd_flush(&reader->nbd);

	return err ? explain(reader, err, error) : 0;
}

int blockread_discard(struct blockread *reader, uint64_t from, uint64_t len,
		      struct host_error *error)
{
	int err = nbd_trim(&reader->nbd, from, len);

	return err ? explain(reader, err, error) : 0;
}

const struct export_disk *blockread_disk(const struct blockread *reader)
{
	return &reader->disk;
}

int blockread_report(struct blockread *reader, const char *stage,
		     const struct progress *progress)
{
	uint64_t end;
	bool data;
	int err = 0;

	reader->stage = stage;
	reader->progress = progress;
	reader->read = 0;
	if (reader->data)
		return 0;
	for (uint64_t at = 0; !err && at < reader->disk.size; at = end) {
		err = on_stretch(reader, at, &end, &data);
		if (!err && data)
			reader->data += end - at;
	}
	return err;
}

bool blockread_failed(struct blockread *reader, struct host_error *error)
{
	if (!reader || !reader->failed)
		return false;
	(void)explain(reader, reader->failed, error);
	return true;
}

void blockread_close(struct blockread *reader)
{
	if (!reader)
		return;
	if (reader->connected >= 0) {
		nbd_end(&reader->nbd);
		(void)close(reader->connected);
	}
	if (reader->listening >= 0)
		(void)close(reader->listening);
	if (reader->server > 0) {
		(void)kill(reader->server, SIGKILL);
		while (waitpid(reader->server, NULL, 0) < 0 && errno == EINTR)
			;
		run_child_remove(reader->server);
	}
	if (reader->said >= 0)
		(void)close(reader->said);
}
