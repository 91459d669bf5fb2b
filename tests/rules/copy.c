/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fd.h"

struct linked {
	dev_t dev;
	ino_t ino;
	const char *copy; /* below the copied directory */
	struct linked *next;
};

struct copying {
	struct pool *pool;
	int root;
	struct linked *linked;
};

/* One directory in the other; BELOW is where both lie, "" or "etc/". */
struct place {
	int from, to;
	const char *below;
};

static int copy_attributes(int from, int to)
{
	char names[4096], value[4096];
	ssize_t len = flistxattr(from, names, sizeof(names)), got;

	for (char *name = names; name < names + len; name += strlen(name) + 1) {
		got = fgetxattr(from, name, value, sizeof(value));
		if (got < 0 || fsetxattr(to, name, value, (size_t)got, 0) < 0)
			return -errno;
	}
	return len < 0 && errno != ENOTSUP ? -errno : 0;
}

static int copy_metadata(int from, int to, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	int err = copy_attributes(from, to);

	/* As cp does: who is not root keeps what is his. */
	if (!err && fchown(to, st->st_uid, st->st_gid) < 0 && geteuid() == 0)
		err = -errno;
	if (!err && (fchmod(to, st->st_mode & 07777) < 0 || futimens(to, times) < 0))
		err = -errno;
	return err;
}

static int copy_range(int from, int to, off_t at, off_t end)
{
	unsigned char piece[65536];

	if (lseek(from, at, SEEK_SET) < 0 || lseek(to, at, SEEK_SET) < 0)
		return -errno;
	while (at < end) {
		size_t want = end - at < (off_t)sizeof(piece) ? (size_t)(end - at)
							      : sizeof(piece);
		ssize_t got = read(from, piece, want);
		int err;

		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		err = fd_write(to, (struct bytes){ piece, (size_t)got });
		if (err)
			return err;
		at += got;
	}
	return 0;
}

static int copy_content(int from, int to, off_t size)
{
	off_t data = 0, hole;
	int err = ftruncate(to, size) < 0 ? -errno : 0;

	while (!err && data < size && (data = lseek(from, data, SEEK_DATA)) >= 0) {
		hole = lseek(from, data, SEEK_HOLE);
		err = copy_range(from, to, data, hole);
		data = hole;
	}
	return err;
}

static int copy_file(const struct place *p, const char *name, const struct stat *st)
{
	int from = openat(p->from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), err;
	int to = openat(p->to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	err = from < 0 || to < 0 ? -errno : copy_content(from, to, st->st_size);
	if (!err)
		err = copy_metadata(from, to, st);
	close(from);
	close(to);
	return err;
}

static int copy_link(const struct place *p, const char *name, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	char target[4096];
	ssize_t len = readlinkat(p->from, name, target, sizeof(target) - 1);

	if (len < 0)
		return -errno;
	target[len] = '\0';
	if (symlinkat(target, p->to, name) < 0 ||
	    (fchownat(p->to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) < 0 &&
	     geteuid() == 0) ||
	    utimensat(p->to, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return 0;
}

static int copy_node(const struct place *p, const char *name, const struct stat *st)
{
	if (mknodat(p->to, name, st->st_mode & S_IFMT, st->st_rdev) < 0 ||
	    fchmodat(p->to, name, st->st_mode & 07777, 0) < 0)
		return -errno;
	return 0;
}

/* 1: the copy of the same file got this name too; 0: it is the first. */
static int copy_as_hard_link(struct copying *c, const struct place *p, const char *name,
			     const struct stat *st)
{
	struct linked *linked;

	for (linked = c->linked; linked; linked = linked->next)
		if (linked->dev == st->st_dev && linked->ino == st->st_ino)
			return linkat(c->root, linked->copy, p->to, name, 0) < 0 ? -errno
										 : 1;
	linked = pool_alloc(c->pool, sizeof(*linked));
	*linked = (struct linked){ st->st_dev, st->st_ino,
				   pool_printf(c->pool, "%s%s", p->below, name),
				   c->linked };
	c->linked = linked;
	return 0;
}

static int copy_entries(struct copying *c, const struct place *p);

static int copy_subdirectory(struct copying *c, const struct place *p, const char *name,
			     const struct stat *st)
{
	struct place in = {
		.from = openat(p->from, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.to = -1,
		.below = pool_printf(c->pool, "%s%s/", p->below, name),
	};
	int err = 0;

	if (in.from < 0 || mkdirat(p->to, name, 0700) < 0)
		err = -errno;
	else if ((in.to = openat(p->to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		err = -errno;
	if (!err)
		err = copy_entries(c, &in);
	if (!err)
		err = copy_metadata(in.from, in.to, st);
	close(in.from);
	close(in.to);
	return err;
}

static int copy_entry(struct copying *c, const struct place *p, const char *name)
{
	struct stat st;
	int done = 0;

	if (fstatat(p->from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return copy_subdirectory(c, p, name, &st);
	if (st.st_nlink > 1)
		done = copy_as_hard_link(c, p, name, &st);
	if (done)
		return done < 0 ? done : 0;
	if (S_ISREG(st.st_mode))
		return copy_file(p, name, &st);
	return S_ISLNK(st.st_mode) ? copy_link(p, name, &st) : copy_node(p, name, &st);
}

static int copy_entries(struct copying *c, const struct place *p)
{
	int fd = openat(p->from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		return -errno;
	while (!err && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			err = copy_entry(c, p, entry->d_name);
	closedir(dir);
	return err;
}

int copy_directory(const char *from, const char *to)
{
	struct copying c = { .pool = pool_new() };
	struct place all = { -1, -1, "" };
	struct stat st;
	int err = 0;

	all.from = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (all.from < 0 || fstat(all.from, &st) < 0 || mkdir(to, 0700) < 0 ||
	    (all.to = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		err = -errno;
	c.root = all.to;
	if (!err)
		err = copy_entries(&c, &all);
	if (!err)
		err = copy_metadata(all.from, all.to, &st);
	close(all.from);
	close(all.to);
	pool_free(c.pool);
	return err;
}
