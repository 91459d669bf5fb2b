/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include "guest/bootsource.h"
#include "guest/nicnames.h"
#include "guest/nicpins.h"

/*
 * The name of a card follows its slot, and the slots of the new machine are not those of
 * the old.  A single card is matched by pattern where the configuration can; else the
 * kernel's own names (eth0 for the first card) are switched on and the configuration is
 * renamed to them, all cards at once; VLANs and aliases on a card go with it.
 */

static const char *const off[] = { "net.ifnames", "biosdevname" };

static bool reported(const struct nics *nics, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(nics->nic[i].name, nics->nic[at].name) == 0)
			return true;
	return false;
}

static bool holds(struct guest *guest, const char *path, struct bytes wanted)
{
	struct bytes text;

	return tree_has(guest->tree, path, TREE_FILE) &&
	       tree_read(guest->tree, path, &text) == 0 && bytes_equal(text, wanted);
}

static void detect_pins(struct check *check, struct guest *guest)
{
	struct nic_pins pins = guest_nic_pins(guest);

	for (size_t i = 0; i < pins.count; i++) {
		const struct nic_pin *pin = &pins.pin[i];

		if (!holds(guest, pin->link_path, pin->link) ||
		    !holds(guest, pin->rule_path, pin->rule))
			check_finding(check, pin->link_path, 0, pin->name,
				      "%s is not bound to the card %s", pin->name,
				      pin->mac);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	const struct nics nics = guest->profile->network == NETWORK_PIN
					 ? rule_network_seen(check, guest)
					 : rule_network_nics(check, guest);
	enum nic_naming naming = guest_nic_naming(guest);

	detect_pins(check, guest);
	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (nic->is_card && !reported(&nics, i) &&
		    !nicname_can_exist(guest, naming, nic->name))
			check_finding(check, nic->path, nic->line, nic->name,
				      "no card is called %s on the new machine",
				      nic->name);
	}
}

/* What the entries are made from. */
static bool switch_in_sources(struct plan *plan, struct guest *guest, const char *name)
{
	enum { TRIES = 64 }; /* as many places may say otherwise */

	for (int i = 0; i < TRIES; i++) {
		struct boot_change change = bootsource_put(guest, name, "0");

		if (change.why_not) {
			plan_refuse(plan, "%s", change.why_not);
			return false;
		}
		if (!change.path)
			return true;
		if (!plan_write(plan, change.path, change.text))
			return false;
	}
	return false;
}

/* Every entry of this system that does not say so yet, and what they are made from. */
static bool switch_names(struct plan *plan, struct guest *guest, const char *name)
{
	const struct boot *boot = guest_boot(guest);
	bool any = false;

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];

		struct boot_change change;

		if (!entry->is_own)
			continue;
		change = boot_put(guest, entry, name, "0");
		if (change.why_not) {
			plan_refuse(plan, "\"%s\": %s", entry->source, change.why_not);
			return false;
		}
		if (!plan_write(plan, change.path, change.text))
			return false;
		any = true;
		boot = guest_boot(guest);
	}
	return any && switch_in_sources(plan, guest, name);
}

/* Whether an earlier one of NICS has the same name and source. */
static bool renamed(const struct nics *nics, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (nics->nic[i].source == nics->nic[at].source &&
		    strcmp(nics->nic[i].name, nics->nic[at].name) == 0)
			return true;
	return false;
}

/* What else goes by the name is told, and left to who wrote it. */
static void note_other_files(struct plan *plan, struct guest *guest, const char *name)
{
	struct strs found = nicname_elsewhere(guest, name);

	if (found.count)
		plan_note(plan, "%s is also named in %s: not changed", name,
			  strs_join(&found, ", "));
}

static void rename_all(struct plan *plan, struct guest *guest, const struct nics *nics)
{
	struct nic_edit edit = { .guest = guest, .nics = nics };

	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *nic = &nics->nic[i];
		const char *to = nicname_kernel(guest, nics, nic->name);

		if (!nic->is_card || renamed(nics, i) || strcmp(nic->name, to) == 0)
			continue;
		nic->source->rename(&edit, nic->name, to);
		if (reported(nics, i))
			continue;
		plan_note(plan, "%s is %s now", nic->name, to);
		note_other_files(plan, guest, nic->name);
	}
	(void)rule_network_put(plan, &edit);
}

static void write_pin(struct plan *plan, struct guest *guest, const char *name)
{
	struct nic_pins pins = guest_nic_pins(guest);

	for (size_t i = 0; i < pins.count; i++) {
		const struct nic_pin *pin = &pins.pin[i];

		if (strcmp(pin->name, name) != 0)
			continue;
		plan_write(plan, pin->link_path, pin->link);
		plan_write(plan, pin->rule_path, pin->rule);
		plan_note(plan, "bound to %s by a .link file and a udev rule", pin->mac);
		return;
	}
	plan_refuse(plan, "give the MAC of its card: --mac %s=MAC", name);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);

	if (guest->profile->network == NETWORK_PIN) {
		write_pin(plan, guest, finding->subject);
		return;
	}
	if (nicname_is_single(&nics)) {
		struct nic_edit edit = { .guest = guest, .nics = &nics };

		for (size_t i = 0; i < nics.count; i++)
			nics.nic[i].source->match_any(&edit, &nics.nic[i]);
		if (rule_network_put(plan, &edit))
			plan_note(plan, "matches the first card whatever it is called");
		return;
	}
	if (guest_nic_naming(guest) != NAMES_BY_KERNEL) {
		if (!switch_names(plan, guest, off[0]) ||
		    !switch_names(plan, guest, off[1])) {
			plan_refuse(plan,
				    "%s: the boot loader's entries are not known, so "
				    "the kernel's names cannot be switched on",
				    finding->subject);
			return;
		}
		plan_note(plan, "%s=0 %s=0 on the kernel's command line", off[0], off[1]);
	}
	rename_all(plan, guest, &nics);
}

const struct rule rule_nic_names = {
	.id = "nic-names",
	.title = "an interface is configured by a name the new machine does not have",
	.why = "ens192 is a slot of the old hypervisor; the card gets another name and "
	       "nobody "
	       "brings it up",
	.see = "systemd.net-naming-scheme(7), systemd.link(5), interfaces(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
