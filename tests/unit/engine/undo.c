/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/undo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/apply.h"
#include "engine/undo-torn.h"
#include "tree/dir.h"

#include "test.h"

static struct pool *pool;
static struct tree *dir, *overlay;
static struct undo_log undo;
static const struct edit *const *edits;
static size_t edit_count;
static char root[64];

static const char *path_of(const char *name)
{
	return pool_printf(pool, "%s/%s", root, name);
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	if (EXPECT(file)) {
		fputs(text, file);
		fclose(file);
	}
}

/* What the tree holds, for comparing; what is made anew has other TIMES. */
static const char *facts(bool times)
{
	char *text = pool_alloc(pool, 65536);
	FILE *pipe =
		popen(pool_printf(pool,
				  "cd %s && find . ! -type d -printf '%%p %%y %%m %%n "
				  "%s %%l\\n' -o -printf '%%p %%m\\n' | sort; cd %s "
				  "&& find . -type f | sort | xargs sha256sum",
				  root, times ? "%T@" : "", root),
		      "r");

	if (EXPECT(pipe)) {
		text[fread(text, 1, 65535, pipe)] = '\0';
		pclose(pipe);
	}
	return text;
}

static void setup(void)
{
	pool = pool_new();
	undo = (struct undo_log){ 0 };
	strcpy(root, "/tmp/drydock-undo-XXXXXX");
	EXPECT(mkdtemp(root) != NULL);
	EXPECT_INT(mkdir(path_of("etc"), 0755), 0);
	put("etc/fstab", "old\n");
	put("etc/two", "both\n");
	EXPECT_INT(link(path_of("etc/two"), path_of("other")), 0);
	put("etc/gone", "gone\n");
	EXPECT_INT(link(path_of("etc/gone"), path_of("gone-too")), 0);
	EXPECT_INT(chmod(path_of("etc/gone"), 0600), 0);
	put("image", "first segment");
	EXPECT_INT(symlink("nowhere", path_of("etc/resolv")), 0);
	EXPECT_INT(dir_open(pool, root, &dir), 0);
	overlay = overlay_new(dir);
	overlay_write(overlay, "/etc/fstab", bytes_of("new\n"), 0644);
	overlay_write(overlay, "/etc/two", bytes_of("neither\n"), 0644);
	overlay_write(overlay, "/etc/made/for/it", bytes_of("x"), 0644);
	overlay_append(overlay, "/image", bytes_of(", second"));
	overlay_remove(overlay, "/etc/gone");
	overlay_link(overlay, "/etc/resolv", "somewhere");
	edits = overlay_edits(overlay, &edit_count);
}

static void teardown(void)
{
	dir_close(dir);
	EXPECT_INT(system(pool_printf(pool, "rm -rf %s", root)), 0);
	pool_free(pool);
}

static void apply(void)
{
	const char *why = NULL;

	EXPECT_INT(undo_note_files(pool, dir_fd(dir), edits, edit_count, &undo, &why), 0);
	EXPECT_INT(apply_files(pool, dir_fd(dir), edits, edit_count, &why), 0);
}

static struct strs changed(bool interrupted)
{
	return undo_changed(pool, dir_fd(dir), &undo, NULL, 0, interrupted);
}

static void all_comes_back(void)
{
	const char *before, *after, *why = NULL;

	setup();
	before = facts(true);
	apply();
	after = facts(false);

	EXPECT_INT(changed(false).count, 0);
	EXPECT(!undo_is_before(pool, dir_fd(dir), &undo, NULL, 0));
	EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
	EXPECT_STR(facts(true), before);
	EXPECT(undo_is_before(pool, dir_fd(dir), &undo, NULL, 0));
	/* Again, as after an interruption. */
	EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
	EXPECT_STR(facts(true), before);
	EXPECT_INT(undo_forward(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
	EXPECT_STR(facts(false), after);
	EXPECT_INT(undo_forward(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
	EXPECT_STR(facts(false), after);
	teardown();
}

/* After each of the edits, and with a file half written. */
static void from_any_point_on(void)
{
	const char *before, *after, *why = NULL;

	setup();
	before = facts(true);
	apply();
	after = facts(false);
	for (size_t i = 0; i <= edit_count; i++) {
		EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
		EXPECT_INT(apply_files(pool, dir_fd(dir), edits, i, &why), 0);
		EXPECT_INT(changed(true).count, 0);
		EXPECT_INT(undo_forward(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
		EXPECT_STR(facts(false), after);
	}
	EXPECT_INT(truncate(path_of("image"), 16), 0);
	EXPECT_INT(truncate(path_of("etc/two"), 3), 0);
	put("etc/.~new~fstab", "half");
	EXPECT_INT(changed(false).count, 2);
	EXPECT_INT(changed(true).count, 0);
	EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, NULL, 0, &why), 0);
	EXPECT_STR(facts(true), before);
	teardown();
}

static void what_others_changed_is_seen(void)
{
	struct strs list;

	setup();
	apply();
	put("etc/fstab", "mine\n");
	put("image", "first segment, secund");
	EXPECT_INT(symlink("x", path_of("etc/gone")), 0);
	EXPECT_INT(chmod(path_of("etc/two"), 0600), 0);
	list = changed(false);
	EXPECT_STR(strs_join(&list, " "), "/etc/fstab /etc/gone /etc/two /image");
	EXPECT_INT(changed(true).count, 4);
	teardown();
}

static void blocks_are_found_by_what_they_hold(void)
{
	const char *why = NULL;
	char data[8] = { 0 };
	struct disk disk = { .name = "vda", .size = 2048 },
		    twin = { .name = "vdb", .size = 2048 }, *disks[] = { &twin, &disk };
	struct undo_block block = { .disk = "sda",
				    .disk_size = 2048,
				    .offset = 512,
				    .what = "code",
				    .before = bytes_of("before"),
				    .after = bytes_of("after!") };

	setup();
	put("disk", "");
	put("twin", "");
	EXPECT_INT(truncate(path_of("disk"), 2048) + truncate(path_of("twin"), 2048), 0);
	disk.path = path_of("disk");
	twin.path = path_of("twin");
	disk.fd = open(disk.path, O_RDWR);
	twin.fd = open(twin.path, O_RDWR);
	EXPECT_INT(pwrite(disk.fd, "after!", 6, 512), 6);
	undo.block = &block;
	undo.blocks = 1;
	EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, disks, 2, &why), 0);
	EXPECT_INT(pread(disk.fd, data, 6, 512), 6);
	EXPECT_STR(data, "before");
	EXPECT_INT(undo_forward(pool, dir_fd(dir), &undo, disks, 2, &why), 0);
	EXPECT_INT(pread(disk.fd, data, 6, 512), 6);
	EXPECT_STR(data, "after!");
	/* Two that could be it. */
	EXPECT_INT(pwrite(twin.fd, "after!", 6, 512), 6);
	EXPECT_INT(undo_changed(pool, dir_fd(dir), &undo, disks, 2, false).count, 1);
	EXPECT_INT(undo_back(pool, dir_fd(dir), &undo, disks, 2, &why), -ESTALE);
	close(disk.fd);
	close(twin.fd);
	teardown();
}

static void between_before_and_after(void)
{
	struct bytes a = bytes_of("aaaa"), b = bytes_of("bbbbbb");

	EXPECT(torn_file(bytes_of("abab"), a, b));
	EXPECT(torn_file((struct bytes){ (const unsigned char *)"b\0\0b", 4 }, a, b));
	EXPECT(torn_file(bytes_of(""), a, b));
	EXPECT(!torn_file(bytes_of("aaaaa"), a, b));
	EXPECT(!torn_file(bytes_of("abc"), a, b));
	EXPECT(!torn_file(bytes_of("bbbbbbb"), a, b));
	EXPECT(torn_sectors(bytes_of("aaaa"), a, bytes_of("bbbb")));
	EXPECT(!torn_sectors(bytes_of("aabb"), a, bytes_of("bbbb")));
}

const struct test tests[] = {
	{ "all comes back", all_comes_back },
	{ "from any point on", from_any_point_on },
	{ "what others changed is seen", what_others_changed_is_seen },
	{ "blocks are found by what they hold", blocks_are_found_by_what_they_hold },
	{ "between before and after", between_before_and_after },
	{ 0 },
};
