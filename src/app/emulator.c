/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/emulator.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "app/here-internal.h"
#include "base/hash.h"
#include "disk/loop.h"
#include "disk/medium.h"
#include "host/run.h"

#define DIRECTORY "/run/drydock/proof"
#define LOCK      "/run/drydock/proof.lock"
#define MEDIUM    DIRECTORY "/medium"
#define ROOT      DIRECTORY "/root" /* also in host/prove-machine.c */
#define LAYER     DIRECTORY "/layer"
#define BY_PXE    "/proof.squashfs"
#define SUM       "/usr/share/drydock/proof.sha256"

/* MiB, beside the memory of the guest. */
enum {
	EMULATOR = 384, /* QEMU, with 256 for what TCG translates */
	LAYER_LEAST = 128,
	LEFT = 64,    /* for the menu and the kernel */
	LARGEST = 64, /* of proof.squashfs */
};

/* MiB that can be had without taking them from somebody. */
static unsigned memory_available(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long kib = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %lu", &kib) == 1)
			break;
	if (file)
		(void)fclose(file);
	return (unsigned)(kib >> 10);
}

/* What is left for the layer goes to *LAYER, MiB. */
static int check_memory(unsigned guest, unsigned *layer)
{
	unsigned there = memory_available();
	unsigned taken = guest + EMULATOR + LEFT;

	if (there < taken + LAYER_LEAST)
		return command_fail(
			STATUS_FAILED,
			"too little memory: %u MiB are free, and %u are needed: %u for "
			"the system that is started, %u for the emulator, %u for what "
			"the system writes",
			there, taken + LAYER_LEAST, guest, EMULATOR, LAYER_LEAST + LEFT);
	*layer = there - taken;
	return 0;
}

/* Its bytes in memory, with their sum in DIGITS; a descriptor or -errno. */
static int read_file(const char *path, char digits[HASH_DIGITS])
{
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int to = from < 0 ? -1 : memfd_create("proof", MFD_CLOEXEC);
	static char part[1 << 16];
	struct sha256_ctx hash;
	off_t size = 0;
	ssize_t len = -1;

	if (from < 0)
		return -errno;
	sha256_init(&hash);
	while (to >= 0 && size >> 20 < LARGEST &&
	       (len = read(from, part, sizeof(part))) > 0) {
		sha256_update(&hash, (size_t)len, (const uint8_t *)part);
		if (write(to, part, (size_t)len) != len)
			break;
		size += len;
	}
	hash_end(&hash, digits);
	close(from);
	if (len == 0)
		return to;
	if (to >= 0)
		close(to);
	return -EIO;
}

static bool is_ours(const char digits[HASH_DIGITS])
{
	char known[HASH_DIGITS] = "";
	FILE *file = fopen(SUM, "re");
	bool is = file && fgets(known, sizeof(known), file) && !strcmp(known, digits);

	if (file)
		(void)fclose(file);
	return is;
}

static int say_why_not(int err)
{
	if (err == -ENOMEDIUM)
		return command_fail(STATUS_FAILED,
				    "the emulator is on the medium that the appliance "
				    "was started from, and that is not in this machine "
				    "any more: put it back in");
	if (err == -ENOENT)
		return command_fail(STATUS_FAILED,
				    "the appliance was started without the emulator: it "
				    "is on the CD, the USB stick and the disk image, and "
				    "proof.cpio brings it by PXE");
	if (err == -EBADMSG)
		return command_fail(STATUS_FAILED,
				    "the emulator on the medium is not the one that "
				    "belongs to this appliance, or is damaged");
	return command_fail(STATUS_FAILED, "the emulator cannot be read: %s",
			    strerror(-err));
}

/* The squashfs, in memory; a descriptor or -errno. */
static int fetch(struct pool *pool)
{
	char digits[HASH_DIGITS];
	int fd = read_file(BY_PXE, digits), err;

	if (fd == -ENOENT) {
		err = medium_mount(pool, MEDIUM);
		if (err)
			return err;
		fd = read_file(MEDIUM "/drydock/proof.squashfs", digits);
	}
	if (fd < 0 || is_ours(digits))
		return fd;
	close(fd);
	return -EBADMSG;
}

static int mount_emulator(struct pool *pool)
{
	char name[LOOP_NAME];
	int fd = fetch(pool), loop, err = 0;

	if (fd < 0)
		return fd;
	loop = loop_over(fd, LO_FLAGS_READ_ONLY, 0, name);
	close(fd);
	if (loop < 0)
		return loop;
	if (mount(pool_printf(pool, "/dev/%s", name), ROOT, "squashfs",
		  MS_RDONLY | MS_NODEV | MS_NOSUID, NULL) < 0)
		err = -errno;
	close(loop);
	return err;
}

static int mount_all(struct pool *pool, unsigned layer)
{
	static const char *const dirs[] = { DIRECTORY, MEDIUM, ROOT, LAYER };
	int err;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (mkdir(dirs[i], 0700) < 0 && errno != EEXIST)
			return command_fail(STATUS_FAILED, "\"%s\": %s", dirs[i],
					    strerror(errno));
	err = mount_emulator(pool);
	if (err)
		return say_why_not(err);
	if (mount("drydock", LAYER, "tmpfs", MS_NODEV | MS_NOSUID | MS_NOEXEC,
		  pool_printf(pool, "mode=0700,size=%um", layer)) < 0)
		return command_fail(STATUS_FAILED, "no memory for the layer: %s",
				    strerror(errno));
	return 0;
}

static void unmount_all(void)
{
	(void)umount2(LAYER, MNT_DETACH);
	(void)umount2(ROOT, MNT_DETACH);
	(void)umount2(MEDIUM, MNT_DETACH);
}

/* QEMU's way to the guest's SSH is a port on 127.0.0.1, which only this machine has. */
static int loopback(struct pool *pool, const char *state)
{
	const char *const words[] = { "ip", "link", "set", "lo", state, NULL };
	struct host_error error = { "" };

	if (run_checked(pool, words, NULL, NULL, &error) == 0)
		return 0;
	return command_fail(STATUS_FAILED, "the loopback cannot be switched %s: %s",
			    state, error.text);
}

/* Where memory runs out after all, this process and its children are ended, not others.
 */
static void offer_to_be_ended(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, "1000", 4);
	close(fd);
}

static void prepare(void)
{
	offer_to_be_ended();
	(void)setenv("DRYDOCK_QEMU", ROOT "/usr/bin/qemu-system-x86_64", 1);
	(void)setenv("LD_LIBRARY_PATH", ROOT "/usr/lib/x86_64-linux-gnu", 1);
	/* A kernel to see whether KVM works. */
	(void)setenv("DRYDOCK_APPLIANCE", MEDIUM "/drydock", 1);
	(void)setenv("TMPDIR", LAYER, 1);
}

/* Until the child has ended; what would end this process goes to it. */
static int await(pid_t child, const sigset_t *signals)
{
	int status;

	for (;;) {
		pid_t ended = waitpid(child, &status, WNOHANG);
		int number;

		if (ended == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_FAILED;
		if (ended < 0)
			return STATUS_FAILED;
		number = sigwaitinfo(signals, NULL);
		if (number > 0 && number != SIGCHLD)
			(void)kill(child, number);
	}
}

static int run(int (*work)(void *), void *arg)
{
	pid_t parent = getpid(), child;
	sigset_t signals, before;
	int status;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGCHLD);
	(void)sigaddset(&signals, SIGHUP);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &signals, &before);
	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)sigprocmask(SIG_SETMASK, &before, NULL);
		if (getppid() != parent)
			_exit(STATUS_FAILED);
		prepare();
		status = work(arg);
		(void)fflush(NULL);
		_exit(status);
	}
	status = child < 0 ? command_fail(STATUS_FAILED, "no process to be had")
			   : await(child, &signals);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

static int run_alone(struct pool *pool, unsigned guest, int (*work)(void *), void *arg)
{
	unsigned layer = 0;
	int status = check_memory(guest, &layer);

	if (status == 0)
		status = mount_all(pool, layer);
	if (status == 0)
		status = loopback(pool, "up");
	if (status == 0) {
		status = run(work, arg);
		(void)loopback(pool, "down");
	}
	unmount_all();
	return status;
}

int emulator_run(struct pool *pool, unsigned guest, int (*work)(void *), void *arg)
{
	int status = here_separate(), lock;

	if (status)
		return status;
	lock = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) < 0)
		status = command_fail(STATUS_FAILED, "another proof is running");
	else
		status = run_alone(pool, guest, work, arg);
	if (lock >= 0)
		close(lock);
	return status;
}

bool emulator_is_full(void)
{
	struct statvfs fs;

	return statvfs(LAYER, &fs) == 0 && (fs.f_bavail * fs.f_frsize) >> 20 == 0;
}
