/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/lock.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

void lock_note(struct lock *lock, const char *who)
{
	size_t len = strlen(who);

	if (lock->fd < 0)
		return;
	(void)ftruncate(lock->fd, 0);
	(void)pwrite(lock->fd, who, len, 0);
}

/* Commands inherit the descriptor: what they do goes on where the menu ends. */
bool lock_take(struct lock *lock, const char *path, const char *who)
{
	if (lock->fd >= 0) {
		lock_note(lock, who);
		return true;
	}
	lock->fd = open(path, O_RDWR | O_CREAT, 0600);
	if (lock->fd < 0)
		return false;
	if (flock(lock->fd, LOCK_EX | LOCK_NB) < 0) {
		close(lock->fd);
		lock->fd = -1;
		return false;
	}
	lock_note(lock, who);
	return true;
}

void lock_holder(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, text, room - 1);

	text[len > 0 ? len : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

void lock_give(struct lock *lock)
{
	if (lock->fd < 0)
		return;
	lock_note(lock, "");
	close(lock->fd);
	lock->fd = -1;
}
