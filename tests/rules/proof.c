/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tree/dir.h"

static const char xattr_name[] = "user.drydock-test";
static const char xattr_value[] = "kept";

/* posix_spawn(3), as fork(2) copies the page tables of a process full of shadow memory.
 */
int run_program(const char *const *argv, const char *cwd)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status, err;

	(void)posix_spawn_file_actions_init(&actions);
	if (cwd)
		(void)posix_spawn_file_actions_addchdir_np(&actions, cwd);
	err = posix_spawnp(&child, argv[0], &actions, NULL,
			   (char *const *)(uintptr_t)argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (err || waitpid(child, &status, 0) < 0)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}

/* The edit's path below the root: resolved already, so parents are no links. */
static const char *inside(const struct edit *edit)
{
	return edit->path + strspn(edit->path, "/");
}

static void stamp(int root_fd, struct before *before)
{
	struct timespec times[2] = { { 981173106, 123456789 }, { 981173106, 987654321 } };
	int fd = dir_open_at(root_fd, before->edit->path, O_RDONLY);

	if (fd < 0)
		return;
	before->xattr =
		fsetxattr(fd, xattr_name, xattr_value, sizeof(xattr_value), 0) == 0;
	(void)futimens(fd, times);
	close(fd);
}

static char *link_of(struct pool *pool, int root_fd, const char *path)
{
	char target[4096];
	ssize_t len = readlinkat(root_fd, path, target, sizeof(target));

	return len < 0 ? NULL : pool_strndup(pool, target, (size_t)len);
}

/* The nearest directory above PATH that is there; "" is the root. */
static const char *parent_there(struct pool *pool, int root_fd, const char *path)
{
	char *parent = pool_strdup(pool, path), *slash;

	while ((slash = strrchr(parent, '/'))) {
		*slash = '\0';
		if (faccessat(root_fd, parent, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			return parent;
	}
	return "";
}

struct before *proof_prepare(struct pool *pool, int root_fd,
			     const struct edit *const *edit, size_t count)
{
	struct before *before = pool_alloc(pool, (count + 1) * sizeof(*before));

	for (size_t i = 0; i < count; i++) {
		before[i].edit = edit[i];
		before[i].old_parent = parent_there(pool, root_fd, inside(edit[i]));
		if (edit[i]->created)
			continue;
		before[i].link = link_of(pool, root_fd, inside(edit[i]));
		if (!before[i].link)
			stamp(root_fd, &before[i]);
		(void)fstatat(root_fd, inside(edit[i]), &before[i].st,
			      AT_SYMLINK_NOFOLLOW);
	}
	return before;
}

const struct edit **proof_own(struct pool *pool, const struct edit *const *edit,
			      size_t count)
{
	const struct edit **mine = pool_alloc(pool, (count + 1) * sizeof(*mine));

	for (size_t i = 0; i < count; i++) {
		struct edit *copy = pool_alloc(pool, sizeof(*copy));
		struct owner *owner = pool_alloc(pool, sizeof(*owner));

		*copy = *edit[i];
		mine[i] = copy;
		if (!copy->owner)
			continue;
		*owner = *copy->owner;
		owner->uid = geteuid();
		owner->gid = getegid();
		copy->owner = owner;
	}
	return mine;
}

static const char *metadata_differs(int root_fd, const struct before *before)
{
	char value[sizeof(xattr_value)];
	struct stat st;
	int fd = dir_open_at(root_fd, before->edit->path, O_RDONLY);
	bool kept;

	if (fd < 0 || fstat(fd, &st) < 0)
		return "the file is gone";
	kept = !before->xattr ||
	       (fgetxattr(fd, xattr_name, value, sizeof(value)) == sizeof(value) &&
		memcmp(value, xattr_value, sizeof(value)) == 0);
	close(fd);
	if (!kept)
		return "an extended attribute was lost";
	if (!before->edit->owner && st.st_mode != before->st.st_mode)
		return "the mode changed";
	if (!before->edit->owner &&
	    (st.st_uid != before->st.st_uid || st.st_gid != before->st.st_gid))
		return "the owner changed";
	if (st.st_mtim.tv_sec != before->st.st_mtim.tv_sec ||
	    st.st_mtim.tv_nsec != before->st.st_mtim.tv_nsec)
		return "the time changed";
	if (before->st.st_nlink > 1 && st.st_ino != before->st.st_ino)
		return "a hard link was broken";
	return NULL;
}

const char *proof_metadata(struct pool *pool, int root_fd, const struct before *before,
			   size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *problem;

		if (before[i].edit->created || before[i].edit->kind == EDIT_REMOVE ||
		    before[i].edit->kind == EDIT_LINK)
			continue;
		problem = metadata_differs(root_fd, &before[i]);
		if (problem)
			return pool_printf(pool, "%s: %s", before[i].edit->path, problem);
	}
	return NULL;
}

static int write_file(int root_fd, const char *path, struct bytes data, mode_t mode)
{
	int fd = openat(root_fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	ssize_t put;

	if (fd < 0)
		return -errno;
	(void)fchmod(fd, mode);
	put = write(fd, data.data, data.len);
	close(fd);
	return put == (ssize_t)data.len ? 0 : -EIO;
}

static int truncate_to(int root_fd, const struct before *before)
{
	int fd = dir_open_at(root_fd, before->edit->path, O_WRONLY), err;

	if (fd < 0)
		return fd;
	err = ftruncate(fd, before->st.st_size) < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* The file goes away, and the directories that were made for it. */
static int unmake(struct pool *pool, int root_fd, const struct before *before)
{
	char *path = pool_strdup(pool, inside(before->edit)), *slash;
	size_t old = strlen(before->old_parent);

	if (unlinkat(root_fd, path, 0) < 0)
		return -errno;
	while ((slash = strrchr(path, '/')) && (size_t)(slash - path) > old) {
		*slash = '\0';
		if (unlinkat(root_fd, path, AT_REMOVEDIR) == 0)
			continue;
		/* Another new file of it is still to be undone. */
		return errno == ENOTEMPTY ? 0 : -errno;
	}
	return 0;
}

static void undo_owner(int root_fd, const struct before *before)
{
	const char *path = inside(before->edit);

	(void)fchownat(root_fd, path, before->st.st_uid, before->st.st_gid,
		       AT_SYMLINK_NOFOLLOW);
	(void)fchmodat(root_fd, path, before->st.st_mode & 07777, 0);
}

static int undo(struct pool *pool, int root_fd, const struct before *before)
{
	const struct edit *edit = before->edit;

	if (edit->created)
		return unmake(pool, root_fd, before);
	if (edit->kind == EDIT_LINK && unlinkat(root_fd, inside(edit), 0) < 0)
		return -errno;
	if (edit->owner)
		undo_owner(root_fd, before);
	if (before->link)
		return symlinkat(before->link, root_fd, inside(edit)) < 0 ? -errno : 0;
	if (edit->kind == EDIT_APPEND)
		return truncate_to(root_fd, before);
	return write_file(root_fd, inside(edit), edit->lower, before->st.st_mode & 07777);
}

const char *proof_undo(struct pool *pool, int root_fd, const struct before *before,
		       size_t count)
{
	for (size_t i = count; i-- > 0;) {
		int err = undo(pool, root_fd, &before[i]);

		if (err < 0)
			return pool_printf(pool, "undoing %s: %s", before[i].edit->path,
					   strerror(-err));
	}
	return NULL;
}
