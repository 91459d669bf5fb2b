/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netplan(5) of Ubuntu: the files of /etc and /lib; and the same definitions in the
 * configuration of cloud-init, which makes netplan's file from them at the first start of
 * a machine that it does not know.
 */
#include "guest/network-netplan.h"

#include <string.h>

#include "base/path.h"

#define NETPLAN "/etc/netplan"
#define CLOUD   "/etc/cloud"

enum { BYTES_MAX = 128 << 10 /* of all files */ };

static bool has_one(struct guest *guest, const char *const *paths)
{
	for (; *paths; paths++)
		if (tree_has(guest->tree, *paths, TREE_FILE))
			return true;
	return false;
}

static bool netplan_runs(struct guest *guest)
{
	static const char *const programs[] = {
		"/usr/sbin/netplan",
		"/lib/systemd/system-generators/netplan",
		"/usr/lib/systemd/system-generators/netplan",
		"/lib/netplan/generate",
		"/usr/lib/netplan/generate",
		"/usr/libexec/netplan/generate",
		NULL,
	};

	return has_one(guest, programs);
}

/* netplan-generate(8): by name, whatever the folder; /etc hides what /lib has.  /run is
 * made anew at each start. */
static struct strs netplan_paths(struct guest *guest)
{
	struct strs names = { .pool = guest->pool }, paths = { .pool = guest->pool };
	static const char *const folders[] = { NETPLAN, "/lib/netplan" };

	for (size_t f = 0; f < 2; f++) {
		struct strs found = tree_match(guest->tree, folders[f], "*.yaml");

		for (size_t i = 0; i < found.count; i++)
			if (!strs_has(&names, path_name(found.item[i])))
				strs_add(&names, path_name(found.item[i]));
	}
	strs_sort(&names);
	for (size_t i = 0; i < names.count; i++)
		for (size_t f = 0; f < 2; f++) {
			char *path = path_join(guest->pool, folders[f], names.item[i]);

			if (tree_has(guest->tree, path, TREE_FILE)) {
				strs_add(&paths, path);
				break;
			}
		}
	return paths;
}

/* cloud-init merges them in this order, /etc/cloud/cloud.cfg first. */
static struct strs cloud_paths(struct guest *guest)
{
	struct strs paths = { .pool = guest->pool };
	struct strs found = tree_match(guest->tree, CLOUD "/cloud.cfg.d", "*.cfg");

	if (tree_has(guest->tree, CLOUD "/cloud.cfg", TREE_FILE))
		strs_add(&paths, CLOUD "/cloud.cfg");
	for (size_t i = 0; i < found.count; i++)
		if (tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&paths, found.item[i]);
	return paths;
}

static bool cloud_runs(struct guest *guest)
{
	static const char *const programs[] = { "/usr/bin/cloud-init", NULL };
	struct tree_stat st;

	return has_one(guest, programs) &&
	       tree_lstat(guest->tree, CLOUD "/cloud-init.disabled", &st) < 0;
}

static const char *target_of(struct guest *guest, const char *path)
{
	if (path_is_below(path, CLOUD))
		return path;
	return path_join(guest->pool, NETPLAN, path_name(path));
}

/* EDIT may be NULL.  What a package brings is edited as a file of /etc that hides it. */
static bool read_text(struct guest *guest, struct nic_edit *edit, const char *path,
		      struct bytes *text)
{
	const char *target = target_of(guest, path);

	if (!edit)
		return tree_read(guest->tree, path, text) == 0;
	return nic_edit_read(edit, target, text) || nic_edit_read(edit, path, text);
}

/* cloud-init passes over a file that is no YAML. */
static void add_file(struct pool *pool, struct guest *guest, struct netplan_files *files,
		     const char *path, struct bytes text)
{
	bool is_cloud = files->source == &nic_cloud_init;
	struct netplan *netplan =
		is_cloud ? netplan_parse_cloud(pool, text) : netplan_parse(pool, text);

	if (netplan->is_disabled)
		files->is_active = false;
	if (netplan->problem && !is_cloud && !files->unread)
		files->unread = pool_printf(guest->pool, "%s:%u: %s", path,
					    netplan->problem_line, netplan->problem);
	if (netplan->problem || netplan->count == 0)
		return;
	files->file[files->count++] =
		(struct netplan_file){ path, target_of(guest, path), netplan };
}

struct netplan_files *netplan_files(struct pool *pool, struct guest *guest,
				    const struct nic_source *source,
				    struct nic_edit *edit)
{
	struct netplan_files *files = pool_alloc(pool, sizeof(*files));
	bool is_cloud = source == &nic_cloud_init;
	struct strs paths = is_cloud ? cloud_paths(guest) : netplan_paths(guest);
	size_t bytes = 0;

	files->source = source;
	files->is_active = is_cloud ? cloud_runs(guest) : netplan_runs(guest);
	for (size_t i = 0; i < paths.count; i++) {
		struct bytes text;

		if (!read_text(guest, edit, paths.item[i], &text))
			continue; /* the tree remembers */
		bytes += text.len;
		if (files->count == NETPLAN_FILES_MAX || bytes > BYTES_MAX) {
			files->unread =
				pool_printf(guest->pool, "%s: too much to read",
					    path_parent(guest->pool, paths.item[i]));
			break;
		}
		add_file(pool, guest, files, paths.item[i], text);
	}
	return files;
}
