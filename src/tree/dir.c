/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
	LABEL_MAX = 512,  /* bytes of an SELinux label */
	BLOCK = 4096,     /* what open(2) asks of O_DIRECT, on any disk */
	DIRECT = 1 << 20, /* bytes of a file that does not go through the page cache */
};

struct dir {
	struct tree tree;
	int fd;
};

int dir_open_at(int root_fd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	const char *inside = path + strspn(path, "/");
	long fd =
		syscall(SYS_openat2, root_fd, *inside ? inside : ".", &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

static enum tree_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return TREE_FILE;
	if (S_ISDIR(mode))
		return TREE_DIR;
	return S_ISLNK(mode) ? TREE_LINK : TREE_OTHER;
}

/* A link cannot be opened under RESOLVE_NO_SYMLINKS, so its parent is, and *at() is used.
 */
static int open_parent(const struct dir *dir, struct pool *pool, const char *path,
		       const char **name)
{
	const char *slash = strrchr(path, '/');
	char *parent = pool_strndup(pool, path, (size_t)(slash - path));

	*name = slash[1] ? slash + 1 : ".";
	return dir_open_at(dir->fd, parent, O_PATH | O_DIRECTORY);
}

static int dir_stat(struct tree *tree, const char *path, struct tree_stat *out)
{
	struct dir *dir = (struct dir *)tree;
	struct statx st;
	const char *name;
	int fd = open_parent(dir, tree->pool, path, &name), err = 0;

	if (fd < 0)
		return fd;
	if (statx(fd, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &st) < 0)
		err = -errno;
	close(fd);
	if (err < 0)
		return err;
	*out = (struct tree_stat){
		.kind = kind_of(st.stx_mode),
		.mode = st.stx_mode & 07777,
		.uid = st.stx_uid,
		.gid = st.stx_gid,
		.size = st.stx_size,
		.dev = makedev(st.stx_dev_major, st.stx_dev_minor),
		.ino = st.stx_ino,
		.links = st.stx_nlink,
		.mtime = { st.stx_mtime.tv_sec, st.stx_mtime.tv_nsec },
		.locks = (st.stx_attributes & STATX_ATTR_IMMUTABLE ? TREE_IMMUTABLE : 0) |
			 (st.stx_attributes & STATX_ATTR_APPEND ? TREE_APPEND_ONLY : 0),
	};
	return 0;
}

/*
 * A large file is read once: past the page cache, which would take as much memory again
 * and, on an emulated processor, half of the time.  Not every file system can.
 */
static int open_to_read(const char *path, const struct stat *st)
{
	int fd = -1;

	if (st->st_size >= DIRECT)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_DIRECT);
	return fd >= 0 ? fd : open(path, O_RDONLY | O_CLOEXEC);
}

/* Bytes read, -errno, or -EAGAIN where it is to be tried again without O_DIRECT. */
static ssize_t read_some(int fd, unsigned char *to, size_t room)
{
	int flags = fcntl(fd, F_GETFL);
	ssize_t got = read(fd, to, room);

	if (got >= 0 || errno == EINTR)
		return got >= 0 ? got : -EAGAIN;
	if (errno != EINVAL || flags < 0 || !(flags & O_DIRECT))
		return -errno;
	return fcntl(fd, F_SETFL, flags & ~O_DIRECT) < 0 ? -errno : -EAGAIN;
}

static unsigned char *room_for(struct pool *pool, size_t size, size_t *room)
{
	unsigned char *data;

	*room = size;
	if (size < DIRECT)
		return pool_alloc(pool, size + 1);
	*room = size / BLOCK * BLOCK + BLOCK;
	data = pool_alloc(pool, *room + BLOCK);
	return data + -(uintptr_t)data % BLOCK;
}

static int read_all(int fd, size_t limit, struct pool *pool, struct bytes *content)
{
	struct stat st;
	unsigned char *data;
	size_t size, room, len = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	size = (size_t)st.st_size;
	if (size > limit)
		return -EFBIG;
	data = room_for(pool, size, &room);
	while (len < size) {
		ssize_t got = read_some(fd, data + len, room - len);

		if (got == -EAGAIN)
			continue;
		if (got < 0)
			return (int)got;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	*content = (struct bytes){ data, len < size ? len : size };
	return 0;
}

/* O_PATH first: opening a FIFO or a device node of a hostile disk could block or act. */
static int dir_read(struct tree *tree, const char *path, size_t limit, struct pool *pool,
		    struct bytes *content)
{
	struct dir *dir = (struct dir *)tree;
	char reopen[64];
	struct stat st;
	int handle = dir_open_at(dir->fd, path, O_PATH), fd, err;

	if (handle < 0)
		return handle;
	if (fstat(handle, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(handle);
		return -EINVAL;
	}
	(void)snprintf(reopen, sizeof(reopen), "/proc/self/fd/%d", handle);
	fd = open_to_read(reopen, &st);
	err = fd < 0 ? -errno : read_all(fd, limit, pool, content);
	if (fd >= 0)
		close(fd);
	close(handle);
	return err;
}

static int dir_read_link(struct tree *tree, const char *path, char **target)
{
	struct dir *dir = (struct dir *)tree;
	char text[PATH_MAX];
	const char *name;
	ssize_t len;
	int fd = open_parent(dir, tree->pool, path, &name);

	if (fd < 0)
		return fd;
	len = readlinkat(fd, name, text, sizeof(text));
	if (len < 0) {
		int err = -errno;

		close(fd);
		return err;
	}
	close(fd);
	*target = pool_strndup(tree->pool, text, (size_t)len);
	return 0;
}

static int dir_list(struct tree *tree, const char *path, struct strs *names)
{
	struct dir *dir = (struct dir *)tree;
	int fd = dir_open_at(dir->fd, path, O_RDONLY | O_DIRECTORY), err;
	struct dirent *entry;
	DIR *stream;

	if (fd < 0)
		return fd;
	stream = fdopendir(fd);
	if (!stream) {
		err = -errno;
		close(fd);
		return err;
	}
	/* NULL is the end or an error; only errno tells. */
	while (errno = 0, (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strs_add(names, pool_strdup(tree->pool, entry->d_name));
	err = -errno;
	closedir(stream);
	return err;
}

static int dir_label(struct tree *tree, const char *path, char **label)
{
	struct dir *dir = (struct dir *)tree;
	char value[LABEL_MAX];
	const char *name;
	ssize_t len;
	int fd = open_parent(dir, tree->pool, path, &name), err = 0;

	if (fd < 0)
		return fd;
	len = lgetxattr(pool_printf(tree->pool, "/proc/self/fd/%d/%s", fd, name),
			"security.selinux", value, sizeof(value));
	if (len < 0)
		err = -errno;
	else
		*label = pool_strndup(tree->pool, value, (size_t)len);
	close(fd);
	return err;
}

static const struct tree_ops dir_ops = {
	.stat = dir_stat,
	.read = dir_read,
	.read_link = dir_read_link,
	.list = dir_list,
	.label = dir_label,
};

int dir_open(struct pool *pool, const char *path, struct tree **tree)
{
	struct dir *dir = pool_alloc(pool, sizeof(*dir));

	dir->fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd < 0)
		return -errno;
	dir->tree = (struct tree){ .ops = &dir_ops, .pool = pool };
	*tree = &dir->tree;
	return 0;
}

void dir_close(struct tree *tree)
{
	close(((struct dir *)tree)->fd);
}

int dir_fd(const struct tree *tree)
{
	return ((const struct dir *)tree)->fd;
}
