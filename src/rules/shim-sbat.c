/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/path.h"
#include "guest/esp.h"

/*
 * Report only: a signed program is replaced by its vendor's update and nothing else.
 * Without Secure Boot none of it matters, and whether the new machine has it is not known
 * here.
 */

/* What the revocations of 2025021800 still allow, those shim 16.1 brings itself. */
static const struct {
	enum efiloader_kind kind;
	const char *component;
	unsigned level;
} wanted[] = {
	{ EFILOADER_SHIM, "shim", 4 },
	{ EFILOADER_GRUB2, "grub", 5 },
};

static void judge(struct check *check, const struct esp_program *program)
{
	const struct efiloader *loader = program->loader;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		unsigned level = efiloader_sbat_level(loader->sbat, wanted[i].component);

		if (loader->kind != wanted[i].kind || !loader->is_signed ||
		    level >= wanted[i].level)
			continue;
		if (!loader->sbat)
			check_finding(check, program->path, 0, wanted[i].component,
				      "%s has no SBAT: it is of before 2021, and "
				      "firmware with the revocations refuses it",
				      efiloader_name(loader->kind));
		else
			check_finding(check, program->path, 0, wanted[i].component,
				      "%s is of SBAT level %u; firmware with the "
				      "revocations of February 2025 wants %u",
				      efiloader_name(loader->kind), level,
				      wanted[i].level);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count, programs, others;
	const struct esp *esp = guest_esps(guest, &count);

	if (count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < count; i++) {
		const char *dirs[] = { guest_esp_vendor(guest, &esp[i], &others),
				       esp_find(guest, esp[i].root, "EFI/BOOT") };

		for (size_t d = 0; d < 2; d++) {
			const struct esp_program *program = NULL;

			programs = 0;
			if (dirs[d])
				program = guest_esp_programs(guest, dirs[d], &programs);
			for (size_t p = 0; p < programs; p++)
				judge(check, &program[p]);
		}
	}
}

const struct rule rule_shim_sbat = {
	.id = "shim-sbat",
	.title = "a signed boot loader is older than what firmware revoked",
	.why = "with Secure Boot on, new machines refuse it: \"Verifying shim SBAT data "
	       "failed: "
	       "Security Policy Violation\"",
	.see = "shim, SBAT.md and SbatLevel_Variable.txt",
	.severity = NOTE,
	.stage = STAGE_BOOTCODE,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
