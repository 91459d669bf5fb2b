/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/services.h"

#include <string.h>

#include "base/path.h"
#include "guest/facts-internal.h"
#include "guest/mounts.h"
#include "guest/services-internal.h"

static bool has_any(struct guest *guest, const char *const *paths)
{
	struct tree_stat st;

	for (; *paths; paths++)
		if (tree_lstat(guest->tree, *paths, &st) == 0)
			return true;
	return false;
}

/*
 * Several may be installed; /sbin/init decides.  Upstart and System V leave no name
 * there, so their own configuration tells them apart.
 */
enum init_system guest_init(struct guest *guest)
{
	static const char *const openrc[] = { "/sbin/openrc", "/sbin/openrc-run",
					      "/usr/sbin/openrc", "/sbin/rc", NULL };
	static const char *const upstart[] = { "/sbin/initctl", "/etc/init/rc.conf",
					       "/etc/init/rc-sysinit.conf",
					       "/etc/init/rcS.conf", NULL };
	static const char *const sysv[] = { "/etc/inittab", "/etc/rc3.d",
					    "/etc/rc.d/rc3.d", NULL };
	bool upstart_jobs = tree_match(guest->tree, "/etc/init", "rc*.conf").count > 0;
	char *real = NULL;

	if (tree_resolve(guest->tree, "/sbin/init", &real) < 0 &&
	    tree_resolve(guest->tree, "/usr/sbin/init", &real) < 0)
		real = NULL;
	if (real && strcmp(path_name(real), "systemd") == 0)
		return INIT_SYSTEMD;
	if (!real && mount_is_by_systemd(guest))
		return INIT_SYSTEMD;
	if (tree_has(guest->tree, "/etc/runlevels", TREE_DIR) && has_any(guest, openrc))
		return INIT_OPENRC;
	if (upstart_jobs && has_any(guest, upstart))
		return INIT_UPSTART;
	if (has_any(guest, sysv))
		return INIT_SYSV;
	if (tree_has(guest->tree, "/etc/runlevels", TREE_DIR))
		return INIT_OPENRC;
	return tree_has(guest->tree, "/etc/systemd/system", TREE_DIR) ? INIT_SYSTEMD
								      : INIT_UNKNOWN;
}

const char *init_name(enum init_system init)
{
	static const char *const names[] = {
		[INIT_UNKNOWN] = "an unknown init", [INIT_SYSTEMD] = "systemd",
		[INIT_UPSTART] = "Upstart",         [INIT_SYSV] = "System V init",
		[INIT_OPENRC] = "OpenRC",
	};

	return names[init];
}

const char *service_link(struct guest *guest, const char *path)
{
	struct tree_stat st;
	char *target;

	if (tree_lstat(guest->tree, path, &st) < 0 || st.kind != TREE_LINK ||
	    tree_read_link(guest->tree, path, &target) < 0)
		return NULL;
	return target;
}

/* The resolved path of DIR into DIRS, unless it is there or is no directory. */
static void add_dir(struct guest *guest, struct strs *dirs, const char *dir)
{
	char *real;

	if (tree_resolve(guest->tree, dir, &real) == 0 && !strs_has(dirs, real) &&
	    tree_has(guest->tree, real, TREE_DIR))
		strs_add(dirs, real);
}

struct strs unit_dirs(struct guest *guest)
{
	static const char *const dirs[] = {
		"/etc/systemd/system",
		"/usr/local/lib/systemd/system",
		"/usr/lib/systemd/system",
		"/lib/systemd/system",
	};
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		add_dir(guest, &found, dirs[i]);
	return found;
}

static bool is_list(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcmp(dot, ".wants") == 0 || strcmp(dot, ".requires") == 0 ||
		       strcmp(dot, ".upholds") == 0);
}

static void add_all(struct guest *guest, struct strs *list, const char *dir)
{
	struct strs names;

	if (tree_list(guest->tree, dir, &names) < 0)
		return;
	for (size_t i = 0; i < names.count && list->count < STARTS_MAX; i++)
		strs_add(list, path_join(guest->pool, dir, names.item[i]));
}

static void read_units(struct guest *guest, struct starts *starts)
{
	struct strs dirs = unit_dirs(guest);

	for (size_t d = 0; d < dirs.count; d++) {
		struct strs all = { .pool = guest->pool };

		add_all(guest, &all, dirs.item[d]);
		for (size_t i = 0; i < all.count; i++) {
			struct tree_stat st;

			if (is_list(all.item[i]))
				add_all(guest, &starts->unit, all.item[i]);
			else if (tree_lstat(guest->tree, all.item[i], &st) == 0 &&
				 st.kind == TREE_LINK)
				strs_add(&starts->alias, all.item[i]);
		}
	}
}

static void read_scripts(struct guest *guest, struct starts *starts)
{
	static const char *const places[] = { "/etc/rc%c.d", "/etc/rc.d/rc%c.d",
					      "/etc/init.d/rc%c.d" };
	struct strs dirs = { .pool = guest->pool };

	for (const char *level = "S2345016"; *level; level++)
		for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
			add_dir(guest, &dirs, script_dir(guest->pool, places[i], *level));
	add_dir(guest, &dirs, "/etc/init.d/boot.d");
	for (size_t i = 0; i < dirs.count; i++)
		add_all(guest, &starts->script, dirs.item[i]);
}

const struct starts *service_starts(struct guest *guest)
{
	struct fact_key key = fact_of_tree(guest, FACT_SERVICES);
	struct starts *starts = fact_find(guest, &key);

	if (starts)
		return starts;
	starts = pool_alloc(guest->pool, sizeof(*starts));
	starts->unit.pool = starts->alias.pool = starts->script.pool = guest->pool;
	read_units(guest, starts);
	read_scripts(guest, starts);
	fact_keep(guest, &key, starts);
	return starts;
}

static bool is_unit_name(const char *name)
{
	static const char *const suffixes[] = { ".service", ".socket", ".target",
						".timer",   ".path",   ".mount",
						".device" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strcmp(dot, suffixes[i]) == 0)
			return true;
	return false;
}

/* The unit, or its socket where only that is started; a script where there is neither. */
static struct service under_systemd(struct guest *guest, const char *name)
{
	struct service unit =
		service_unit(guest, pool_printf(guest->pool, "%s.service", name));
	struct service other;

	if (unit.state == SERVICE_ON || unit.state == SERVICE_MASKED)
		return unit;
	other = service_unit(guest, pool_printf(guest->pool, "%s.socket", name));
	if (other.state == SERVICE_ON)
		return other;
	if (unit.state != SERVICE_NONE && unit.state != SERVICE_UNKNOWN)
		return unit;
	other = service_script(guest, name);
	return other.state == SERVICE_NONE ? unit : other;
}

struct service guest_service(struct guest *guest, const char *name)
{
	enum init_system init = guest_init(guest);
	struct service job;

	if (is_unit_name(name)) {
		if (init == INIT_SYSTEMD)
			return service_unit(guest, name);
		return (struct service){ .name = name };
	}
	switch (init) {
	case INIT_SYSTEMD:
		return under_systemd(guest, name);
	case INIT_OPENRC:
		return service_openrc(guest, name);
	case INIT_UPSTART:
		job = service_job(guest, name);
		if (job.state != SERVICE_NONE)
			return job;
		break;
	default:
		break;
	}
	return service_script(guest, name);
}

struct service guest_service_of(struct guest *guest, const char *const *names)
{
	struct service best = { .name = *names };

	for (; *names; names++) {
		struct service one = guest_service(guest, *names);

		if (one.state == SERVICE_ON)
			return one;
		if (one.state > best.state)
			best = one;
	}
	return best;
}
