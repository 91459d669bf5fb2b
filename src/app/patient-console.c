/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/patient.h"

#include "engine/apply.h"
#include "guest/boot.h"
#include "tree/dir.h"

static int cannot(struct patient *patient, const char *why)
{
	patient->why = why;
	return 4;
}

/* Entries may share a command line, which gets it once. */
static bool has_word(const struct boot_entry *entry, const char *word)
{
	for (size_t p = 0; p < entry->parts; p++)
		for (size_t i = 0; i < entry->part[p].cmdline->count; i++) {
			struct span span = entry->part[p].cmdline->arg[i].span;

			if (bytes_is(text_slice(entry->part[p].text, span), word))
				return true;
		}
	return false;
}

int patient_add_console(struct patient *patient)
{
	struct guest *guest = &patient->guest;
	struct tree *overlay = overlay_new(guest->tree);
	const struct boot *boot;
	const struct edit *const *edits;
	size_t count;

	guest->tree = overlay;
	boot = guest_boot(guest);
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		struct boot_change change =
			boot_add(guest, entry, "console=ttyS0,115200");

		if (change.why_not || has_word(entry, "console=ttyS0,115200"))
			continue;
		if (overlay_write(overlay, change.path, change.text, 0644) < 0)
			return cannot(patient, "the boot loader's configuration");
		boot = guest_boot(guest);
	}
	guest->tree = patient->tree;
	edits = overlay_edits(overlay, &count);
	if (apply_files(patient->pool, dir_fd(patient->tree), edits, count,
			&patient->why) < 0)
		return 4;
	return count ? 0 : cannot(patient, "no entry of a boot loader is known");
}
