/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/label.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char xattr[] = "security.selinux";

enum {
	LABEL_MAX = 512, /* bytes; a context with all its categories is shorter */
	BESIDE_MAX = 64, /* files beside it that are asked */
};

struct vote {
	const char *label;
	unsigned count;
};

struct census {
	struct pool *pool;
	struct vote vote[BESIDE_MAX];
	size_t votes;
};

/* A path for calls that take no directory; the descriptor stays open meanwhile. */
static const char *path_in(struct pool *pool, int dir_fd, const char *name)
{
	return pool_printf(pool, "/proc/self/fd/%d/%s", dir_fd, name);
}

static const char *label_of(struct pool *pool, int dir_fd, const char *name)
{
	char label[LABEL_MAX];
	ssize_t len = lgetxattr(path_in(pool, dir_fd, name), xattr, label, sizeof(label));

	return len > 0 ? pool_strndup(pool, label, (size_t)len) : NULL;
}

static void count(struct census *census, const char *label)
{
	for (size_t i = 0; i < census->votes; i++)
		if (strcmp(census->vote[i].label, label) == 0) {
			census->vote[i].count++;
			return;
		}
	census->vote[census->votes++] = (struct vote){ label, 1 };
}

/* The label most files of the kind KIND in DIR_FD have. */
static const char *most_beside(struct pool *pool, int dir_fd, mode_t kind)
{
	struct census census = { .pool = pool };
	const struct vote *best = NULL;
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	for (size_t seen = 0; dir && seen < BESIDE_MAX && (entry = readdir(dir));) {
		const char *label = NULL;
		struct stat st;

		if (fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    (st.st_mode & S_IFMT) == kind && entry->d_name[0] != '.')
			label = label_of(pool, dir_fd, entry->d_name);
		if (label) {
			count(&census, label);
			seen++;
		}
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	for (size_t i = 0; i < census.votes; i++)
		if (!best || census.vote[i].count > best->count)
			best = &census.vote[i];
	return best ? best->label : NULL;
}

static const char *choose(struct pool *pool, int dir_fd, mode_t kind)
{
	const char *dir = label_of(pool, dir_fd, "."), *beside;

	if (!dir)
		return NULL;
	beside = most_beside(pool, dir_fd, kind);
	return beside ? beside : dir;
}

static int given(int result)
{
	return result < 0 && errno != ENOTSUP ? -errno : 0;
}

int label_give(struct pool *pool, int dir_fd, int fd, const char *label)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!label || !label_of(pool, dir_fd, "."))
		label = choose(pool, dir_fd, st.st_mode & S_IFMT);
	return label ? given(fsetxattr(fd, xattr, label, strlen(label) + 1, 0)) : 0;
}

int label_give_link(struct pool *pool, int dir_fd, const char *name)
{
	const char *label = choose(pool, dir_fd, S_IFLNK);

	return label ? given(lsetxattr(path_in(pool, dir_fd, name), xattr, label,
				       strlen(label) + 1, 0))
		     : 0;
}
