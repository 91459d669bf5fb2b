/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks that come late, and looking for them again. */
#include "disk/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	/* A USB hub reports a new device 0.1 s after power is good on its port; between
	 * one event of an enumeration and the next, real devices take up to a second. */
	QUIET_MS = 1500,
	/* Whatever was there at the start has come by then, as far as it says nothing. */
	STARTED_LONG_AGO_MS = 20000,
	STEP_MS = 100,
};

/* When the kernel last began to look at all its buses: when it started, in the beginning.
 */
static int64_t looked_ms;

static int64_t clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool exists(const char *pattern)
{
	glob_t found;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return false;
	globfree(&found);
	return true;
}

/* Whether the file at PATH starts with TEXT. */
static bool starts(const char *path, const char *text)
{
	char have[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, have, sizeof(have) - 1);
	close(fd);
	return len > 0 && strncmp(have, text, strlen(text)) == 0;
}

/* An interface of the USB class for storage (8) that has brought no block device yet. */
static bool is_coming_by_usb(const char *class)
{
	char pattern[PATH_MAX];

	if (!starts(class, "08"))
		return false;
	(void)snprintf(pattern, sizeof(pattern), "%.*s/host*/target*/*:*/block/*",
		       (int)(strrchr(class, '/') - class), class);
	return !exists(pattern);
}

static bool is_coming_by_nvme(const char *state)
{
	return starts(state, "new") || starts(state, "connecting") ||
	       starts(state, "resetting");
}

static bool any(const char *pattern, bool (*is)(const char *path))
{
	glob_t found;
	bool yes = false;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return false;
	for (size_t i = 0; i < found.gl_pathc && !yes; i++)
		yes = is(found.gl_pathv[i]);
	globfree(&found);
	return yes;
}

/* Something that will be a disk and is none yet. */
static bool is_under_way(void)
{
	return any("/sys/bus/usb/devices/*:*/bInterfaceClass", is_coming_by_usb) ||
	       any("/sys/class/nvme/*/state", is_coming_by_nvme);
}

/* Whether the machine has a bus whose devices come after init has started. */
static bool has_late_bus(void)
{
	return exists("/sys/bus/usb/devices/usb*") || exists("/sys/class/mmc_host/*");
}

/* The kernel's messages of devices that come and go (udev's source); -1: none. */
static int listen_to_kernel(void)
{
	struct sockaddr_nl all = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&all, sizeof(all)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Wait one step at most; whether the kernel said something. */
static bool hears(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char message[4096];
	bool heard = false;

	(void)poll(&ready, fd < 0 ? 0 : 1, STEP_MS);
	while (fd >= 0 && recv(fd, message, sizeof(message), 0) > 0)
		heard = true;
	return heard;
}

static size_t wait_until_quiet(int fd, size_t wanted, int64_t end, bool expects)
{
	int64_t quiet_since = clock_ms(CLOCK_MONOTONIC);

	for (;;) {
		struct pool *scratch = pool_new();
		size_t count = machine_disks(scratch).count;
		int64_t now = clock_ms(CLOCK_MONOTONIC);
		bool quiet = !expects || now - quiet_since >= QUIET_MS;

		pool_free(scratch);
		if (wanted ? count >= wanted : quiet && !is_under_way())
			return count;
		if (now >= end)
			return count;
		if (hears(fd))
			quiet_since = clock_ms(CLOCK_MONOTONIC);
	}
}

size_t machine_settle(size_t wanted, unsigned limit_ms)
{
	int64_t now = clock_ms(CLOCK_MONOTONIC);
	bool expects = has_late_bus() &&
		       clock_ms(CLOCK_BOOTTIME) - looked_ms < STARTED_LONG_AGO_MS;
	int fd = listen_to_kernel();
	size_t count = wait_until_quiet(fd, wanted, now + limit_ms, expects);

	if (fd >= 0)
		close(fd);
	return count;
}

/* Write TEXT into each file of PATTERN; a device may refuse, that is its matter. */
static void write_each(const char *pattern, const char *text)
{
	glob_t found;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int fd = open(found.gl_pathv[i], O_WRONLY | O_CLOEXEC);

		if (fd < 0)
			continue;
		if (write(fd, text, strlen(text)) < 0)
			errno = 0;
		close(fd);
	}
	globfree(&found);
}

/* The kernel refuses while a partition is in use, which is right. */
static void read_table_again(struct pool *pool, const char *name)
{
	int fd = open(pool_printf(pool, "/dev/%s", name), O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (ioctl(fd, BLKRRPART) < 0)
		errno = 0;
	close(fd);
}

void machine_rescan(struct pool *pool)
{
	struct strs names;

	looked_ms = clock_ms(CLOCK_BOOTTIME);
	write_each("/sys/bus/pci/rescan", "1");
	write_each("/sys/class/scsi_host/*/scan", "- - -");
	write_each("/sys/class/nvme/*/rescan_controller", "1");
	write_each("/sys/block/*/device/rescan", "1");
	names = machine_disks(pool);
	for (size_t i = 0; i < names.count; i++)
		read_table_again(pool, names.item[i]);
}
