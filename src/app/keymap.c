/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock keymap [NAME]": what the keys of the screen's keyboard mean. */
#include "app/keymap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/command.h"
#include "base/bytes.h"
#include "disk/machine.h"

/* As `loadkeys --bkeymap` of kbd writes it: the magic, a byte for each table (a state of
 * Shift, AltGr and so on) that says whether it follows, then these, 128 keys each. */
static const char magic[] = "bkeymap", folder[] = "/usr/share/keymaps",
		  suffix[] = ".bmap";
enum {
	MAGIC_SIZE = sizeof(magic) - 1,
	TABLES = MAX_NR_KEYMAPS,
	KEYS = 128,
	TABLE_SIZE = KEYS * 2,
	MAP_MAX = MAGIC_SIZE + TABLES + TABLES * TABLE_SIZE,
};

struct strs keymap_names(struct pool *pool)
{
	struct strs names = { .pool = pool };
	DIR *dir = opendir(folder);

	if (!dir)
		return names;
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *dot = strchr(entry->d_name, '.');

		if (dot && dot != entry->d_name && strcmp(dot, suffix) == 0)
			strs_add(&names, pool_strndup(pool, entry->d_name,
						      (size_t)(dot - entry->d_name)));
	}
	closedir(dir);
	strs_sort(&names);
	return names;
}

/* The file of the map, whole; its length is that which its head says. */
static int map_read(struct pool *pool, const char *name, const unsigned char **map)
{
	unsigned char *data = pool_alloc(pool, MAP_MAX);
	const char *path = pool_printf(pool, "%s/%s%s", folder, name, suffix);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t want = MAGIC_SIZE + TABLES;
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, data, MAP_MAX);
	close(fd);
	if (len < (ssize_t)want || memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EILSEQ;
	for (size_t i = 0; i < TABLES; i++)
		want += data[MAGIC_SIZE + i] == 1 ? TABLE_SIZE : 0;
	if (len != (ssize_t)want)
		return -EILSEQ;
	*map = data;
	return 0;
}

static int key_set(int fd, size_t table, unsigned key, uint16_t value)
{
	struct kbentry entry = {
		.kb_table = (unsigned char)table,
		.kb_index = (unsigned char)key,
		.kb_value = value,
	};

	return ioctl(fd, KDSKBENT, &entry) < 0 ? -errno : 0;
}

/* A table that the map before had and this one has not is taken away: ioctl_console(2).
 * The kernel refuses it for the table without any Shift, which every map has. */
static int tables_set(int fd, const unsigned char *map)
{
	const unsigned char *flags = map + MAGIC_SIZE, *values = flags + TABLES;

	for (size_t i = 0; i < TABLES; i++) {
		if (flags[i] != 1) {
			(void)key_set(fd, i, 0, K_NOSUCHMAP);
			continue;
		}
		for (unsigned key = 0; key < KEYS; key++) {
			int err = key_set(fd, i, key, le16(values + key * 2UL));

			if (err < 0)
				return err;
		}
		values += TABLE_SIZE;
	}
	return 0;
}

int keymap_set(struct pool *pool, const char *name)
{
	struct strs names = keymap_names(pool);
	const unsigned char *map = NULL;
	int fd, err;

	if (!machine_is_appliance() || !strs_has(&names, name))
		return -ENOENT;
	err = map_read(pool, name, &map);
	if (err < 0)
		return err;
	fd = open("/dev/tty0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = tables_set(fd, map);
	close(fd);
	return err;
}

static int keymap_main(struct pool *pool, int argc, char **argv)
{
	struct strs names = keymap_names(pool);
	int err;

	if (argc > 2)
		return command_fail(STATUS_USAGE, "keymap takes one name");
	if (!machine_is_appliance())
		return command_fail(STATUS_USAGE,
				    "keymap is for the appliance, not for this system");
	if (argc == 1) {
		for (size_t i = 0; i < names.count; i++)
			puts(names.item[i]);
		return STATUS_FINE;
	}
	err = keymap_set(pool, argv[1]);
	if (err == -ENOENT)
		return command_fail(STATUS_USAGE, "no keyboard \"%s\"; there are: %s",
				    argv[1], strs_join(&names, " "));
	if (err < 0)
		return command_fail(STATUS_FAILED, "the keyboard cannot be set: %s",
				    strerror(-err));
	return STATUS_FINE;
}

const struct command command_keymap = {
	.name = "keymap",
	.usage = "[NAME]",
	.help = "list the keyboards that the appliance knows; take one for the screen",
	.run = keymap_main,
};
