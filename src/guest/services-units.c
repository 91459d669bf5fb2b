/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units of systemd: where they are looked for and what a link in x.target.wants means is
 * in systemd.unit(5).
 */
#include "guest/services-internal.h"

#include <string.h>

#include "base/path.h"
#include "guest/mounts.h"

/* "getty@.service" of "getty@ttyS0.service"; NULL where NAME is of no template. */
static const char *template_of(struct pool *pool, const char *name)
{
	const char *at = strchr(name, '@'), *dot = strrchr(name, '.');

	if (!at || !dot || dot < at || dot == at + 1)
		return NULL;
	return pool_printf(pool, "%.*s%s", (int)(at - name) + 1, name, dot);
}

/* The file of the unit, the administrator's before the vendor's; links are kept. */
static const char *file_of(struct guest *guest, const struct strs *dirs, const char *name)
{
	for (size_t i = 0; i < dirs->count; i++) {
		const char *path = path_join(guest->pool, dirs->item[i], name);
		struct tree_stat st;

		if (tree_lstat(guest->tree, path, &st) == 0 &&
		    (st.kind == TREE_FILE || st.kind == TREE_LINK))
			return path;
	}
	return NULL;
}

/* A link to /dev/null, or a file without content (systemd.unit(5)). */
static bool is_mask(struct guest *guest, const char *file)
{
	const char *target = service_link(guest, file);
	struct tree_stat st;

	if (target)
		return strcmp(path_clean(guest->pool, target), "/dev/null") == 0;
	return tree_stat(guest->tree, file, &st) == 0 && st.kind == TREE_FILE &&
	       st.size == 0;
}

/* Whether a link of LIST is called one of NAMES. */
static const char *named(const struct strs *list, const struct strs *names)
{
	for (size_t i = 0; i < list->count; i++)
		if (strs_has(names, path_name(list->item[i])))
			return list->item[i];
	return NULL;
}

struct strs unit_names(struct guest *guest, const struct service *unit)
{
	const struct starts *starts = service_starts(guest);
	struct strs names = { .pool = guest->pool };
	const char *target;
	char *real;

	strs_add(&names, unit->name);
	if (!strchr(unit->name, '@') &&
	    tree_resolve(guest->tree, unit->file, &real) == 0 &&
	    !strs_has(&names, path_name(real)))
		strs_add(&names, path_name(real));
	for (size_t i = 0; i < starts->alias.count; i++) {
		target = service_link(guest, starts->alias.item[i]);
		if (target && strs_has(&names, path_name(target)))
			strs_add(&names, path_name(starts->alias.item[i]));
	}
	return names;
}

struct service service_unit(struct guest *guest, const char *name)
{
	struct service unit = { .name = name, .kind = SERVICE_UNIT };
	const struct starts *starts = service_starts(guest);
	struct strs dirs = unit_dirs(guest), names;
	const char *template = template_of(guest->pool, name);

	unit.file = file_of(guest, &dirs, name);
	if (!unit.file && template)
		unit.file = file_of(guest, &dirs, template);
	if (!unit.file) {
		unit.state = mount_shows(guest, "/usr/lib/systemd/system/x.service")
				     ? SERVICE_NONE
				     : SERVICE_UNKNOWN;
		return unit;
	}
	if (is_mask(guest, unit.file)) {
		unit.state = SERVICE_MASKED;
		return unit;
	}
	names = unit_names(guest, &unit);
	unit.starter = named(&starts->unit, &names);
	unit.state = unit.starter ? SERVICE_ON : SERVICE_OFF;
	return unit;
}
