/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading what stands at a name; putting it back is in state-restore.c. */
#include "engine/state.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { LOCKS = FS_IMMUTABLE_FL | FS_APPEND_FL };
enum { XATTR_MAX = 64 * 1024 }; /* XATTR_LIST_MAX and XATTR_SIZE_MAX of xattr(7) */

char *state_temporary(struct pool *pool, const char *name)
{
	/* A directory keeps names that are gone: this one says nothing of who wrote. */
	return pool_printf(pool, ".~new~%s", name);
}

int state_locks(int fd)
{
	int flags = 0;

	return ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0 ? 0 : flags & LOCKS;
}

int state_unlock(int fd, int *flags)
{
	int now = 0;

	*flags = 0;
	if (ioctl(fd, FS_IOC_GETFLAGS, &now) < 0 || !(now & LOCKS))
		return 0;
	*flags = now & LOCKS;
	now &= ~LOCKS;
	return ioctl(fd, FS_IOC_SETFLAGS, &now) < 0 ? -errno : 0;
}

int state_lock(int fd, int flags)
{
	int now = 0;

	if (!flags)
		return 0;
	if (ioctl(fd, FS_IOC_GETFLAGS, &now) < 0)
		return -errno;
	now |= flags;
	return ioctl(fd, FS_IOC_SETFLAGS, &now) < 0 ? -errno : 0;
}

static void take_stat(struct undo_state *state, const struct stat *st)
{
	state->kind = S_ISLNK(st->st_mode) ? UNDO_LINK : UNDO_FILE;
	state->mode = st->st_mode & 07777;
	state->uid = st->st_uid;
	state->gid = st->st_gid;
	state->inode = st->st_ino;
	state->links = st->st_nlink;
	state->size = (uint64_t)st->st_size;
	state->atime.seconds = st->st_atim.tv_sec;
	state->atime.nanoseconds = (uint32_t)st->st_atim.tv_nsec;
	state->mtime.seconds = st->st_mtim.tv_sec;
	state->mtime.nanoseconds = (uint32_t)st->st_mtim.tv_nsec;
}

static int read_xattr(struct pool *pool, const char *path, const char *name,
		      struct undo_xattr *xattr)
{
	unsigned char *value = pool_alloc(pool, XATTR_MAX);
	ssize_t len = lgetxattr(path, name, value, XATTR_MAX);

	if (len < 0)
		return -errno;
	*xattr = (struct undo_xattr){ pool_strdup(pool, name), { value, (size_t)len } };
	return 0;
}

static int read_xattrs(struct pool *pool, const char *path, struct undo_state *state)
{
	char *names = pool_alloc(pool, XATTR_MAX);
	ssize_t len = llistxattr(path, names, XATTR_MAX);
	size_t count = 0;
	int err = 0;

	if (len < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; name < names + len; name += strlen(name) + 1)
		count++;
	state->xattr = pool_alloc(pool, (count + 1) * sizeof(*state->xattr));
	for (const char *name = names; !err && name < names + len;
	     name += strlen(name) + 1)
		err = read_xattr(pool, path, name, &state->xattr[state->xattrs++]);
	return err;
}

static int read_content(struct pool *pool, int fd, struct undo_state *state)
{
	unsigned char *data = pool_alloc(pool, state->size + 1);
	size_t len = 0;

	while (len < state->size) {
		ssize_t got = pread(fd, data + len, state->size - len, (off_t)len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		len += (size_t)got;
	}
	state->content = (struct bytes){ data, len };
	return 0;
}

static int read_file(struct pool *pool, int fd, bool content, struct undo_state *state)
{
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	take_stat(state, &st);
	state->flags = (uint32_t)state_locks(fd);
	err = read_xattrs(pool, pool_printf(pool, "/proc/self/fd/%d", fd), state);
	return !err && content ? read_content(pool, fd, state) : err;
}

static int read_link(struct pool *pool, int dir_fd, const char *name,
		     struct undo_state *state)
{
	enum { TARGET_MAX = 4096 };
	char *target = pool_alloc(pool, TARGET_MAX);
	ssize_t len = readlinkat(dir_fd, name, target, TARGET_MAX);
	struct stat st;

	if (len < 0 || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	take_stat(state, &st);
	state->content = (struct bytes){ (unsigned char *)target, (size_t)len };
	return read_xattrs(pool, pool_printf(pool, "/proc/self/fd/%d/%s", dir_fd, name),
			   state);
}

/* O_PATH first: opening a FIFO or a device node of a hostile disk could block or act. */
int state_read(struct pool *pool, int dir_fd, const char *name, bool content,
	       struct undo_state *state)
{
	struct stat st;
	int fd, err;

	*state = (struct undo_state){ .kind = UNDO_NOTHING };
	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISLNK(st.st_mode))
		return read_link(pool, dir_fd, name, state);
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	err = read_file(pool, fd, content, state);
	close(fd);
	return err;
}

bool state_is(const struct undo_state *state, const struct undo_state *other)
{
	return state->kind == other->kind &&
	       (state->kind == UNDO_NOTHING ||
		(state->uid == other->uid && state->gid == other->gid &&
		 (state->kind == UNDO_LINK || state->mode == other->mode) &&
		 bytes_equal(state->content, other->content)));
}
