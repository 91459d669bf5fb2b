/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service switched on: for a unit its [Install] section says what is to want it
 * (systemd.unit(5)), for a script its header does (chkconfig(8), insserv(8)).
 */
#include "guest/services-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "format/ini.h"

enum { WORDS_MAX = 64 };

static void add_links(struct guest *guest, struct service_changes *all,
		      const struct service *unit, const char *words, const char *list)
{
	struct strs targets = strs_words(guest->pool, words ? words : "");

	for (size_t i = 0; i < targets.count && i < WORDS_MAX; i++) {
		/* A specifier or a path is nobody's target. */
		if (strpbrk(targets.item[i], "%/"))
			continue;
		service_change(
			guest, all,
			(struct service_change){
				.kind = SERVICE_LINK,
				.path = pool_printf(guest->pool,
						    "/etc/systemd/system/%s.%s/%s",
						    targets.item[i], list, unit->name),
				.target = unit->file });
	}
}

/* The vendor's file behind a mask in /etc, or the file itself. */
static const char *unmasked(struct guest *guest, const struct service *unit,
			    struct service_changes *all)
{
	struct strs dirs;

	if (unit->state != SERVICE_MASKED)
		return unit->file;
	if (!path_is_below(unit->file, "/etc"))
		return NULL;
	service_change(
		guest, all,
		(struct service_change){ .kind = SERVICE_REMOVE, .path = unit->file });
	dirs = unit_dirs(guest);
	for (size_t i = 0; i < dirs.count; i++) {
		const char *path = path_join(guest->pool, dirs.item[i], unit->name);

		if (strcmp(path, unit->file) != 0 &&
		    tree_has(guest->tree, path, TREE_FILE))
			return path;
	}
	return NULL;
}

static void unit_on(struct guest *guest, const struct service *unit,
		    struct service_changes *all)
{
	struct service real = *unit;
	struct bytes text;
	struct ini *ini;
	size_t before;

	real.file = unmasked(guest, unit, all);
	if (!real.file || tree_read(guest->tree, real.file, &text) < 0) {
		all->why = "it is masked, and there is no unit behind that";
		return;
	}
	ini = ini_parse(guest->pool, text);
	before = all->count;
	add_links(guest, all, &real, ini_get(ini, "Install", "WantedBy"), "wants");
	add_links(guest, all, &real, ini_get(ini, "Install", "RequiredBy"), "requires");
	if (all->count == before)
		all->why = "its unit does not say what is to start it";
}

/* "2345 55 25" of "# chkconfig: 2345 55 25"; "2 3 4 5" of "# Default-Start: 2 3 4 5". */
static const char *header(struct pool *pool, struct bytes text, const char *name)
{
	struct bytes line;

	for (int n = 0; n < 200 && bytes_line(&text, &line); n++) {
		const char *at = bytes_str(pool, line);

		at += strspn(at, "# \t");
		if (strncmp(at, name, strlen(name)) == 0)
			return at + strlen(name);
	}
	return NULL;
}

/* Links that stop it in the directory DIR of a runlevel go. */
static void drop_stops(struct guest *guest, const char *dir, const char *name,
		       struct service_changes *all)
{
	const struct strs *links = &service_starts(guest)->script;

	for (size_t i = 0; i < links->count; i++) {
		const char *of;
		unsigned order;
		bool start;

		of = script_link(links->item[i], &start, &order);
		if (of && !start && strcmp(of, name) == 0 &&
		    strcmp(path_parent(guest->pool, links->item[i]), dir) == 0)
			service_change(guest, all,
				       (struct service_change){ .kind = SERVICE_REMOVE,
								.path = links->item[i] });
	}
}

/* The directory of a runlevel: SUSE's, EL's, Debian's; or NULL. */
static char *level_dir(struct guest *guest, char level)
{
	static const char *const places[] = { "/etc/init.d/rc%c.d", "/etc/rc.d/rc%c.d",
					      "/etc/rc%c.d" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		char *dir = script_dir(guest->pool, places[i], level), *real;

		if (tree_has(guest->tree, dir, TREE_DIR) &&
		    tree_resolve(guest->tree, dir, &real) == 0)
			return real;
	}
	return NULL;
}

static void add_script_link(struct guest *guest, const struct service *script, char level,
			    unsigned order, struct service_changes *all)
{
	const char *dir = level_dir(guest, level);
	bool within;

	if (!dir)
		return;
	within = path_is_below(dir, "/etc/init.d");
	drop_stops(guest, dir, script->name, all);
	service_change(guest, all,
		       (struct service_change){
			       .kind = SERVICE_LINK,
			       .path = pool_printf(guest->pool, "%s/S%02u%s", dir, order,
						   script->name),
			       .target = pool_printf(guest->pool, "%s%s",
						     within ? "../" : "../init.d/",
						     script->name) });
}

/* The levels of a header; 2 to 5 where it names none. */
static void script_on(struct guest *guest, const struct service *script,
		      struct service_changes *all)
{
	const char *levels = NULL, *chkconfig;
	unsigned order = 50;
	struct bytes text;

	if (tree_read(guest->tree, script->file, &text) < 0) {
		all->why = "its script cannot be read";
		return;
	}
	chkconfig = header(guest->pool, text, "chkconfig:");
	if (chkconfig) {
		struct strs words = strs_words(guest->pool, chkconfig);

		if (words.count > 0)
			levels = words.item[0];
		if (words.count > 1)
			order = (unsigned)strtoul(words.item[1], NULL, 10) % 100;
	} else {
		levels = header(guest->pool, text, "Default-Start:");
	}
	if (!levels || !strpbrk(levels, "2345"))
		levels = "2345";
	for (char level = '2'; level <= '5'; level++)
		if (strchr(levels, level))
			add_script_link(guest, script, level, order, all);
	if (all->count == 0)
		all->why = "there are no directories of runlevels";
}

/* What says "manual" in the override file goes. */
static void job_on(struct guest *guest, const struct service *job,
		   struct service_changes *all)
{
	const char *path = pool_printf(guest->pool, "/etc/init/%s.override", job->name);
	struct buf out = { .pool = guest->pool };
	struct bytes text, line;
	bool found = false;

	if (!tree_has_text(guest->tree, path, &text)) {
		all->why = "its job says itself that it does not start";
		return;
	}
	while (bytes_line(&text, &line)) {
		struct strs words = strs_words(guest->pool, bytes_str(guest->pool, line));

		if (words.count > 0 && strcmp(words.item[0], "manual") == 0)
			found = true;
		else
			buf_add(&out, line);
	}
	if (found)
		service_change(guest, all,
			       (struct service_change){ .kind = SERVICE_WRITE,
							.path = path,
							.text = buf_bytes(&out) });
	else
		all->why = "its job says itself that it does not start";
}

struct service_changes service_on(struct guest *guest, const struct service *service)
{
	struct service_changes all = { 0 };

	if (!service->file) {
		all.why = "its files are not there";
		return all;
	}
	switch (service->kind) {
	case SERVICE_UNIT:
		unit_on(guest, service, &all);
		break;
	case SERVICE_JOB:
		job_on(guest, service, &all);
		break;
	case SERVICE_SCRIPT:
		script_on(guest, service, &all);
		break;
	case SERVICE_OPENRC:
		service_change(guest, &all,
			       (struct service_change){
				       .kind = SERVICE_LINK,
				       .path = pool_printf(guest->pool,
							   "/etc/runlevels/default/%s",
							   service->name),
				       .target = service->file });
		break;
	}
	return all;
}
