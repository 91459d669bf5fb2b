/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scripts in /etc/init.d with links by runlevel (init(8), chkconfig(8), insserv(8)), jobs
 * of Upstart (init(5) of it) and services of OpenRC.
 */
#include "guest/services-internal.h"

#include <string.h>

#include "base/path.h"
#include "format/text.h"

const char *script_link(const char *path, bool *start, unsigned *order)
{
	const char *name = path_name(path);

	if ((*name != 'S' && *name != 'K') || name[1] < '0' || name[1] > '9' ||
	    name[2] < '0' || name[2] > '9' || !name[3])
		return NULL;
	*start = *name == 'S';
	*order = (unsigned)(name[1] - '0') * 10 + (unsigned)(name[2] - '0');
	return name + 3;
}

char *script_dir(struct pool *pool, const char *pattern, char level)
{
	char *dir = pool_strdup(pool, pattern), *sign = strstr(dir, "%c");

	*sign = level;
	memmove(sign + 1, sign + 2, strlen(sign + 2) + 1);
	return dir;
}

char script_level(const char *path)
{
	const char *dir = strstr(path, "/rc");

	if (strstr(path, "/boot.d/"))
		return 'B';
	while (dir && strncmp(dir + 4, ".d/", 3) != 0)
		dir = strstr(dir + 1, "/rc");
	return dir ? dir[3] : '\0';
}

/* The digit behind BEFORE in a line of PATH that holds it and BEHIND; or 0. */
static char level_in(struct guest *guest, const char *path, const char *before,
		     const char *behind)
{
	struct bytes text, line;

	if (tree_read(guest->tree, path, &text) < 0)
		return '\0';
	while (bytes_line(&text, &line)) {
		const char *word = bytes_str(guest->pool, line), *at;

		at = *word == '#' ? NULL : strstr(word, before);
		if (!at || !strstr(at, behind))
			continue;
		at += strlen(before);
		if (*at >= '0' && *at <= '9')
			return *at;
	}
	return '\0';
}

/* The runlevel the system comes up in; 0: not told. */
static char default_level(struct guest *guest)
{
	char level = level_in(guest, "/etc/inittab", ":", ":initdefault");

	return level ? level
		     : level_in(guest, "/etc/init/rc-sysinit.conf",
				"DEFAULT_RUNLEVEL=", "");
}

/*
 * Runlevels that are passed at a start: the default one, and those before it.  systemd
 * takes a script for enabled that is in any of 2 to 5 (systemd-sysv-generator(8)).
 */
static bool is_passed(char level, char at_start)
{
	if (level == 'S' || level == 'B')
		return true;
	return at_start ? level == at_start : level >= '2' && level <= '5';
}

/* The script NAME: its place, or NULL. */
static const char *script_of(struct guest *guest, const char *name)
{
	static const char *const dirs[] = { "/etc/init.d", "/etc/rc.d/init.d" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		const char *path = path_join(guest->pool, dirs[i], name);

		if (tree_has(guest->tree, path, TREE_FILE))
			return path;
	}
	return NULL;
}

struct service service_script(struct guest *guest, const char *name)
{
	struct service script = { .name = name, .kind = SERVICE_SCRIPT };
	const struct strs *links = &service_starts(guest)->script;
	char at_start = '\0';

	script.file = script_of(guest, name);
	if (!script.file)
		return script;
	if (guest_init(guest) != INIT_SYSTEMD)
		at_start = default_level(guest);
	script.state = SERVICE_OFF;
	for (size_t i = 0; i < links->count; i++) {
		const char *of;
		unsigned order;
		bool start;

		of = script_link(links->item[i], &start, &order);
		if (!of || !start || strcmp(of, name) != 0 ||
		    !is_passed(script_level(links->item[i]), at_start))
			continue;
		script.state = SERVICE_ON;
		script.starter = links->item[i];
		break;
	}
	return script;
}

/* Whether one line of TEXT is the word WORD, or begins with it and a blank. */
static const char *stanza(struct pool *pool, struct bytes text, const char *word)
{
	struct bytes line;
	const char *found = NULL;
	size_t len = strlen(word);

	while (bytes_line(&text, &line)) {
		char *at = bytes_str(pool, line);

		at += strspn(at, " \t");
		if (strncmp(at, word, len) == 0 && strchr(" \t\r\n", at[len]))
			found = at;
	}
	return found;
}

struct service service_job(struct guest *guest, const char *name)
{
	struct service job = { .name = name, .kind = SERVICE_JOB };
	const char *file = pool_printf(guest->pool, "/etc/init/%s.conf", name);
	const char *override = pool_printf(guest->pool, "/etc/init/%s.override", name);
	struct bytes text, more;

	if (!tree_has_text(guest->tree, file, &text))
		return job;
	job.file = file;
	job.state = SERVICE_OFF;
	if (!stanza(guest->pool, text, "start on") || stanza(guest->pool, text, "manual"))
		return job;
	if (tree_read(guest->tree, override, &more) == 0 &&
	    stanza(guest->pool, more, "manual") && !stanza(guest->pool, more, "start on"))
		return job;
	job.state = SERVICE_ON;
	job.starter = file;
	return job;
}

struct service service_openrc(struct guest *guest, const char *name)
{
	struct service service = { .name = name, .kind = SERVICE_OPENRC };
	struct strs levels;

	service.file = script_of(guest, name);
	if (!service.file)
		return service;
	service.state = SERVICE_OFF;
	if (tree_list(guest->tree, "/etc/runlevels", &levels) < 0)
		return service;
	for (size_t i = 0; i < levels.count; i++) {
		const char *link = pool_printf(guest->pool, "/etc/runlevels/%s/%s",
					       levels.item[i], name);
		struct tree_stat st;

		if (strcmp(levels.item[i], "shutdown") == 0 ||
		    tree_lstat(guest->tree, link, &st) < 0)
			continue;
		service.state = SERVICE_ON;
		service.starter = link;
		break;
	}
	return service;
}
