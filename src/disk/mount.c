/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* norecovery is not used: a dirty journal is replayed, on the copy-on-write layer. */
static const struct mountable {
	const char *type;    /* as blkid says */
	const char *kernel;  /* as mount(2) wants it */
	const char *options; /* always */
} mountables[] = {
	{ "ext2", "ext4", NULL },
	{ "ext3", "ext4", NULL },
	{ "ext4", "ext4", NULL },
	/* A clone has the UUID of its origin, which may be here too. */
	{ "xfs", "xfs", "nouuid" },
	{ "btrfs", "btrfs", NULL },
	{ "vfat", "vfat", "utf8" },
};

static const struct mountable *mountable_find(const char *type)
{
	for (size_t i = 0; type && i < sizeof(mountables) / sizeof(*mountables); i++)
		if (strcmp(mountables[i].type, type) == 0)
			return &mountables[i];
	return NULL;
}

bool mount_can(const char *type)
{
	return mountable_find(type) != NULL;
}

enum { SAMPLES = 10000 };

static int samples;

static int open_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)at;
	if (kind != FTW_F || !S_ISREG(st->st_mode))
		return ++samples > SAMPLES;
	(void)open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return 1;
}

/*
 * When the first file of an ext file system is opened, the kernel writes the path of its
 * mount point into the superblock, and so into the journal, as who opens it sees that.
 * One who sees no more than the file system writes "/", and nothing of ours stays in an
 * image (Linux fs/ext4/file.c, ext4_sample_last_mounted).
 */
static void sample_mount_point(const char *target)
{
	pid_t child = fork();

	if (child == 0) {
		if (chroot(target) == 0 && chdir("/") == 0)
			(void)nftw("/", open_one, 8, FTW_PHYS | FTW_MOUNT);
		_exit(0);
	}
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

int mount_volume(struct pool *pool, const struct volume *volume, const char *target,
		 enum mount_mode mode, const char *options, const char **why)
{
	const struct mountable *how = mountable_find(volume->type);
	unsigned long flags = MS_NODEV | MS_NOSUID | MS_NOEXEC | MS_NOATIME;
	const char *all = how && how->options ? how->options : "";

	if (!how || volume->problem) {
		*why = volume->problem ? volume->problem : "not a file system to mount";
		return -EINVAL;
	}
	if (options && *options)
		all = pool_printf(pool, "%s%s%s", all, *all ? "," : "", options);
	if (mode == MOUNT_READ_ONLY)
		flags |= MS_RDONLY;
	(void)mkdir(target, 0700);
	if (mount(volume->node, target, how->kernel, flags, all) < 0) {
		int err = -errno;

		*why = err == -EUCLEAN || err == -EIO || err == -EINVAL
			       ? pool_printf(pool, "damaged: mounting says \"%s\"",
					     strerror(-err))
			       : pool_strdup(pool, strerror(-err));
		return err;
	}
	if (mode == MOUNT_WRITABLE && strcmp(how->kernel, "ext4") == 0)
		sample_mount_point(target);
	return 0;
}

int mount_foreign(struct pool *pool, const struct volume *volume, const char *target,
		  const char **why)
{
	unsigned long flags = MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC | MS_NOATIME;

	(void)mkdir(target, 0700);
	if (mount(volume->node, target, "ntfs3", flags, NULL) == 0)
		return 0;
	*why = pool_strdup(pool, strerror(errno));
	return -errno;
}

int mount_memory(const char *target)
{
	unsigned long flags = MS_NODEV | MS_NOSUID | MS_NOEXEC;

	return mount("drydock", target, "tmpfs", flags, "mode=0700") < 0 ? -errno : 0;
}

int mount_within(const char *target, const char *dir)
{
	return mount(dir, target, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

void mount_measure(const char *target, struct volume *volume)
{
	struct statvfs fs;

	volume->block = 0;
	if (statvfs(target, &fs) < 0 || fs.f_bsize > UINT32_MAX)
		return;
	volume->block = (uint32_t)fs.f_bsize;
	volume->room = (uint64_t)fs.f_bfree * fs.f_bsize;
	volume->files = fs.f_files;
	volume->files_free = fs.f_ffree;
}

int mount_end(const char *target)
{
	return umount2(target, UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
}

int64_t mount_trim(const char *target)
{
	struct fstrim_range range = { .len = UINT64_MAX };
	int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, FITRIM, &range) < 0 ? -errno : 0;
	close(fd);
	return err < 0 ? err : (int64_t)range.len;
}
