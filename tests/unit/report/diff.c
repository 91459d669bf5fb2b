/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff.h"

#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static const char *diff_of(struct pool *pool, const char *path, const char *old,
			   const char *new)
{
	struct bytes before = bytes_of(old ? old : ""), after = bytes_of(new ? new : "");
	struct diff diff = {
		.path = path,
		.old = old ? &before : NULL,
		.new = new ? &after : NULL,
	};

	return bytes_str(pool, diff_unified(pool, &diff));
}

static void shows_a_changed_line(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(diff_of(pool, "/etc/fstab", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
			   "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
		   "--- a/etc/fstab\n+++ b/etc/fstab\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n"
		   "+five\n 6\n 7\n 8\n");
	EXPECT_STR(diff_of(pool, "/x", "a\nb", "a\nb\n"),
		   "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n"
		   "\\ No newline at end of file\n+b\n");
	pool_free(pool);
}

static void shows_new_and_removed_files(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(diff_of(pool, "/a b", NULL, "x\n"),
		   "--- /dev/null\n+++ b/a b\t\n@@ -0,0 +1 @@\n+x\n");
	EXPECT_STR(diff_of(pool, "/a", "x\n", NULL),
		   "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
	EXPECT_STR(diff_of(pool, "/a\n+b", NULL, ""),
		   "--- /dev/null\n+++ \"b/a\\012+b\"\n");
	pool_free(pool);
}

static void masks_both_sides(void)
{
	struct pool *pool = pool_new();
	struct bytes old = bytes_of("psk=one\n"), new = bytes_of("psk=two\n");
	struct diff diff = { .path = "/etc/x", .old = &old, .new = &new };

	EXPECT_STR(bytes_str(pool, diff_unified(pool, &diff)),
		   "--- a/etc/x\n+++ b/etc/x\n@@ -1 +1 @@\n-psk=********\n"
		   "+psk=********\n");
	EXPECT(diff.masked);
	pool_free(pool);
}

static void tells_sizes_of_what_is_no_text(void)
{
	struct pool *pool = pool_new();
	struct bytes old = { (const unsigned char *)"a\0b", 3 }, new = { old.data, 2 };
	struct diff diff = { .path = "/x", .old = &old, .new = &new };
	struct buf many = { .pool = pool };

	EXPECT_STR(bytes_str(pool, diff_unified(pool, &diff)),
		   "Binary file: 2 bytes, was 3 bytes\n");
	diff.new = NULL;
	EXPECT_STR(bytes_str(pool, diff_unified(pool, &diff)),
		   "Binary file removed: was 3 bytes\n");
	buf_fill(&many, '\n', DIFF_LINES_MAX + 1);
	new = buf_bytes(&many);
	diff = (struct diff){ .path = "/x", .new = &new };
	EXPECT_STR(bytes_str(pool, diff_unified(pool, &diff)),
		   "Long file: 200001 bytes\n");
	many.len = 0;
	buf_fill(&many, 'x', DIFF_TEXT_MAX);
	new = buf_bytes(&many);
	EXPECT_STR(bytes_str(pool, diff_unified(pool, &diff)),
		   "Long file: 1048576 bytes\n");
	pool_free(pool);
}

/* Random lines out of a small set, so that there are many ways to match them. */
static struct bytes random_text(struct pool *pool, size_t lines, int kinds)
{
	struct buf out = { .pool = pool };

	for (size_t i = 0; i < lines; i++)
		buf_addf(&out, "line %d\n", rand() % kinds);
	if (out.len > 0 && rand() % 3 == 0)
		out.len--;
	return buf_bytes(&out);
}

static bool write_file(const char *path, struct bytes content)
{
	FILE *file = fopen(path, "w");
	bool good = file && fwrite(content.data, 1, content.len, file) == content.len;

	return file && fclose(file) == 0 && good;
}

static struct bytes read_file(struct pool *pool, const char *path)
{
	struct buf out = { .pool = pool };
	unsigned char piece[4096];
	FILE *file = fopen(path, "r");
	size_t got;

	while (file && (got = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(&out, (struct bytes){ piece, got });
	if (file)
		(void)fclose(file);
	return buf_bytes(&out);
}

/* What patch(1) makes of OLD in DIR with the diff to NEW is NEW. */
static void patches(struct pool *pool, const char *dir, struct bytes old,
		    struct bytes new)
{
	char *file = pool_printf(pool, "%s/f", dir);
	char *patch = pool_printf(pool, "%s/p", dir);
	struct diff diff = { .path = "/f", .old = &old, .new = &new };
	struct bytes text = diff_unified(pool, &diff);

	if (bytes_equal(old, new))
		return;
	EXPECT(!diff.masked);
	EXPECT(write_file(file, old) && write_file(patch, text));
	EXPECT_INT(
		system(pool_printf(pool, "cd %s && patch -s -F0 -p1 <p >log 2>&1", dir)),
		0);
	EXPECT(bytes_equal(read_file(pool, file), new));
}

static void applies_with_patch(void)
{
	struct pool *pool = pool_new();
	char dir[] = "/tmp/drydock-diff-XXXXXX";

	srand(1);
	EXPECT(mkdtemp(dir) != NULL);
	for (int i = 0; i < 60; i++)
		patches(pool, dir, random_text(pool, (size_t)(rand() % 40 + 1), 6),
			random_text(pool, (size_t)(rand() % 40 + 1), 6));
	/* More edits than are searched for: replaced as a whole. */
	patches(pool, dir, random_text(pool, 3000, 100000),
		random_text(pool, 3000, 100000));
	EXPECT_INT(system(pool_printf(pool, "rm -rf %s", dir)), 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "shows a changed line", shows_a_changed_line },
	{ "shows new and removed files", shows_new_and_removed_files },
	{ "masks both sides", masks_both_sides },
	{ "tells sizes of what is no text", tells_sizes_of_what_is_no_text },
	{ "applies with patch", applies_with_patch },
	{ 0 },
};
