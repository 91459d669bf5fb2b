/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree/dir.h"

#include "test.h"

static struct pool *pool;
static struct tree *dir, *overlay;
static char root[64];

static void setup(void)
{
	pool = pool_new();
	strcpy(root, "/tmp/drydock-apply-XXXXXX");
	EXPECT(mkdtemp(root) != NULL);
	EXPECT_INT(dir_open(pool, root, &dir), 0);
	overlay = overlay_new(dir);
}

static void put(const char *name, const char *text)
{
	char *path = pool_printf(pool, "%s/%s", root, name);
	FILE *file = fopen(path, "w");

	if (file) {
		fputs(text, file);
		fclose(file);
	}
}

static void teardown(void)
{
	char command[128];

	dir_close(dir);
	pool_free(pool);
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	EXPECT_INT(system(command), 0);
}

/* Apply what is planned; what then differs, or NULL. */
static const char *apply(void)
{
	const char *why = NULL;
	size_t count;
	const struct edit **edits = overlay_edits(overlay, &count);

	EXPECT_INT(apply_files(pool, dir_fd(dir), edits, count, &why), 0);
	return apply_differs(dir, edits, count);
}

static void what_was_planned(void)
{
	setup();
	put("changed", "old");
	put("longer", "one ");
	put("gone", "x");
	EXPECT_INT(overlay_write(overlay, "/changed", bytes_of("new"), 0644), 0);
	EXPECT_INT(overlay_write(overlay, "/a/b/made", bytes_of("made"), 0644), 0);
	EXPECT_INT(overlay_append(overlay, "/longer", bytes_of("two ")), 0);
	EXPECT_INT(overlay_append(overlay, "/longer", bytes_of("three")), 0);
	EXPECT_INT(overlay_remove(overlay, "/gone"), 0);
	EXPECT(apply() == NULL);
	teardown();
}

/* Both of one length.  The last of two edits takes the file: the first is not what is
 * there. */
static void two_names_of_one_file(void)
{
	setup();
	put("a", "old");
	EXPECT_INT(link(pool_printf(pool, "%s/a", root), pool_printf(pool, "%s/b", root)),
		   0);
	EXPECT_INT(overlay_write(overlay, "/a", bytes_of("first"), 0644), 0);
	EXPECT_INT(overlay_write(overlay, "/b", bytes_of("later"), 0644), 0);
	EXPECT_STR(apply(), "\"/a\" has not the planned content");
	teardown();
}

static void two_appends_to_one_file(void)
{
	setup();
	put("a", "old");
	EXPECT_INT(link(pool_printf(pool, "%s/a", root), pool_printf(pool, "%s/b", root)),
		   0);
	EXPECT_INT(overlay_append(overlay, "/a", bytes_of("1")), 0);
	EXPECT_INT(overlay_append(overlay, "/b", bytes_of("1")), 0);
	EXPECT_STR(apply(), "\"/a\" has not the planned size");
	EXPECT(overlay_append(overlay, "/", bytes_of("1")) < 0);
	teardown();
}

const struct test tests[] = {
	{ "what was planned is there", what_was_planned },
	{ "two names of one file show", two_names_of_one_file },
	{ "two appends to one file show", two_appends_to_one_file },
	{ 0 },
};
