/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock store VOLUME FILE FORMAT DISK...": the disks as an image, as "drydock export"
 * makes it, on that volume of this machine; "drydock store --room VOLUME": how much fits
 * there.  For the menu, which has asked.
 */
#include "app/command.h"

#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <jansson.h>

#include "app/child.h"
#include "app/show.h"
#include "app/stick.h"
#include "base/strs.h"

enum { NAME_LONGEST = 200, ARGUMENTS = 4 };

/* FAT keeps the size of a file in 32 bits. */
#define FAT_FILE_MAX 0xffffffffLL

static int room(struct pool *pool, const char *name)
{
	struct statvfs room = { 0 };
	struct statfs fs = { 0 };
	struct stick stick;
	int status = stick_mount(pool, name, MOUNT_READ_ONLY, &stick);
	json_int_t bytes, longest;
	json_t *object;

	if (status)
		return status;
	(void)statvfs(STICK_DIR, &room);
	(void)statfs(STICK_DIR, &fs);
	status = stick_end(pool, &stick, 0);
	bytes = (json_int_t)(room.f_bavail * room.f_frsize);
	longest = fs.f_type == MSDOS_SUPER_MAGIC && bytes > FAT_FILE_MAX ? FAT_FILE_MAX
									 : bytes;
	object = json_pack("{s:I, s:I}", "room", bytes, "longest", longest);
	show_json(object);
	json_decref(object);
	return status;
}

static int become_export(void *arg)
{
	/* execv() does not write through its argument; the cast is its old prototype. */
	(void)execv("/proc/self/exe", (char **)arg);
	return STATUS_FAILED;
}

/* A name on FAT, too, and no path. */
static bool is_plain(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || strchr("/\\:*?\"<>|", name[i]))
			return false;
	return len && len <= NAME_LONGEST && name[0] != '.' && name[0] != '-';
}

static int export_to(struct pool *pool, const char *file, const char *format, char **disk)
{
	struct strs words = { .pool = pool };
	const char *messages;
	struct child child;
	int status;

	strs_add(&words, "drydock");
	strs_add(&words, "export");
	strs_addf(&words, "--format=%s", format);
	strs_addf(&words, "--output=%s/%s", STICK_DIR, file);
	for (; *disk; disk++)
		strs_add(&words, *disk);
	strs_add(&words, NULL);
	if (child_begin(&child) < 0 ||
	    child_run(&child, become_export, (void *)(uintptr_t)words.item) < 0)
		return command_fail(STATUS_FAILED, "no process to be had");
	status = child.status;
	messages = child_messages(pool, &child);
	child_end(&child);
	if (status)
		return command_fail(status, "%s", messages ? messages : "it was ended");
	return 0;
}

static int store_main(struct pool *pool, int argc, char **argv)
{
	struct stick stick;
	int status;

	if (argc == 3 && strcmp(argv[1], "--room") == 0)
		return room(pool, argv[2]);
	if (argc <= ARGUMENTS)
		return command_fail(STATUS_USAGE,
				    "store takes a volume, a file, a format and disks");
	if (!is_plain(argv[2]))
		return command_fail(STATUS_USAGE,
				    "\"%s\" is no name for a file: letters, "
				    "digits, dots and dashes are",
				    argv[2]);
	status = stick_mount(pool, argv[1], MOUNT_WRITABLE, &stick);
	if (status)
		return status;
	status = export_to(pool, argv[2], argv[3], argv + ARGUMENTS);
	status = stick_end(pool, &stick, status);
	if (status == 0)
		printf("%s on %s\n", argv[2], argv[1]);
	return status;
}

const struct command command_store = {
	.name = "store",
	.run = store_main,
};
