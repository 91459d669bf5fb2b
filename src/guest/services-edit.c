/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service switched off and on, by the changes systemctl(1), chkconfig(8), insserv(8),
 * update-rc.d(8), rc-update(8) and Upstart's override files make.
 */
#include "guest/services-internal.h"

#include <string.h>

#include "base/path.h"
#include "format/ini.h"

void service_change(struct guest *guest, struct service_changes *all,
		    struct service_change change)
{
	all->item = text_room(guest->pool, all->item, all->count, sizeof(change));
	all->item[all->count++] = change;
}

static void add_remove(struct guest *guest, struct service_changes *all, const char *path)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->item[i].path, path) == 0)
			return;
	service_change(guest, all,
		       (struct service_change){ .kind = SERVICE_REMOVE, .path = path });
}

static void add_link(struct guest *guest, struct service_changes *all, const char *path,
		     const char *target)
{
	service_change(guest, all,
		       (struct service_change){
			       .kind = SERVICE_LINK, .path = path, .target = target });
}

static bool is_own(const char *path)
{
	return path_is_below(path, "/etc");
}

/*
 * The links below /etc go, aliases too, as "systemctl disable" has it.  What starts it
 * still, a link of the vendor's, stays: that is what a mask is for.
 */
static void unit_off(struct guest *guest, const struct service *unit, bool mask,
		     struct service_changes *all)
{
	const struct starts *starts = service_starts(guest);
	const char *place = path_join(guest->pool, "/etc/systemd/system", unit->name);
	struct strs names = unit_names(guest, unit);
	struct tree_stat st;

	for (size_t i = 0; i < starts->unit.count; i++) {
		if (!strs_has(&names, path_name(starts->unit.item[i])))
			continue;
		if (is_own(starts->unit.item[i]))
			add_remove(guest, all, starts->unit.item[i]);
		else
			mask = true;
	}
	for (size_t i = 0; i < starts->alias.count; i++)
		if (is_own(starts->alias.item[i]) &&
		    strcmp(starts->alias.item[i], place) != 0 &&
		    strs_has(&names, path_name(starts->alias.item[i])))
			add_remove(guest, all, starts->alias.item[i]);
	if (!mask)
		return;
	if (tree_lstat(guest->tree, place, &st) == 0 && st.kind == TREE_FILE)
		all->why = "its unit lies in /etc itself, where a mask would replace it";
	else
		add_link(guest, all, place, "/dev/null");
}

/*
 * insserv keeps no memory of what is off; chkconfig and update-rc.d do, as links that
 * begin with K, and without them the next update switches it on again.
 */
static void script_off(struct guest *guest, const struct service *script,
		       struct service_changes *all)
{
	const struct strs *links = &service_starts(guest)->script;

	for (size_t i = 0; i < links->count; i++) {
		const char *link = links->item[i], *of, *target;
		unsigned order;
		bool start;

		of = script_link(link, &start, &order);
		if (!of || !start || strcmp(of, script->name) != 0)
			continue;
		target = service_link(guest, link);
		add_remove(guest, all, link);
		if (target && !path_is_below(link, "/etc/init.d") &&
		    script_level(link) != 'S')
			add_link(guest, all,
				 pool_printf(guest->pool, "%s/K%02u%s",
					     path_parent(guest->pool, link),
					     (100 - order) % 100, of),
				 target);
	}
}

/* Upstart before 1.3 knows no override; its jobs are few then, and packages bring none.
 */
static void job_off(struct guest *guest, const struct service *job,
		    struct service_changes *all)
{
	const char *path = pool_printf(guest->pool, "/etc/init/%s.override", job->name);
	struct bytes text = { 0 }, init;

	if (tree_read(guest->tree, "/sbin/init", &init) < 0 ||
	    bytes_find(init, bytes_of(".override"), 0) < 0) {
		all->why = "this Upstart reads no override files";
		return;
	}
	if (tree_has(guest->tree, path, TREE_FILE))
		(void)tree_read(guest->tree, path, &text);
	service_change(guest, all,
		       (struct service_change){
			       .kind = SERVICE_WRITE,
			       .path = path,
			       .text = text_append_line(guest->pool, text, "manual") });
}

static void openrc_off(struct guest *guest, const struct service *service,
		       struct service_changes *all)
{
	struct strs levels;

	if (tree_list(guest->tree, "/etc/runlevels", &levels) < 0)
		return;
	for (size_t i = 0; i < levels.count; i++) {
		const char *link = pool_printf(guest->pool, "/etc/runlevels/%s/%s",
					       levels.item[i], service->name);
		struct tree_stat st;

		if (strcmp(levels.item[i], "shutdown") != 0 &&
		    tree_lstat(guest->tree, link, &st) == 0)
			add_remove(guest, all, link);
	}
}

struct service_changes service_off(struct guest *guest, const struct service *service,
				   bool mask)
{
	struct service_changes all = { 0 };

	if (!service->file) {
		all.why = "its files are not there";
		return all;
	}
	switch (service->kind) {
	case SERVICE_UNIT:
		unit_off(guest, service, mask, &all);
		break;
	case SERVICE_JOB:
		job_off(guest, service, &all);
		break;
	case SERVICE_SCRIPT:
		script_off(guest, service, &all);
		break;
	case SERVICE_OPENRC:
		openrc_off(guest, service, &all);
		break;
	}
	return all;
}
