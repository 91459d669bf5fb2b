/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include "guest/nicbindings.h"
#include "guest/nicpins.h"

/*
 * A definition keeps all but the MAC it asks for, and is for its name afterwards.  Files
 * that only give names by MAC go; a line of others is commented out.  A MAC that the
 * system sets on a card is somebody's purpose, and stays; so do the names that this run
 * is asked to bind.
 */

static bool is_pinned(struct guest *guest, const char *mac)
{
	struct nic_pins pins = guest_nic_pins(guest);

	for (size_t i = 0; i < pins.count; i++)
		if (nicpin_same_mac(pins.pin[i].mac, mac))
			return true;
	return false;
}

static bool is_driver(struct guest *guest, const char *driver)
{
	struct strs nics = guest->profile->kernel_nic;
	struct strs drivers = { .pool = guest->pool };
	char *words = pool_strdup(guest->pool, strs_join(&nics, " "));

	for (char *at = words; (at = strchr(at, '|')); at++)
		*at = ' ';
	drivers = strs_words(guest->pool, words);
	return drivers.count == 0 || strs_has(&drivers, driver);
}

static void detect_definition(struct check *check, struct guest *guest,
			      const struct nic *nic)
{
	const char *name = strcmp(nic->name, "*") == 0 ? "it" : nic->name;

	if (nic->mac && !is_pinned(guest, nic->mac))
		check_finding(check, nic->path, nic->mac_line, nic->mac,
			      "%s is only for the card with the MAC %s", name, nic->mac);
	if (nic->set_mac && nic->is_card && strchr(nic->set_mac, ':') &&
	    !is_pinned(guest, nic->set_mac))
		check_finding_as(check, DEGRADED, nic->path, nic->line, nic->set_mac,
				 "%s is given the MAC %s, and a cloud may drop what "
				 "comes from it",
				 name, nic->set_mac);
}

static void detect_binding(struct check *check, struct guest *guest,
			   const struct nic_binding *binding)
{
	if (binding->kind == BINDING_ALIAS) {
		if (!is_driver(guest, binding->driver))
			check_finding_as(check, DEGRADED, binding->path, binding->line,
					 binding->name, "%s is to be driven by %s",
					 binding->name, binding->driver);
		return;
	}
	if (!is_pinned(guest, binding->mac))
		check_finding(check, binding->path, binding->line, binding->mac,
			      "the name %s is for the card with the MAC %s",
			      binding->name, binding->mac);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct nics nics = rule_network_seen(check, guest);
	struct nic_bindings bindings = guest_nic_bindings(guest);

	if (nics.count == 0 && !nics.unread && bindings.count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < nics.count; i++)
		detect_definition(check, guest, &nics.nic[i]);
	for (size_t i = 0; i < bindings.count; i++)
		if (!bindings.binding[i].is_written)
			detect_binding(check, guest, &bindings.binding[i]);
}

static bool is_of(const struct finding *finding, const char *path, const char *subject)
{
	return subject && strcmp(finding->path, path) == 0 &&
	       strcmp(finding->subject, subject) == 0;
}

static bool plan_definition(struct plan *plan, struct guest *guest,
			    const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	struct nic_edit edit = { .guest = guest, .nics = &nics };

	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (is_of(finding, nic->path, nic->set_mac)) {
			plan_refuse(plan, "a MAC that is set on purpose is for a person "
					  "to decide");
			return true;
		}
		if (!is_of(finding, nic->path, nic->mac) || !nic->source->drop_mac)
			continue;
		nic->source->drop_mac(&edit, nic);
		if (rule_network_put(plan, &edit))
			plan_note(plan, "%s",
				  strcmp(nic->name, "*") == 0 ? "is for any card"
							      : "is for the name only");
		return true;
	}
	return false;
}

static void drop(struct plan *plan, struct guest *guest,
		 const struct nic_binding *binding)
{
	struct strs driver = guest->profile->kernel_nic;
	struct bytes text;

	if (binding->kind == BINDING_LINK && !binding->is_only_that) {
		plan_refuse(plan, "the file sets more than the name");
		return;
	}
	if (binding->kind == BINDING_LINK) {
		plan_remove(plan, binding->path);
		plan_note(plan, "removed");
		return;
	}
	if (tree_read(guest->tree, binding->path, &text) < 0)
		return;
	plan_write(plan, binding->path,
		   nicbinding_drop(guest, text, binding,
				   pool_strndup(guest->pool, driver.item[0],
						strcspn(driver.item[0], "|"))));
	plan_note(plan, "%s",
		  binding->kind == BINDING_ALIAS ? "by the driver of the new card"
						 : "commented out");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct nic_bindings bindings = guest_nic_bindings(guest);

	if (plan_definition(plan, guest, finding))
		return;
	for (size_t i = 0; i < bindings.count; i++) {
		const struct nic_binding *binding = &bindings.binding[i];

		if (is_of(finding, binding->path,
			  binding->mac ? binding->mac : binding->name)) {
			drop(plan, guest, binding);
			return;
		}
	}
	plan_refuse(plan, "the configuration cannot be read again");
}

const struct rule rule_nic_mac_binding = {
	.id = "nic-mac-binding",
	.title = "the network is configured for a card of the old machine",
	.why = "the new card has another MAC, so nothing brings it up, or it gets "
	       "another "
	       "name",
	.see = "OpenStack virtual machine image guide (HWADDR), Oracle BYOI; "
	       "nm-settings-keyfile(5), systemd.link(5), systemd.network(5), netplan(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
