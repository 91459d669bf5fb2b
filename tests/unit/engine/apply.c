/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
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

static void links_are_made_and_replaced(void)
{
	char target[64] = "";

	setup();
	put("unit", "x");
	EXPECT_INT(symlink("old", pool_printf(pool, "%s/link", root)), 0);
	EXPECT_INT(overlay_link(overlay, "/wants/a", "../unit"), 0);
	EXPECT_INT(overlay_link(overlay, "/link", "unit"), 0);
	EXPECT(tree_has(overlay, "/wants/a", TREE_FILE));
	EXPECT(tree_has(overlay, "/link", TREE_FILE));
	EXPECT(overlay_link(overlay, "/wants", "x") < 0);
	EXPECT(apply() == NULL);
	EXPECT(readlink(pool_printf(pool, "%s/link", root), target, sizeof(target)) == 4);
	EXPECT_STR(target, "unit");
	EXPECT(tree_has(dir, "/wants/a", TREE_FILE));
	teardown();
}

static void owners_are_set(void)
{
	struct owner mine = { getuid(), getgid(), 0600, 0700, NULL };
	struct tree_stat st;

	setup();
	put("old", "x");
	EXPECT_INT(overlay_write(overlay, "/a/.ssh/keys", bytes_of("k"), 0644), 0);
	EXPECT_INT(overlay_own(overlay, "/a/.ssh/keys", &mine), 0);
	EXPECT_INT(overlay_append(overlay, "/a/.ssh/keys", bytes_of("k")), 0);
	EXPECT_INT(overlay_own(overlay, "/old", &mine), 0);
	EXPECT_INT(tree_stat(overlay, "/a/.ssh", &st), 0);
	EXPECT_INT(st.mode, 0700);
	EXPECT(apply() == NULL);
	EXPECT_INT(tree_stat(dir, "/a/.ssh", &st), 0);
	EXPECT_INT(st.mode, 0700);
	EXPECT_INT(tree_stat(dir, "/a/.ssh/keys", &st), 0);
	EXPECT_INT(st.mode, 0600);
	EXPECT_INT(tree_stat(dir, "/old", &st), 0);
	EXPECT_INT(st.mode, 0600);
	teardown();
}

/* What getxattr(2) says of a file below the root; "" for none. */
static const char *label(const char *name)
{
	static char value[64];
	ssize_t len = lgetxattr(pool_printf(pool, "%s/%s", root, name),
				"security.selinux", value, sizeof(value) - 1);

	value[len < 0 ? 0 : len] = '\0';
	return value;
}

static bool set_label(const char *name, const char *value)
{
	return lsetxattr(pool_printf(pool, "%s/%s", root, name), "security.selinux",
			 value, strlen(value) + 1, 0) == 0;
}

/* Setting one takes root and no SELinux here: without, what is new has none. */
static void labels_are_those_beside(void)
{
	bool set;

	setup();
	put("a", "");
	put("b", "");
	put("c", "");
	set = set_label("", "dir_t") && set_label("a", "one_t") &&
	      set_label("b", "most_t") && set_label("c", "most_t");
	EXPECT_INT(overlay_write(overlay, "/new", bytes_of("x"), 0644), 0);
	EXPECT_INT(overlay_write(overlay, "/d/new", bytes_of("x"), 0644), 0);
	EXPECT_INT(overlay_link(overlay, "/link", "a"), 0);
	EXPECT_INT(overlay_write(overlay, "/mine", bytes_of("x"), 0644), 0);
	EXPECT_INT(
		overlay_own(overlay, "/mine",
			    &(struct owner){ getuid(), getgid(), 0600, 0700, "asked_t" }),
		0);
	EXPECT(apply() == NULL);
	EXPECT_STR(label("new"), set ? "most_t" : "");
	EXPECT_STR(label("d/new"), set ? "dir_t" : "");
	EXPECT_STR(label("link"), set ? "dir_t" : "");
	EXPECT_STR(label("mine"), set ? "asked_t" : "");
	teardown();
}

const struct test tests[] = {
	{ "links are made and replaced", links_are_made_and_replaced },
	{ "owners are set", owners_are_set },
	{ "labels are those beside", labels_are_those_beside },
	{ "what was planned is there", what_was_planned },
	{ "two names of one file show", two_names_of_one_file },
	{ "two appends to one file show", two_appends_to_one_file },
	{ 0 },
};
