/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept between two questions, and what makes it another. */
#include "guest/facts-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/boot.h"
#include "guest/initrd.h"
#include "guest/modules.h"
#include "test.h"
#include "tree/dir.h"
#include "tree/overlay.h"

#define CONFIG "/boot/grub/grub.cfg"

struct made {
	struct pool *pool;
	const char *root;
	struct tree *dir;
	struct guest guest;
};

static void put(struct made *made, const char *path, const char *text)
{
	const char *full = pool_printf(made->pool, "%s%s", made->root, path);
	FILE *file = fopen(full, "we");

	if (!EXPECT(file))
		return;
	(void)fputs(text, file);
	(void)fclose(file);
}

static void open_made(struct made *made)
{
	static const char *const dirs[] = { "boot", "boot/grub", "lib", "lib/modules" };

	*made = (struct made){ .pool = pool_new() };
	made->root = mkdtemp(pool_strdup(made->pool, "/tmp/drydock-facts-XXXXXX"));
	if (!EXPECT(made->root))
		exit(1);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		EXPECT(mkdir(pool_printf(made->pool, "%s/%s", made->root, dirs[i]),
			     0755) == 0);
	put(made, CONFIG, "menuentry one { linux /boot/vmlinuz-1 root=/dev/sda1; }\n");
	put(made, "/boot/initrd.img-1", "no archive");
	put(made, "/lib/modules/modules.dep", "a.ko:\nb.ko: a.ko\n");
	put(made, "/lib/modules/modules.softdep", "softdep a pre: b\n");
	EXPECT_INT(dir_open(made->pool, made->root, &made->dir), 0);
	made->guest.pool = made->pool;
	made->guest.tree = made->dir;
}

static void close_made(struct made *made)
{
	char *command = pool_printf(made->pool, "rm -rf %s", made->root);

	dir_close(made->dir);
	EXPECT_INT(system(command), 0);
	pool_free(made->pool);
}

static const char *root_of(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	return boot->count == 1 ? boot_arg(&boot->entry[0], "root", NULL)->value_text
				: NULL;
}

static void plan_root(struct made *made, const char *value)
{
	const char *text = pool_printf(
		made->pool, "menuentry x { linux /vmlinuz-1 root=%s; }\n", value);

	EXPECT_INT(overlay_write(made->guest.tree, CONFIG, bytes_of(text), 0644), 0);
}

/* The tree's facts hold until an edit of any file, and again where that is undone. */
static void of_the_tree(void)
{
	const struct boot *before;
	struct made made;
	size_t mark;

	open_made(&made);
	before = guest_boot(&made.guest);
	EXPECT(guest_boot(&made.guest) == before);
	made.guest.tree = overlay_new(made.dir);
	EXPECT(guest_boot(&made.guest) == before);
	mark = overlay_mark(made.guest.tree);
	plan_root(&made, "/dev/sdb1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdb1");
	plan_root(&made, "/dev/sdc1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdc1");
	overlay_rollback(made.guest.tree, mark);
	EXPECT_STR(root_of(&made.guest), "/dev/sda1");
	plan_root(&made, "/dev/sdd1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdd1");
	EXPECT_INT(overlay_remove(made.guest.tree, CONFIG), 0);
	EXPECT_INT(guest_boot(&made.guest)->count, 0);
	close_made(&made);
}

/* Two overlays, each with one edit, one after the other and one over the other. */
static void of_two_overlays(void)
{
	struct made made;

	open_made(&made);
	made.guest.tree = overlay_new(made.dir);
	plan_root(&made, "/dev/sdb1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdb1");
	made.guest.tree = overlay_new(made.dir);
	EXPECT_STR(root_of(&made.guest), "/dev/sda1");
	plan_root(&made, "/dev/sdc1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdc1");
	made.guest.tree = overlay_new(made.guest.tree);
	EXPECT_STR(root_of(&made.guest), "/dev/sdc1");
	plan_root(&made, "/dev/sdd1");
	EXPECT_STR(root_of(&made.guest), "/dev/sdd1");
	close_made(&made);
}

/* Who asks second meets the failure too: nothing is kept of what could not be read. */
static void of_what_cannot_be_read(void)
{
	struct made made;

	open_made(&made);
	EXPECT(symlink("custom.cfg", pool_printf(made.pool, "%s/boot/grub/custom.cfg",
						 made.root)) == 0);
	put(&made, CONFIG, "configfile $prefix/custom.cfg\n");
	for (int i = 0; i < 2; i++) {
		(void)guest_boot(&made.guest);
		EXPECT_INT(tree_take_error(made.dir, NULL), -ELOOP);
	}
	close_made(&made);
}

/* A file's facts are its own: edits of others leave them, and links find them. */
static void of_a_file(void)
{
	const struct initramfs *first, *second;
	struct made made;

	open_made(&made);
	EXPECT(link(pool_printf(made.pool, "%s/boot/initrd.img-1", made.root),
		    pool_printf(made.pool, "%s/boot/initrd.img", made.root)) == 0);
	made.guest.tree = overlay_new(made.dir);
	EXPECT_INT(guest_initramfs(&made.guest, "/boot/initrd.img-1", &first), 0);
	plan_root(&made, "/dev/sdb1");
	EXPECT_INT(guest_initramfs(&made.guest, "/boot/initrd.img", &second), 0);
	EXPECT(first == second);
	EXPECT_INT(overlay_append(made.guest.tree, "/boot/initrd.img", bytes_of("x")), 0);
	EXPECT_INT(guest_initramfs(&made.guest, "/boot/initrd.img", &second), 0);
	EXPECT(first != second);
	close_made(&made);
}

static size_t soft_links(struct guest *guest)
{
	struct moddep *dep = NULL;

	EXPECT_INT(guest_modules(guest, "/lib/modules", MODULES_SOFT, &dep), 0);
	return dep ? moddep_find(dep, "a")->pre.count : 0;
}

/* Facts of two files: an edit of either one makes them others. */
static void of_two_files(void)
{
	struct moddep *hard = NULL, *again = NULL;
	struct made made;

	open_made(&made);
	made.guest.tree = overlay_new(made.dir);
	EXPECT_INT(guest_modules(&made.guest, "/lib/modules", MODULES_HARD, &hard), 0);
	EXPECT_INT(soft_links(&made.guest), 1);
	EXPECT_INT(overlay_write(made.guest.tree, "/lib/modules/modules.softdep",
				 bytes_of(""), 0644),
		   0);
	EXPECT_INT(soft_links(&made.guest), 0);
	EXPECT_INT(overlay_remove(made.guest.tree, "/lib/modules/modules.softdep"), 0);
	EXPECT_INT(soft_links(&made.guest), 0);
	EXPECT_INT(guest_modules(&made.guest, "/lib/modules", MODULES_HARD, &again), 0);
	EXPECT(hard && hard == again && moddep_find(hard, "a")->pre.count == 0);
	EXPECT_INT(overlay_write(made.guest.tree, "/lib/modules/modules.dep",
				 bytes_of("c.ko:\n"), 0644),
		   0);
	EXPECT_INT(guest_modules(&made.guest, "/lib/modules", MODULES_HARD, &again), 0);
	EXPECT(moddep_find(again, "c") && !moddep_find(again, "a"));
	EXPECT_INT(guest_modules(&made.guest, "/lib", MODULES_HARD, &again), -ENOENT);
	close_made(&made);
}

const struct test tests[] = {
	{ "of the tree", of_the_tree },
	{ "of two overlays", of_two_overlays },
	{ "of what cannot be read", of_what_cannot_be_read },
	{ "of a file", of_a_file },
	{ "of two files", of_two_files },
	{ 0 },
};
