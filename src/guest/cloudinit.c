/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/cloudinit.h"

#include <string.h>

#include "guest/kernelargs.h"
#include "guest/mounts.h"
#include "guest/services.h"

#define DISABLED "/etc/cloud/cloud-init.disabled"

static const char *program(struct guest *guest)
{
	static const char *const programs[] = { "/usr/bin/cloud-init",
						"/usr/local/bin/cloud-init",
						"/usr/bin/coreos-cloudinit",
						"/bin/cloud-init" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (tree_has(guest->tree, programs[i], TREE_FILE))
			return programs[i];
	return NULL;
}

/*
 * Units are wanted by cloud-init.target, which a generator asks for, or, with older
 * releases, by multi-user.target; scripts and OpenRC have the same names.
 */
static bool is_started(struct guest *guest)
{
	static const char *const names[] = { "cloud-init", "cloud-init-main",
					     "cloud-init-local", "cloud-init-network",
					     NULL };
	bool generator = tree_has(guest->tree,
				  "/usr/lib/systemd/system-generators/"
				  "cloud-init-generator",
				  TREE_FILE) ||
			 tree_has(guest->tree,
				  "/lib/systemd/system-generators/cloud-init-generator",
				  TREE_FILE);
	struct service service = guest_service_of(guest, names);

	return service.state == SERVICE_ON ||
	       (generator && service.state != SERVICE_MASKED);
}

/* "cloud-init=disabled" of a command line that starts by default. */
static const char *disabled_by_kernel(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++) {
		const struct cmdline_arg *arg =
			boot_arg(&boot->entry[i], "cloud-init", NULL);

		if (boot->entry[i].is_default && arg &&
		    strcmp(arg->value_text, "disabled") == 0)
			return boot->entry[i].source;
	}
	return NULL;
}

struct cloudinit guest_cloudinit(struct guest *guest)
{
	struct cloudinit init = { .program = program(guest) };
	const char *source;
	struct tree_stat st;

	if (!init.program) {
		init.is_unknown = !mount_shows(guest, "/usr/bin/cloud-init");
		return init;
	}
	source = disabled_by_kernel(guest);
	if (tree_stat(guest->tree, DISABLED, &st) == 0) {
		init.off = "this file keeps it from running";
		init.off_path = DISABLED;
	} else if (source) {
		init.off = "the kernel's command line says cloud-init=disabled";
		init.off_path = source;
	} else if (!is_started(guest)) {
		init.off = "nothing starts it";
		init.off_path = init.program;
	}
	return init;
}

/* cloud.cfg, then those of cloud.cfg.d by name: the last one counts. */
static struct strs files(struct guest *guest)
{
	struct strs all = { .pool = guest->pool }, more;

	if (tree_has(guest->tree, "/etc/cloud/cloud.cfg", TREE_FILE))
		strs_add(&all, "/etc/cloud/cloud.cfg");
	more = tree_match(guest->tree, "/etc/cloud/cloud.cfg.d", "*.cfg");
	for (size_t i = 0; i < more.count; i++)
		if (tree_has(guest->tree, more.item[i], TREE_FILE))
			strs_add(&all, more.item[i]);
	return all;
}

static struct yamldoc *read_file(struct guest *guest, const char *path)
{
	struct bytes text;

	if (tree_read(guest->tree, path, &text) < 0)
		return NULL;
	return yamldoc_parse(guest->pool, text);
}

static void take_list(struct guest *guest, struct cloudinit_list *list,
		      const struct yamldoc *doc, const struct yamlentry *entry)
{
	const struct yamlnode *value = yamlnode_real(entry->value);
	size_t from = span_end(entry->key->span);

	list->line = entry->key->line;
	list->text = doc->text;
	list->value = (struct span){ from, span_end(entry->value->span) - from };
	list->names = (struct strs){ .pool = guest->pool };
	for (size_t i = 0; i < value->count; i++)
		if (yamlnode_real(value->entry[i].value)->kind == YAML_TEXT)
			strs_add(&list->names,
				 yamlnode_real(value->entry[i].value)->text);
}

struct cloudinit_list guest_cloudinit_list(struct guest *guest)
{
	struct cloudinit_list list = { 0 };
	struct strs all = files(guest);

	for (size_t f = 0; f < all.count; f++) {
		const struct yamldoc *doc = read_file(guest, all.item[f]);
		const struct yamlnode *root = doc ? yamlnode_real(doc->root) : NULL;

		if (doc && doc->problem)
			list.problem =
				pool_printf(guest->pool, "\"%s\" line %u: %s",
					    all.item[f], doc->problem_line, doc->problem);
		for (size_t i = 0; root && root->kind == YAML_MAP && i < root->count;
		     i++) {
			const struct yamlentry *entry = &root->entry[i];

			if (entry->key->kind != YAML_TEXT ||
			    strcmp(entry->key->text, "datasource_list") != 0 ||
			    yamlnode_real(entry->value)->kind != YAML_LIST)
				continue;
			list.path = all.item[f];
			take_list(guest, &list, doc, entry);
		}
	}
	return list;
}

const char *guest_cloudinit_value(struct guest *guest, const char *section,
				  const char *key, const char **path)
{
	struct strs all = files(guest);
	const char *found = NULL;

	for (size_t f = 0; f < all.count; f++) {
		const struct yamldoc *doc = read_file(guest, all.item[f]);
		const struct yamlnode *map =
			doc && doc->root ? yamlnode_get(yamlnode_real(doc->root), section)
					 : NULL;
		const char *value = map ? yamlnode_text(map, key) : NULL;

		if (!value)
			continue;
		found = value;
		*path = all.item[f];
	}
	return found;
}
