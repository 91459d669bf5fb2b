/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/apply.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/path.h"
#include "engine/label.h"
#include "engine/state.h"
#include "tree/dir.h"

enum { XATTR_MAX = 64 * 1024 }; /* XATTR_LIST_MAX and XATTR_SIZE_MAX of xattr(7) */

enum { LOCKS = FS_IMMUTABLE_FL | FS_APPEND_FL };

/* The flags of FD with its locks among them; 0 where there are none. */
static int locks_of(int fd)
{
	int flags = 0;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0 || !(flags & LOCKS))
		return 0;
	return flags;
}

static int set_flags(int fd, int flags)
{
	return ioctl(fd, FS_IOC_SETFLAGS, &flags) < 0 ? -errno : 0;
}

static int copy_xattr(struct pool *pool, int from, int to, const char *name)
{
	char *value = pool_alloc(pool, XATTR_MAX);
	ssize_t len = fgetxattr(from, name, value, XATTR_MAX);

	if (len < 0 || fsetxattr(to, name, value, (size_t)len, 0) < 0)
		return -errno;
	return 0;
}

static int copy_xattrs(struct pool *pool, int from, int to)
{
	char *names = pool_alloc(pool, XATTR_MAX);
	ssize_t len = flistxattr(from, names, XATTR_MAX);

	if (len < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; name < names + len; name += strlen(name) + 1) {
		int err = copy_xattr(pool, from, to, name);

		if (err < 0)
			return err;
	}
	return 0;
}

/* Owner before mode: chown(2) takes set-id bits away. */
static int copy_metadata(struct pool *pool, int from, int to)
{
	struct stat st;
	struct timespec times[2];
	int err;

	if (fstat(from, &st) < 0 || fchown(to, st.st_uid, st.st_gid) < 0 ||
	    fchmod(to, st.st_mode & 07777) < 0)
		return -errno;
	err = copy_xattrs(pool, from, to);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	if (err == 0 && futimens(to, times) < 0)
		err = -errno;
	return err;
}

/* What is new gets its owner, mode and label; NULL is root's, with MODE. */
static int give(struct pool *pool, int dir_fd, int fd, const struct owner *owner,
		mode_t mode)
{
	int err = owner && fchown(fd, owner->uid, owner->gid) < 0 ? -errno : 0;

	if (err == 0 && fchmod(fd, mode) < 0)
		err = -errno;
	return err < 0 ? err : label_give(pool, dir_fd, fd, owner ? owner->label : NULL);
}

static int write_new(struct pool *pool, int dir_fd, const char *name, int old,
		     const struct edit *edit)
{
	char *temporary = state_temporary(pool, name);
	int err, fd;

	(void)unlinkat(dir_fd, temporary, 0);
	fd = openat(dir_fd, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = fd_write(fd, edit->data);
	if (err == 0 && old >= 0)
		err = copy_metadata(pool, old, fd);
	if (err == 0 && old < 0)
		err = give(pool, dir_fd, fd, edit->owner,
			   edit->owner ? edit->owner->mode : edit->mode);
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	close(fd);
	if (err == 0 && renameat(dir_fd, temporary, dir_fd, name) < 0)
		err = -errno;
	if (err < 0)
		(void)unlinkat(dir_fd, temporary, 0);
	return err;
}

static int restore_times(int fd, const struct stat *st)
{
	struct timespec times[] = { st->st_atim, st->st_mtim };

	return futimens(fd, times) < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int write_in_place(int dir_fd, const char *name, const struct edit *edit)
{
	bool append = edit->kind == EDIT_APPEND;
	int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (append ? O_APPEND : 0);
	int fd = openat(dir_fd, name, flags), err;
	struct stat st;

	if (fd < 0)
		return -errno;
	/* Not O_TRUNC: the times are to be read before anything changes them. */
	err = fstat(fd, &st) < 0 || (!append && ftruncate(fd, 0) < 0) ? -errno : 0;
	if (err == 0)
		err = fd_write(fd, edit->data);
	if (err < 0 && append && ftruncate(fd, st.st_size) < 0)
		err = -errno;
	if (err == 0)
		err = restore_times(fd, &st);
	close(fd);
	return err;
}

/* The file has another inode now, or the old one: its locks come back. */
static int lock_again(int dir_fd, const char *name, int flags)
{
	int err = 0, now = 0,
	    fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	if (ioctl(fd, FS_IOC_GETFLAGS, &now) < 0)
		err = -errno;
	if (err == 0)
		err = set_flags(fd, now | (flags & LOCKS));
	close(fd);
	return err;
}

static int write_link(struct pool *pool, int dir_fd, const char *name,
		      const struct edit *edit)
{
	char *temporary = state_temporary(pool, name);
	int err = 0;

	(void)unlinkat(dir_fd, temporary, 0);
	if (symlinkat(bytes_str(pool, edit->data), dir_fd, temporary) < 0)
		return -errno;
	err = label_give_link(pool, dir_fd, temporary);
	if (err == 0 && renameat(dir_fd, temporary, dir_fd, name) < 0)
		err = -errno;
	if (err < 0)
		(void)unlinkat(dir_fd, temporary, 0);
	return err;
}

/* The file has the owner it is to have; its times are those it had. */
static int set_owner(int dir_fd, const char *name, const struct owner *owner)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err = 0;

	if (fd < 0)
		return -errno;
	if (fchown(fd, owner->uid, owner->gid) < 0 || fchmod(fd, owner->mode) < 0)
		err = -errno;
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int write_file(struct pool *pool, int dir_fd, const char *name,
		      const struct edit *edit)
{
	int err, old = openat(dir_fd, name,
			      O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	int flags;

	if (old < 0)
		return errno == ENOENT ? write_new(pool, dir_fd, name, -1, edit) : -errno;
	if (fstat(old, &st) < 0)
		err = -errno;
	else
		err = S_ISREG(st.st_mode) ? 0 : -EINVAL;
	flags = err == 0 ? locks_of(old) : 0;
	if (flags)
		err = set_flags(old, flags & ~LOCKS);
	if (err == 0 && (edit->kind == EDIT_APPEND || st.st_nlink > 1))
		err = write_in_place(dir_fd, name, edit);
	else if (err == 0)
		err = write_new(pool, dir_fd, name, old, edit);
	close(old);
	if (err == 0 && edit->owner)
		err = set_owner(dir_fd, name, edit->owner);
	if (err == 0 && flags && !edit->unlock)
		err = lock_again(dir_fd, name, flags);
	return err;
}

static int open_or_make_dir(struct pool *pool, int root_fd, const char *path,
			    const struct owner *owner)
{
	int fd = dir_open_at(root_fd, path, O_RDONLY | O_DIRECTORY), parent, err = 0;

	if (fd != -ENOENT || strcmp(path, "/") == 0)
		return fd;
	parent = open_or_make_dir(pool, root_fd, path_parent(pool, path), owner);
	if (parent < 0)
		return parent;
	if (mkdirat(parent, path_name(path), 0755) < 0)
		fd = -errno;
	else
		fd = openat(parent, path_name(path),
			    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		err = give(pool, parent, fd, owner, owner ? owner->dir_mode : 0755);
	close(parent);
	if (err < 0) {
		close(fd);
		return err;
	}
	return fd;
}

static int remove_file(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int flags = fd < 0 ? 0 : locks_of(fd), err = 0;

	if (flags)
		err = set_flags(fd, flags & ~LOCKS);
	if (fd >= 0)
		close(fd);
	if (err == 0 && unlinkat(dir_fd, name, 0) < 0)
		err = -errno;
	return err;
}

/* In a locked directory no name comes or goes. */
static int apply_file(struct pool *pool, int root_fd, const struct edit *edit)
{
	int err = 0, dir_fd = open_or_make_dir(
			     pool, root_fd, path_parent(pool, edit->path), edit->owner);
	const char *name = path_name(edit->path);
	int flags;

	if (dir_fd < 0)
		return dir_fd;
	flags = locks_of(dir_fd);
	if (flags)
		err = set_flags(dir_fd, flags & ~LOCKS);
	if (err == 0 && edit->kind == EDIT_REMOVE)
		err = remove_file(dir_fd, name);
	else if (err == 0 && edit->kind == EDIT_LINK)
		err = write_link(pool, dir_fd, name, edit);
	else if (err == 0)
		err = write_file(pool, dir_fd, name, edit);
	if (flags && set_flags(dir_fd, flags) < 0 && err == 0)
		err = -EIO;
	if (err == 0 && fsync(dir_fd) < 0)
		err = -errno;
	close(dir_fd);
	return err;
}

int apply_files(struct pool *pool, int root_fd, const struct edit *const *edit,
		size_t count, const char **why)
{
	for (size_t i = 0; i < count; i++) {
		int err = apply_file(pool, root_fd, edit[i]);

		if (err < 0) {
			*why = pool_printf(pool, "writing \"%s\": %s", edit[i]->path,
					   strerror(-err));
			return err;
		}
	}
	return 0;
}

static const char *link_differs(struct tree *tree, const struct edit *edit)
{
	char *target;

	if (tree_read_link(tree, edit->path, &target) < 0 ||
	    !bytes_is(edit->data, target))
		return "is not the planned link";
	return NULL;
}

/* A large file is only appended to: of that the size is told, its rule saw the rest. */
static const char *edit_differs(struct tree *tree, const struct edit *edit)
{
	uint64_t size = edit->kind == EDIT_APPEND ? edit->whole_size : edit->data.len;
	struct bytes content;
	struct tree_stat st;
	int err = tree_lstat(tree, edit->path, &st);

	if (edit->kind == EDIT_REMOVE)
		return err == -ENOENT ? NULL : "is still there";
	if (err < 0)
		return strerror(-err);
	if (edit->kind == EDIT_LINK)
		return link_differs(tree, edit);
	if (edit->owner && (st.uid != edit->owner->uid || st.gid != edit->owner->gid ||
			    st.mode != edit->owner->mode))
		return "has not the planned owner or mode";
	if (st.kind != TREE_FILE || st.size != size)
		return "has not the planned size";
	if (edit->unlock && st.locks)
		return "is still locked";
	if (edit->kind == EDIT_APPEND)
		return NULL;
	err = tree_read_large(tree, edit->path, edit->data.len, tree->pool, &content);
	if (err < 0)
		return strerror(-err);
	return bytes_equal(content, edit->data) ? NULL : "has not the planned content";
}

const char *apply_differs(struct tree *tree, const struct edit *const *edit, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *how = edit_differs(tree, edit[i]);

		if (how)
			return pool_printf(tree->pool, "\"%s\" %s", edit[i]->path, how);
	}
	return NULL;
}

static int apply_block(struct pool *pool, const struct block_edit *edit)
{
	unsigned char *now = pool_alloc(pool, edit->after.len);
	int err = disk_read(edit->disk, edit->offset, now, edit->after.len), fd;

	if (err < 0)
		return err;
	if (memcmp(now, edit->before.data, edit->before.len) != 0)
		return -ESTALE;
	fd = open(edit->disk->path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (lseek(fd, (off_t)edit->offset, SEEK_SET) < 0)
		err = -errno;
	if (err == 0)
		err = fd_write(fd, edit->after);
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

int apply_blocks(struct pool *pool, const struct block_edit *edit, size_t count,
		 const char **why)
{
	for (size_t i = 0; i < count; i++) {
		int err = apply_block(pool, &edit[i]);

		if (err < 0) {
			*why = pool_printf(pool, "writing %s at byte %llu of \"%s\": %s",
					   edit[i].what,
					   (unsigned long long)edit[i].offset,
					   edit[i].disk->path, strerror(-err));
			return err;
		}
	}
	return 0;
}
