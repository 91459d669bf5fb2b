/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/waited.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static double thread_waited(int tasks, const char *thread)
{
	char name[300], text[100];
	unsigned long long waited;
	ssize_t len;
	int fd;

	(void)snprintf(name, sizeof(name), "%s/schedstat", thread);
	fd = openat(tasks, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	return sscanf(text, "%*u %llu", &waited) == 1 ? (double)waited / 1e9 : 0;
}

double process_waited(int pid)
{
	char path[40];
	double longest = 0;
	struct dirent *entry;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		double waited = entry->d_name[0] == '.'
					? 0
					: thread_waited(dirfd(dir), entry->d_name);

		longest = waited > longest ? waited : longest;
	}
	if (dir)
		closedir(dir);
	return longest;
}
