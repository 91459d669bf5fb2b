/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One menu at a time has the disks: there is a menu on each console.
 *
 * The one law: the lock ends with the processes that hold it, the commands that the menu
 * has started included, however they end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lock {
	int fd; /* -1: not held */
};

/* Take the lock in the file PATH, for WHO (one line).  Whether it is ours now. */
bool lock_take(struct lock *lock, const char *path, const char *who);

/* Say what it is held for now. */
void lock_note(struct lock *lock, const char *who);

/* Who has it, in TEXT of ROOM bytes; "" where it does not say. */
void lock_holder(const char *path, char *text, size_t room);

void lock_give(struct lock *lock);
