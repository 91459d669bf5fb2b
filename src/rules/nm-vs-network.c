/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include <stdlib.h>

#include "base/path.h"
#include "engine/rule-service.h"
#include "format/ini.h"
#include "guest/cloudinit.h"
#include "guest/release.h"

/*
 * On EL up to 7 and SUSE up to 12 NetworkManager and the network service both bring up
 * the same cards; later ones have one of the two, and need it.  Where NetworkManager has
 * profiles of its own it does more than the service could, and stays.
 *
 * A server's NetworkManager that makes no connection by itself leaves a card nobody
 * configures without an address; that is put right only where nothing else is configured,
 * and no cloud-init will do it.
 */

#define NOT_AUTO "no-auto-default"

static const char *const network[] = { "network", "wicked", NULL };

/* By version 7 of EL, 12 of SUSE and those before. */
static bool has_both(struct guest *guest)
{
	static const struct {
		const char *id;
		long newest;
	} families[] = {
		{ "rhel", 7 },      { "centos", 7 },  { "ol", 7 },    { "fedora", 0 },
		{ "sles", 12 },     { "sled", 12 },   { "suse", 12 }, { "scientific", 7 },
		{ "opensuse", 13 }, { "euleros", 2 },
	};
	const struct release *release = guest_release(guest);

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (strcmp(release->id, families[i].id) == 0)
			return *release->version &&
			       strtol(release->version, NULL, 10) <= families[i].newest;
	return false;
}

static bool runs(struct guest *guest, const char *name)
{
	return guest_service(guest, name).state == SERVICE_ON;
}

static void detect_both(struct check *check, struct guest *guest)
{
	struct service service = guest_service_of(guest, network);

	if (has_both(guest) && service.state == SERVICE_ON)
		check_policy(check, guest->profile->manager_and_network,
			     guest_service(guest, "NetworkManager").starter,
			     "NetworkManager",
			     "NetworkManager and the service %s bring up the same cards",
			     service.name);
}

/* Files that say so and are not hidden by one of the same name in /etc. */
static const struct ini_key *no_auto(struct guest *guest, const char *path,
				     struct bytes *text)
{
	const struct ini_key *key;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, text) < 0)
		return NULL;
	key = ini_find(ini_parse(guest->pool, *text), "main", NOT_AUTO);
	return key && strchr(key->value, '*') ? key : NULL;
}

static void detect_file(struct check *check, struct guest *guest, const char *path)
{
	struct bytes text;
	const struct ini_key *key = no_auto(guest, path, &text);

	if (key)
		check_finding_as(check, UNREACHABLE, path, key->line, NOT_AUTO,
				 "no card is configured, and NetworkManager may not take "
				 "one by itself");
}

static void detect_idle(struct check *check, struct guest *guest)
{
	static const char etc[] = "/etc/NetworkManager/conf.d";
	static const char lib[] = "/usr/lib/NetworkManager/conf.d";
	struct strs own = tree_match(guest->tree, etc, "*.conf");
	struct strs shipped = tree_match(guest->tree, lib, "*.conf");
	struct tree_stat st;

	detect_file(check, guest, "/etc/NetworkManager/NetworkManager.conf");
	for (size_t i = 0; i < own.count && i < NICS_MAX; i++)
		detect_file(check, guest, own.item[i]);
	for (size_t i = 0; i < shipped.count && i < NICS_MAX; i++)
		if (tree_lstat(guest->tree,
			       path_join(guest->pool, etc, path_name(shipped.item[i])),
			       &st) < 0)
			detect_file(check, guest, shipped.item[i]);
}

static bool is_set_up_by_cloud(struct guest *guest)
{
	struct cloudinit init = guest_cloudinit(guest);
	const char *path, *config;

	if (!init.program || init.off)
		return false;
	config = guest_cloudinit_value(guest, "network", "config", &path);
	return !config || strcmp(config, "disabled") != 0;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct nics nics = guest_nics(guest);

	if (!runs(guest, "NetworkManager")) {
		check_not_applicable(check);
		return;
	}
	detect_both(check, guest);
	if (nics.count == 0 && !is_set_up_by_cloud(guest))
		detect_idle(check, guest);
}

/* A file of the same name in /etc hides the one that was shipped. */
static void let_it(struct plan *plan, struct guest *guest, const char *path)
{
	struct bytes text;
	const struct ini_key *key = no_auto(guest, path, &text);

	if (!key) {
		plan_refuse(plan, "the configuration cannot be read again");
		return;
	}
	text = ini_comment(guest->pool, text, key, "# drydock: ");
	if (path_is_below(path, "/usr/lib"))
		path = path_join(guest->pool, "/etc/NetworkManager/conf.d",
				 path_name(path));
	plan_write(plan, path, text);
	plan_note(plan, "NetworkManager takes any card, by DHCP");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	struct service manager = guest_service(guest, "NetworkManager");

	if (strcmp(finding->subject, NOT_AUTO) == 0) {
		let_it(plan, guest, finding->path);
		return;
	}
	for (size_t i = 0; i < nics.count; i++)
		if (strcmp(nics.nic[i].source->name, "NetworkManager") == 0) {
			plan_refuse(plan, "NetworkManager has %s of its own",
				    nics.nic[i].path);
			return;
		}
	if (plan_service_off(plan, guest, &manager, false))
		plan_note(plan, "NetworkManager is not started any more");
}

const struct rule rule_nm_vs_network = {
	.id = "nm-vs-network",
	.title =
		"NetworkManager and the network service are in each other's way, or idle",
	.why = "two that configure one card take its address away again; a manager that "
	       "may "
	       "not take a new card leaves it without one",
	.see = "Alibaba image compliance tool (NetworkManager); NetworkManager.conf(5)",
	.severity = DEGRADED,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
