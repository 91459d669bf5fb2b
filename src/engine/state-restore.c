/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Putting back what stood at a name. */
#include "engine/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"

static int set_xattrs(const char *path, const struct undo_state *state)
{
	for (size_t i = 0; i < state->xattrs; i++)
		if (lsetxattr(path, state->xattr[i].name, state->xattr[i].value.data,
			      state->xattr[i].value.len, 0) < 0)
			return -errno;
	return 0;
}

static void times_of(const struct undo_state *state, struct timespec times[2])
{
	times[0] = (struct timespec){ state->atime.seconds, state->atime.nanoseconds };
	times[1] = (struct timespec){ state->mtime.seconds, state->mtime.nanoseconds };
}

/* Owner before mode: chown(2) takes set-id bits away. */
static int set_metadata(struct pool *pool, int fd, const struct undo_state *state)
{
	struct timespec times[2];
	int err;

	if (fchown(fd, state->uid, state->gid) < 0 || fchmod(fd, state->mode) < 0)
		return -errno;
	err = set_xattrs(pool_printf(pool, "/proc/self/fd/%d", fd), state);
	times_of(state, times);
	if (err == 0 && futimens(fd, times) < 0)
		err = -errno;
	if (err == 0)
		err = state_lock(fd, (int)state->flags);
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	return err;
}

/* A lock forbids to rename over a file or to unlink it. */
static int remove_locked(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int flags, err = 0;

	if (fd >= 0) {
		err = state_unlock(fd, &flags);
		close(fd);
	}
	if (err == 0 && unlinkat(dir_fd, name, 0) < 0 && errno != ENOENT)
		err = -errno;
	return err;
}

static int unlock_name(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int flags, err;

	if (fd < 0)
		return 0;
	err = state_unlock(fd, &flags);
	close(fd);
	return err;
}

/* The locks come last: a locked file cannot be renamed. */
static int put_file(struct pool *pool, int dir_fd, const char *name,
		    const struct undo_state *state)
{
	const char *temporary = state_temporary(pool, name);
	struct undo_state free = *state;
	int err, fd = openat(dir_fd, temporary,
			     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	free.flags = 0;
	err = fd_write(fd, state->content);
	if (err == 0)
		err = set_metadata(pool, fd, &free);
	if (err == 0)
		err = unlock_name(dir_fd, name);
	if (err == 0 && renameat(dir_fd, temporary, dir_fd, name) < 0)
		err = -errno;
	if (err == 0)
		err = state_lock(fd, (int)state->flags);
	close(fd);
	if (err < 0)
		(void)unlinkat(dir_fd, temporary, 0);
	return err;
}

static int put_link(struct pool *pool, int dir_fd, const char *name,
		    const struct undo_state *state)
{
	const char *temporary = state_temporary(pool, name);
	struct timespec times[2];
	int err;

	times_of(state, times);
	if (symlinkat(bytes_str(pool, state->content), dir_fd, temporary) < 0)
		return -errno;
	err = fchownat(dir_fd, temporary, state->uid, state->gid, AT_SYMLINK_NOFOLLOW) < 0
		      ? -errno
		      : set_xattrs(pool_printf(pool, "/proc/self/fd/%d/%s", dir_fd,
					       temporary),
				   state);
	if (err == 0 && utimensat(dir_fd, temporary, times, AT_SYMLINK_NOFOLLOW) < 0)
		err = -errno;
	if (err == 0)
		err = unlock_name(dir_fd, name);
	if (err == 0 && renameat(dir_fd, temporary, dir_fd, name) < 0)
		err = -errno;
	if (err < 0)
		(void)unlinkat(dir_fd, temporary, 0);
	return err;
}

/* The file keeps its inode, which other names stand for too; CONTENT: it is written. */
static int put_in_place(struct pool *pool, int dir_fd, const char *name, bool content,
			const struct undo_state *state)
{
	int err, flags, fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int to;

	if (fd < 0)
		return -errno;
	err = state_unlock(fd, &flags);
	close(fd);
	if (err < 0)
		return err;
	to = openat(dir_fd, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (to < 0)
		return -errno;
	if (content)
		err = fd_write(to, state->content);
	if (err == 0 && ftruncate(to, (off_t)state->size) < 0)
		err = -errno;
	if (err == 0)
		err = set_metadata(pool, to, state);
	close(to);
	return err;
}

int state_cut(struct pool *pool, int dir_fd, const char *name,
	      const struct undo_state *state)
{
	return put_in_place(pool, dir_fd, name, false, state);
}

enum { DEPTH_MAX = 64 };

/* Link the name (TO_FD, NAME) to a file with the number INODE at FD or below. */
static int link_again(int fd, uint64_t inode, dev_t dev, int to_fd, const char *name,
		      unsigned depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int err = -ENOENT;

	while (dir && err == -ENOENT && (entry = readdir(dir)) != NULL) {
		struct stat st;
		int below;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (S_ISREG(st.st_mode) && st.st_ino == inode && st.st_dev == dev) {
			err = linkat(dirfd(dir), entry->d_name, to_fd, name, 0) < 0
				      ? -errno
				      : 0;
		} else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX) {
			below = openat(dirfd(dir), entry->d_name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			if (below >= 0)
				err = link_again(below, inode, dev, to_fd, name,
						 depth + 1);
		}
	}
	if (dir)
		(void)closedir(dir);
	else
		close(fd);
	return err;
}

/* The name of several that is gone stands for the file of the others again. */
static int link_to_others(int dir_fd, const char *name, int root_fd,
			  const struct undo_state *state)
{
	struct stat st;
	int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fstat(dir_fd, &st) < 0)
		return -errno;
	return link_again(fd, state->inode, st.st_dev, dir_fd, name, 0);
}

static int put_one_of_several(struct pool *pool, int dir_fd, const char *name,
			      int root_fd, const struct undo_state *state)
{
	struct stat st;
	int err = 0;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		err = -errno;
	if (err == 0 && st.st_ino != state->inode)
		err = remove_locked(dir_fd, name);
	if (err == -ENOENT || (err == 0 && st.st_ino != state->inode))
		err = link_to_others(dir_fd, name, root_fd, state);
	if (err == -ENOENT)
		return put_file(pool, dir_fd, name, state);
	return err < 0 ? err : put_in_place(pool, dir_fd, name, true, state);
}

int state_restore(struct pool *pool, int dir_fd, const char *name, int root_fd,
		  const struct undo_state *state)
{
	int err;

	if (unlinkat(dir_fd, state_temporary(pool, name), 0) < 0 && errno != ENOENT)
		return -errno;
	if (state->kind == UNDO_NOTHING)
		err = remove_locked(dir_fd, name);
	else if (state->kind == UNDO_LINK)
		err = put_link(pool, dir_fd, name, state);
	else if (state->links > 1)
		err = put_one_of_several(pool, dir_fd, name, root_fd, state);
	else
		err = put_file(pool, dir_fd, name, state);
	return err == 0 && fsync(dir_fd) < 0 ? -errno : err;
}
