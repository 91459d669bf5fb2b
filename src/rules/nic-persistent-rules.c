/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/path.h"
#include "format/udevrules.h"
#include "guest/nicbindings.h"

/*
 * Only files with "persistent" and "net" in their name, and of these only such as bind a
 * name to a MAC (udev's own generator asks for MACs to pass over virtual cards):
 * 60-persistent-storage.rules makes the /dev/disk links the mounts need, 60-net.rules and
 * 80-net-setup-link.rules decide about names on purpose, and an empty file is a mask.
 */

#define ETC       "/etc/udev/rules.d"
#define GENERATOR "75-persistent-net-generator.rules"

enum { NAMES_TOLD = 8 };

/* What the file binds, for the one who has to find the card again; NULL: nothing. */
static const char *bindings_in(struct guest *guest, const char *path, unsigned *line)
{
	struct strs told = { .pool = guest->pool };
	const struct udevrules *rules;
	struct bytes text;
	size_t count = 0;

	if (tree_read(guest->tree, path, &text) < 0)
		return NULL;
	rules = udevrules_parse(guest->pool, text);
	for (size_t i = 0; i < rules->count; i++) {
		const struct udev_rule *rule = &rules->rule[i];

		if (!rule->mac || !rule->name)
			continue;
		if (count++ == 0)
			*line = rule->line;
		if (count <= NAMES_TOLD)
			strs_addf(&told, "\"%s\" to the MAC %s", rule->name, rule->mac);
	}
	if (count > NAMES_TOLD)
		strs_addf(&told, "%zu more", count - NAMES_TOLD);
	return count ? strs_join(&told, ", ") : NULL;
}

static void detect_in(struct check *check, struct guest *guest, const char *dir)
{
	struct strs files = tree_match(guest->tree, dir, "*.rules");

	for (size_t i = 0; i < files.count; i++) {
		const char *path = files.item[i], *name = path_name(path);
		const char *bound;
		unsigned line = 0;

		if (!nicbinding_is_written(name) ||
		    !tree_has(guest->tree, path, TREE_FILE))
			continue;
		bound = bindings_in(guest, path, &line);
		if (bound)
			check_finding(check, path, line, name, "binds %s", bound);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	char *lib;

	detect_in(check, guest, ETC);
	detect_in(check, guest, "/usr/lib/udev/rules.d");
	if (tree_resolve(guest->tree, "/lib/udev/rules.d", &lib) == 0 &&
	    strcmp(lib, "/lib/udev/rules.d") == 0)
		detect_in(check, guest, lib);
}

/* udev up to 208 writes the file again at the next boot, unless its generator is masked.
 */
static void mask_generator(struct plan *plan, struct guest *guest)
{
	struct tree_stat st;

	if ((!tree_has(guest->tree, "/lib/udev/rules.d/" GENERATOR, TREE_FILE) &&
	     !tree_has(guest->tree, "/usr/lib/udev/rules.d/" GENERATOR, TREE_FILE)) ||
	    tree_lstat(guest->tree, ETC "/" GENERATOR, &st) == 0)
		return;
	plan_write(plan, ETC "/" GENERATOR, (struct bytes){ 0 });
	plan_note(plan, "its generator masked by an empty %s/%s", ETC, GENERATOR);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	plan_remove(plan, finding->path);
	plan_note(plan, "removed");
	mask_generator(plan, guest);
}

const struct rule rule_nic_persistent_rules = {
	.id = "nic-persistent-rules",
	.title = "a udev rule binds an interface name to the old network card",
	.why = "the new card has another MAC, so it gets another name than the one the "
	       "network is configured for, and the machine is unreachable",
	.see = "Huawei IMS \"deleting files from the network rule directory\"; udev(7)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
