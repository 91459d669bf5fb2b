/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock about": what the program, its appliance and its media are made of. */
#include "app/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "app/show.h"
#include "base/path.h"
#include "base/strs.h"
#include "disk/machine.h"
#include "host/appliance.h"
#include "version.h"

enum { LINE_MAX_BYTES = 4096 };

/* A line of the list that scripts/about writes when the appliance is built. */
struct entry {
	const char *where; /* "program", "kernel", "loader", "initramfs", "firmware" */
	const char *name;
	const char *second; /* version; of firmware, what is lost without it */
	const char *third;  /* licence; of firmware, the files */
};

struct list {
	struct pool *pool;
	FILE *file;
	char line[LINE_MAX_BYTES];
};

static int list_open(struct pool *pool, struct list *list)
{
	struct appliance appliance;
	struct host_error error = { 0 };
	const char *path = "/usr/share/drydock/about";

	if (!machine_is_appliance()) {
		if (appliance_find(pool, &appliance, &error) < 0)
			return command_fail(STATUS_FAILED, "%s", error.text);
		path = path_join(pool, path_parent(pool, appliance.kernel), "about");
	}
	list->pool = pool;
	list->file = fopen(path, "re");
	if (!list->file)
		return command_fail(STATUS_FAILED, "\"%s\": %s", path, strerror(errno));
	return STATUS_FINE;
}

static bool list_next(struct list *list, struct entry *entry)
{
	char *rest = list->line;

	if (!fgets(list->line, sizeof(list->line), list->file))
		return false;
	list->line[strcspn(list->line, "\n")] = '\0';
	entry->where = strsep(&rest, "\t");
	entry->name = strsep(&rest, "\t");
	entry->second = strsep(&rest, "\t");
	entry->third = strsep(&rest, "\t");
	return entry->third != NULL;
}

static bool is_firmware(const struct entry *entry)
{
	return strcmp(entry->where, "firmware") == 0;
}

static void print_text(struct list *list)
{
	bool first = true;

	printf("%-10s %-26s %-28s %s\n", "WHERE", "PACKAGE", "VERSION", "LICENCE");
	printf("%-10s %-26s %-28s %s\n", "program", "drydock", DRYDOCK_VERSION,
	       "GPL-2.0-or-later");
	for (struct entry entry; list_next(list, &entry);) {
		if (is_firmware(&entry)) {
			if (first)
				puts("\nDrivers that ask for firmware, which is not "
				     "here:");
			first = false;
			printf("%-10s %s; files: %s\n", entry.name, entry.second,
			       entry.third);
			continue;
		}
		printf("%-10s %-26s %-28s %s\n", entry.where, entry.name, entry.second,
		       entry.third);
	}
}

static void print_json(struct list *list)
{
	json_t *parts = json_array(), *firmware = json_array(), *object;

	for (struct entry entry; list_next(list, &entry);)
		if (is_firmware(&entry))
			json_array_append_new(firmware, json_pack("{s:s, s:s, s:s}",
								  "driver", entry.name,
								  "without", entry.second,
								  "files", entry.third));
		else
			json_array_append_new(parts, json_pack("{s:s, s:s, s:s, s:s}",
							       "where", entry.where,
							       "package", entry.name,
							       "version", entry.second,
							       "licence", entry.third));
	object = json_pack("{s:s, s:s, s:o, s:o}", "version", DRYDOCK_VERSION, "licence",
			   "GPL-2.0-or-later", "parts", parts, "firmware", firmware);
	show_json(object);
	json_decref(object);
}

static int about_main(struct pool *pool, int argc, char **argv)
{
	bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
	struct list list;
	int status;

	if (argc > 1 && !json)
		return command_fail(STATUS_USAGE, "about takes no more than --json");
	status = list_open(pool, &list);
	if (status)
		return status;
	if (json)
		print_json(&list);
	else
		print_text(&list);
	fclose(list.file);
	return STATUS_FINE;
}

const struct command command_about = {
	.name = "about",
	.usage = "[--json]",
	.help = "what the program and its appliance are made of: package, version, "
		"licence",
	.run = about_main,
};
