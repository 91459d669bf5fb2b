/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The copy of a case's root: as cp -a, without a program to start for each of a thousand.
 *
 * Its one law: the copy has every entry, content, hole, mode, owner, time, extended
 * attribute and hard link of the original.
 */
#pragma once

/* The directory FROM as TO, which is not there yet.  0 or -errno. */
int copy_directory(const char *from, const char *to);
