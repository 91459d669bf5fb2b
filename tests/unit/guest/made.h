/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest made of a text, for tests of facts that lie in many small files.  Each line is
 * "PATH", an empty file; "PATH = CONTENT", with \n for a line end; "PATH -> TARGET", a
 * link; or "PATH/", an empty directory.
 */
#pragma once

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/guest.h"
#include "test.h"
#include "tree/dir.h"

struct made {
	struct guest guest;
	char dir[64];
};

static inline void made_parents(char *path)
{
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(path, 0755);
		*at = '/';
	}
}

static inline void made_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	EXPECT(file != NULL);
	if (!file)
		return;
	for (const char *at = content; *at; at++)
		if (at[0] == '\\' && at[1] == 'n')
			(void)fputc('\n', file), at++;
		else
			(void)fputc(*at, file);
	(void)fclose(file);
}

static inline void made_line(const char *dir, char *line)
{
	char *content = strstr(line, " = "), *target = strstr(line, " -> "), path[512];

	if (content)
		*content = '\0';
	else if (target)
		*target = '\0';
	(void)snprintf(path, sizeof(path), "%s/%s", dir, line);
	made_parents(path);
	if (target && !content)
		EXPECT_INT(symlink(target + 4, path), 0);
	else if (path[strlen(path) - 1] != '/')
		made_file(path, content ? content + 3 : "");
}

static inline struct made *made_open(const char *text)
{
	struct made *made = calloc(1, sizeof(*made));
	char *lines = strdup(text), *rest = lines, *line;

	(void)snprintf(made->dir, sizeof(made->dir), "%s/made-XXXXXX",
		       getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	EXPECT(mkdtemp(made->dir) != NULL);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			made_line(made->dir, line);
	free(lines);
	made->guest.pool = pool_new();
	EXPECT_INT(dir_open(made->guest.pool, made->dir, &made->guest.tree), 0);
	return made;
}

static inline int made_unlink(const char *path, const struct stat *st, int type,
			      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void made_close(struct made *made)
{
	dir_close(made->guest.tree);
	pool_free(made->guest.pool);
	(void)nftw(made->dir, made_unlink, 16, FTW_DEPTH | FTW_PHYS);
	free(made);
}
