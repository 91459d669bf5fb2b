/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system is started in a virtual machine of the appliance, on a layer in memory. */
#include <stdio.h>
#include <string.h>

#include "guest/profile.h"
#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

/* In the order in which a profile with several of them is taken at its word. */
static const struct bus {
	const char *word, *text;
	enum driver_family
		family; /* DRIVER_FAMILIES: of no target, but on all machines */
} buses[] = {
	{ "virtio", "a virtio disk", DRIVERS_VIRTIO },
	{ "scsi", "a disk on virtio-scsi", DRIVERS_SCSI_VIRTIO },
	{ "nvme", "an NVMe disk", DRIVERS_NVME },
	{ "ide", "an IDE disk", DRIVERS_IDE },
	{ "sata", "a SATA disk", DRIVER_FAMILIES },
};

enum { BUSES = sizeof(buses) / sizeof(*buses) };

static const struct way {
	const char *word, *text;
} firmware[] = { { "bios", "BIOS" }, { "uefi", "UEFI" } };

/* The disks of a target that cannot be emulated are like those of no other. */
static size_t bus_of(const struct profile *profile)
{
	for (size_t i = 0; i < BUSES; i++)
		if (buses[i].family == DRIVER_FAMILIES ||
		    (profile->initrd_require >> buses[i].family & 1))
			return i;
	return 0;
}

/* As the system has it installed; where it has both, as the target starts it. */
static enum firmware firmware_of(const struct menu *menu, const struct profile *profile)
{
	const json_t *system = json_object_get(menu->report, "system");

	if (report_is(system, "firmware", "both"))
		return profile->firmware == 1U << FIRMWARE_UEFI ? FIRMWARE_UEFI
								: FIRMWARE_BIOS;
	return report_is(system, "firmware", "uefi") ? FIRMWARE_UEFI : FIRMWARE_BIOS;
}

/* What is said of the machine that is offered first. */
static const char *reason(const struct menu *menu, size_t bus)
{
	return buses[bus].family == DRIVER_FAMILIES
		       ? pool_printf(menu->pool, ": %s's own is not emulated",
				     menu->profile)
		       : pool_printf(menu->pool, ": for %s", menu->profile);
}

static bool choose_machine(struct menu *menu, struct strs *extra)
{
	struct menu_list list = { .pool = menu->pool };
	struct profile *profile;
	const char *why;
	size_t wanted = 0;

	if (profile_load(menu->pool, menu->profile, &profile, &why) == 0)
		wanted = (size_t)firmware_of(menu, profile) * BUSES + bus_of(profile);
	for (size_t i = 0; i < 2 * BUSES; i++)
		menu_add(&list,
			 pool_printf(menu->pool, "%s-%s", firmware[i / BUSES].word,
				     buses[i % BUSES].word),
			 pool_printf(menu->pool, "%s, %s%s", firmware[i / BUSES].text,
				     buses[i % BUSES].text,
				     i == wanted ? reason(menu, i % BUSES) : ""),
			 NULL);
	list.list.at = wanted;
	list.list.title = "Prove that it boots";
	list.list.text = pool_printf(
		menu->pool,
		"%s is started in a virtual machine, from a layer in memory: nothing is "
		"written to the disk, and it reaches no network. What kind of machine?",
		menu_disk_names(menu));
	list.list.ok = "Start";
	list.list.back = "Back";
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return false;
	strs_addf(extra, "--firmware=%s", firmware[list.list.at / BUSES].word);
	strs_addf(extra, "--disk=%s", buses[list.list.at % BUSES].word);
	return true;
}

static void tell_other_ways(struct menu *menu, const char *why)
{
	menu->ui->show(
		menu->ui->arg, "It cannot be proven here",
		pool_printf(
			menu->pool,
			"%s\n\n"
			"Two other ways are left:\n\n"
			"Here: take the appliance's medium away and restart the machine "
			"from the repaired disk. The undo file stays until you choose "
			"\"Keep it for good\", so start the appliance again and undo "
			"where it does not boot.\n\n"
			"On another computer that has drydock and QEMU, from an image of "
			"this disk:\n\n"
			"    drydock prove IMAGE\n",
			plain_line(menu->pool, why)));
}

/* The verdict, which is the last line of TEXT, stands first. */
static void show_verdict(struct menu *menu, const char *title, const char *text)
{
	size_t len = strlen(text), at;

	while (len && text[len - 1] == '\n')
		len--;
	for (at = len; at && text[at - 1] != '\n';)
		at--;
	menu->ui->show(menu->ui->arg, title,
		       plain_fold(menu->pool,
				  pool_printf(menu->pool, "%.*s\n\n%.*s", (int)(len - at),
					      text + at, (int)at, text),
				  74, 2));
}

void page_prove(struct menu *menu)
{
	enum { PROVEN = 0, NOT_PROVEN = 5 }; /* exit status */
	struct strs extra = { .pool = menu->pool };
	struct work_result result;

	if (!choose_machine(menu, &extra))
		return;
	strs_add(&extra, "--timeout=600");
	lock_note(&menu->lock, pool_printf(menu->pool, "%s is starting %s in a machine",
					   menu->console.name, menu_disk_names(menu)));
	result = menu_command(
		menu, "prove", &extra, "Prove that it boots",
		pool_printf(menu->pool,
			    "%s is being started. Without KVM this takes some minutes.",
			    menu_disk_names(menu)));
	json_decref(result.report);
	if (result.cancelled)
		return;
	if (result.status == PROVEN || result.status == NOT_PROVEN)
		show_verdict(menu,
			     result.status == PROVEN ? "It boots" : "Not proven to boot",
			     result.output);
	else
		tell_other_ways(menu, result.said);
}
