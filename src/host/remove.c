/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_entry(int parent, const char *name)
{
	struct stat above, here;
	int fd, err;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(parent, &above) || fstat(fd, &here) || above.st_dev != here.st_dev)
		err = -EXDEV;
	else
		err = remove_contents(fd, NULL);
	(void)close(fd);
	if (!err && unlinkat(parent, name, AT_REMOVEDIR) < 0)
		err = -errno;
	return err;
}

int remove_contents(int fd, const char *keep)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), first = 0, err;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    (keep && strcmp(name, keep) == 0))
			continue;
		err = remove_entry(fd, name);
		first = first ? first : err;
	}
	(void)closedir(dir);
	return first;
}
