/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Remove a directory with all that is in it.
 *
 * The one law: no link is followed and no other file system entered.
 */
#pragma once

/* Everything in the directory FD but the entry KEEP (NULL: none).  0 or -errno. */
int remove_contents(int fd, const char *keep);
