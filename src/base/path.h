/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths inside a guest: absolute, '/'-separated, without '.', '..' or doubled slashes.
 *
 * The one law: these are texts; nothing here looks at a file system.
 */
#pragma once

#include <stdbool.h>

#include "base/pool.h"

/* PATH with '.', '..' and doubled slashes resolved as text; '..' of the root is the root.
 */
char *path_clean(struct pool *pool, const char *path);

/* DIR/NAME cleaned; where NAME is absolute, NAME cleaned. */
char *path_join(struct pool *pool, const char *dir, const char *name);

/* "/a/b" of "/a/b/c"; "/" of "/a". */
char *path_parent(struct pool *pool, const char *path);

/* "c" of "/a/b/c"; points into PATH. */
const char *path_name(const char *path);

/* Whether PATH is DIR or lies below it. */
bool path_is_below(const char *path, const char *dir);
