/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include "guest/bootsource.h"
#include "guest/nicnames.h"

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

static void detect(struct check *check, struct guest *guest)
{
	const struct nics nics = rule_network_nics(check, guest);
	enum nic_naming naming = guest_nic_naming(guest);

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

static void rename_all(struct plan *plan, struct guest *guest, const struct nics *nics)
{
	struct nic_edit edit = { .guest = guest, .nics = nics };

	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *nic = &nics->nic[i];
		const char *to = nicname_kernel(guest, nics, nic->name);

		if (!nic->is_card || renamed(nics, i) || strcmp(nic->name, to) == 0)
			continue;
		nic->source->rename(&edit, nic->name, to);
		if (!reported(nics, i))
			plan_note(plan, "%s is %s now", nic->name, to);
	}
	(void)rule_network_put(plan, &edit);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);

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
