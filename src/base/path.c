/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <string.h>

char *path_clean(struct pool *pool, const char *path)
{
	char *out = pool_alloc(pool, strlen(path) + 2);
	size_t len = 0;

	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size_t part = strcspn(path, "/");

		if (part == 2 && path[0] == '.' && path[1] == '.') {
			while (len > 0 && out[--len] != '/')
				;
		} else if (part != 1 || path[0] != '.') {
			out[len++] = '/';
			memcpy(out + len, path, part);
			len += part;
		}
		path += part;
	}
	if (len == 0)
		out[len++] = '/';
	out[len] = '\0';
	return out;
}

char *path_join(struct pool *pool, const char *dir, const char *name)
{
	if (name[0] == '/')
		return path_clean(pool, name);
	return path_clean(pool, pool_printf(pool, "%s/%s", dir, name));
}

char *path_parent(struct pool *pool, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return pool_strdup(pool, "/");
	return pool_strndup(pool, path, (size_t)(slash - path));
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (len == 1 && dir[0] == '/')
		return true;
	return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}
