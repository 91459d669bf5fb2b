/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree/dir.h"

#include "test.h"

static struct pool *pool;
static struct tree *dir, *overlay;
static char root[64];

static void put(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	if (file) {
		fputs(text, file);
		fclose(file);
	}
}

static void setup(void)
{
	char path[256];

	pool = pool_new();
	strcpy(root, "/tmp/drydock-overlay-XXXXXX");
	EXPECT(mkdtemp(root) != NULL);
	(void)snprintf(path, sizeof(path), "%s/etc", root);
	EXPECT(mkdir(path, 0755) == 0);
	put("etc/fstab", "one\n");
	put("etc/other", "x");
	(void)snprintf(path, sizeof(path), "%s/etc/link", root);
	EXPECT(symlink("/etc/fstab", path) == 0);
	(void)snprintf(path, sizeof(path), "%s/etc/out", root);
	EXPECT(symlink("../../../../../../etc/passwd", path) == 0);
	(void)snprintf(path, sizeof(path), "%s/etc/loop", root);
	EXPECT(symlink("loop", path) == 0);
	(void)snprintf(path, sizeof(path), "%s/etc/fifo", root);
	EXPECT(mkfifo(path, 0644) == 0);
	EXPECT_INT(dir_open(pool, root, &dir), 0);
	overlay = overlay_new(dir);
}

static void teardown(void)
{
	char command[128];

	dir_close(dir);
	pool_free(pool);
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	EXPECT(system(command) == 0);
}

static const char *text_of(const char *path)
{
	struct bytes content;

	return tree_read(overlay, path, &content) < 0 ? NULL : bytes_str(pool, content);
}

static void stays_in_the_root(void)
{
	struct bytes content;
	const char *path;

	setup();
	EXPECT_INT(tree_read(dir, "/etc/out", &content), -ENOENT);
	EXPECT_INT(tree_take_error(dir, NULL), 0);
	EXPECT_INT(tree_read(dir, "/etc/loop", &content), -ELOOP);
	EXPECT_INT(tree_take_error(dir, &path), -ELOOP);
	EXPECT_STR(path, "/etc/loop");
	EXPECT_INT(tree_read(dir, "/etc/fifo", &content), -EINVAL);
	EXPECT_STR(text_of("/etc/link"), "one\n");
	teardown();
}

static void edits_show_through(void)
{
	const struct edit **edits;
	size_t count;
	struct strs names;

	setup();
	EXPECT_INT(overlay_write(overlay, "/etc/link", bytes_of("two\n"), 0644), 0);
	EXPECT_STR(text_of("/etc/fstab"), "two\n");
	EXPECT_INT(overlay_write(overlay, "/etc/new.d/a", bytes_of("a"), 0600), 0);
	EXPECT(tree_has(overlay, "/etc/new.d", TREE_DIR));
	EXPECT_INT(tree_list(overlay, "/etc/new.d", &names), 0);
	EXPECT_INT(names.count, 1);
	EXPECT_INT(overlay_remove(overlay, "/etc/other"), 0);
	EXPECT(text_of("/etc/other") == NULL);
	EXPECT_INT(overlay_append(overlay, "/etc/fstab", bytes_of("three\n")), 0);
	EXPECT_STR(text_of("/etc/fstab"), "two\nthree\n");
	edits = overlay_edits(overlay, &count);
	EXPECT_INT(count, 3);
	EXPECT_STR(edits[0]->path, "/etc/fstab");
	EXPECT(edits[0]->kind == EDIT_WRITE && !edits[0]->created);
	EXPECT(edits[1]->created);
	EXPECT(edits[2]->kind == EDIT_REMOVE);
	teardown();
}

static void rollback_forgets(void)
{
	struct tree_stat st;
	unsigned generation;
	size_t count, mark;

	setup();
	EXPECT_INT(overlay_append(overlay, "/etc/fstab", bytes_of("a")), 0);
	EXPECT_INT(tree_stat(overlay, "/etc/fstab", &st), 0);
	generation = st.generation;
	mark = overlay_mark(overlay);
	EXPECT_INT(overlay_append(overlay, "/etc/fstab", bytes_of("b")), 0);
	EXPECT_STR(text_of("/etc/fstab"), "one\nab");
	overlay_rollback(overlay, mark);
	EXPECT_STR(text_of("/etc/fstab"), "one\na");
	EXPECT_INT(tree_stat(overlay, "/etc/fstab", &st), 0);
	EXPECT_INT(st.generation, generation);
	EXPECT_INT(overlay_write(overlay, "/etc/fstab", bytes_of("one\n"), 0644), 0);
	(void)overlay_edits(overlay, &count);
	EXPECT_INT(count, 0);
	teardown();
}

/* What stood above a path is planned to be a link, or gone: no short way past it. */
static void planned_links_above(void)
{
	struct tree_stat st;
	char *real;

	setup();
	EXPECT_INT(overlay_write(overlay, "/new/dir/file", bytes_of("new"), 0644), 0);
	EXPECT_INT(overlay_link(overlay, "/way", "new/./dir"), 0);
	EXPECT_STR(text_of("/way/file"), "new");
	EXPECT_INT(tree_resolve(overlay, "/etc/../way//file", &real), 0);
	EXPECT_STR(real, "/new/dir/file");
	EXPECT_INT(overlay_remove(overlay, "/etc/link"), 0);
	EXPECT_INT(tree_stat(overlay, "/etc/link", &st), -ENOENT);
	teardown();
}

static void files_and_links_above(void)
{
	struct tree_stat st;

	setup();
	EXPECT_INT(tree_stat(overlay, "/etc/other/below", &st), -ENOTDIR);
	EXPECT_INT(tree_stat(dir, "/etc/other/below", &st), -ENOTDIR);
	EXPECT_INT(tree_stat(dir, "/etc/loop/below", &st), -ELOOP);
	EXPECT_INT(tree_lstat(dir, "/etc/link", &st), 0);
	EXPECT_INT(st.kind, TREE_LINK);
	EXPECT_INT(tree_stat(dir, "/etc/link/", &st), 0);
	EXPECT_INT(st.kind, TREE_FILE);
	teardown();
}

const struct test tests[] = {
	{ "stays in the root", stays_in_the_root },
	{ "edits show through", edits_show_through },
	{ "rollback forgets", rollback_forgets },
	{ "planned links above", planned_links_above },
	{ "files and links above", files_and_links_above },
	{ 0 },
};
