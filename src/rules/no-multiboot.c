/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"
#include "guest/esp.h"

/*
 * Report only: which system is meant is said with --root, and the others are not touched.
 */

/* GPT type of the partition Windows reserves on each disk it is installed on. */
#define MICROSOFT_RESERVED "e3c9e316-0b5c-4db8-817d-f92df00215ae"

static bool is_reserved(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->partition[i].type, MICROSOFT_RESERVED) == 0)
			return true;
	return false;
}

static bool is_active(const struct table *table, unsigned number)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->partition[i].number == number)
			return table->partition[i].bootable;
	return false;
}

/* An NTFS alone may hold data: it counts where Windows starts from it. */
static bool is_windows(const struct volume *volume)
{
	const struct table *table = volume->disk ? volume->disk->table : NULL;

	return table && volume->type && strcmp(volume->type, "ntfs") == 0 &&
	       (table->kind == TABLE_GPT ? is_reserved(table)
					 : is_active(table, volume->part));
}

static void judge_windows(struct check *check, struct guest *guest)
{
	size_t count;
	const struct esp *esp = guest_esps(guest, &count);

	for (size_t i = 0; i < count; i++) {
		const char *path =
			esp_find(guest, esp[i].root, "EFI/Microsoft/Boot/bootmgfw.efi");

		if (path)
			check_policy(check, guest->profile->other_system, path, "Windows",
				     "Windows has its boot manager here");
	}
	for (size_t i = 0; i < guest->volume_count; i++)
		if (is_windows(&guest->volume[i]))
			check_policy(check, guest->profile->other_system,
				     guest_volume_where(guest->pool, &guest->volume[i]),
				     "Windows", "Windows starts from it");
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < guest->other_count; i++) {
		const struct volume *root = guest->other[i].root;

		check_policy(check, guest->profile->other_system,
			     guest_volume_where(guest->pool, root), guest->other[i].name,
			     "another system: %s", guest->other[i].name);
	}
	judge_windows(check, guest);
}

const struct rule rule_no_multiboot = {
	.id = "no-multiboot",
	.title = "there is another system on the disks",
	.why = "an import that finds two systems takes the wrong one or refuses both: "
	       "\"Multiple "
	       "directories found\"; which one starts is the boot menu's choice",
	.see = "AWS VM Import/Export, \"Limitations for resources imported to EC2\": no "
	       "dual "
	       "boot",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
