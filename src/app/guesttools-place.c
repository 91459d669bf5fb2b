/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The place a program of the guest runs in: its own tree, and nothing of the machine. */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "app/guesttools-internal.h"
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

/* NODE seen at PATH, with the directories above it. */
static int show_node(const char *node, char *path, size_t dev_len)
{
	int fd;

	for (char *slash = strchr(path + dev_len, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0755);
		*slash = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? 0 : -errno;
	close(fd);
	return mount(node, path, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

/*
 * The devices that are mounted, which generators ask for to find their drivers: they can
 * be seen, and not opened, for what they lie on is mounted so.
 */
static int show_disks(const char *root)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	size_t dev_len = strlen(root) + strlen("/dev/");
	char node[256], path[512];
	unsigned count = 0;
	struct mntent *m;
	struct stat st;
	int err;

	if (!mounts)
		return -errno;
	(void)snprintf(path, sizeof(path), "%s/dev/.disks", root);
	(void)mkdir(path, 0700);
	err = mount_at("disks", root, "/dev/.disks", "tmpfs",
		       MS_NODEV | MS_NOSUID | MS_NOEXEC);
	while (!err && (m = getmntent(mounts))) {
		if (!path_is_below(m->mnt_dir, root) ||
		    strncmp(m->mnt_fsname, "/dev/", 5) != 0 ||
		    stat(m->mnt_fsname, &st) < 0 || !S_ISBLK(st.st_mode))
			continue;
		(void)snprintf(node, sizeof(node), "%s/dev/.disks/%u", root, count++);
		(void)snprintf(path, sizeof(path), "%s%s", root, m->mnt_fsname);
		if (mknod(node, S_IFBLK | 0600, st.st_rdev) < 0)
			err = -errno;
		else
			err = show_node(node, path, dev_len);
	}
	endmntent(mounts);
	return err;
}

int guesttools_enter(const char *root)
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
		err = show_disks(root);
	if (!err)
		err = mount_at("run", root, "/run", "tmpfs", quiet);
	if (!err)
		err = mount_at("tmp", root, "/tmp", "tmpfs", quiet);
	if (!err && (chroot(root) < 0 || chdir("/") < 0))
		err = -errno;
	return err ? err : make_devices();
}
