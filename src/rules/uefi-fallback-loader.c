/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/path.h"
#include "guest/bootdisk.h"
#include "guest/efichain.h"

/*
 * The guest's own boot loaders are copied as they are, signatures included, and shim with
 * what it starts from its own directory.  fbx64.efi is not: it writes boot entries and
 * resets each new machine.  The vendor's directory stays as it is, but for a grub.cfg
 * that GRUB reads there and does not find.  A program that is not the guest's is never
 * written over.
 */

/* Whether the firmware gets a system from another ESP. */
static bool another_is_fine(struct guest *guest, const struct esp *esp, size_t count,
			    const struct esp *but)
{
	size_t others;

	for (size_t i = 0; i < count; i++) {
		const char *own = guest_esp_vendor(guest, &esp[i], &others);
		struct strs archs = efichain_architectures(guest, &esp[i], own);

		for (size_t a = 0; a < archs.count && &esp[i] != but; a++)
			if (efichain_follow(guest, &esp[i], archs.item[a], own).fault ==
			    EFICHAIN_FINE)
				return true;
	}
	return false;
}

/* Installers leave an empty one where they install for a BIOS. */
static void report_empty(struct check *check, struct guest *guest, const struct esp *esp,
			 size_t others)
{
	check_finding(check, esp_place(guest, esp->root, "EFI/BOOT"), 0, "nothing",
		      others ? "missing, and which of %zu systems beside it is this one "
			       "cannot be told"
			     : "missing, and no other boot loader is there",
		      others);
}

static void judge(struct check *check, struct guest *guest, const struct esp *esp,
		  bool starts_otherwise)
{
	size_t others;
	const char *own = guest_esp_vendor(guest, esp, &others);
	struct strs archs = efichain_architectures(guest, esp, own);

	if (archs.count == 0 && !starts_otherwise)
		report_empty(check, guest, esp, others);
	for (size_t a = 0; a < archs.count; a++) {
		struct efichain chain = efichain_follow(guest, esp, archs.item[a], own);
		enum severity severity = starts_otherwise ? DEGRADED : UNBOOTABLE;

		if (chain.fault == EFICHAIN_NOT_KNOWN)
			severity = NOTE;
		if (chain.fault != EFICHAIN_FINE)
			check_finding_as(check, severity, chain.path, 0, archs.item[a],
					 "%s", chain.text);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct esp *esp = guest_esps(guest, &count);
	const struct volume *unread = guest_esp_unread(guest);
	bool bios = count > 0 && guest_starts_by_bios(guest);

	if (count == 0 && !unread)
		check_not_applicable(check);
	for (size_t i = 0; i < count; i++)
		judge(check, guest, &esp[i],
		      bios || another_is_fine(guest, esp, count, &esp[i]));
	if (unread)
		check_cannot_look(check, "the EFI system partition: %s",
				  unread->problem ? unread->problem
						  : "it is not mounted");
}

static bool copy(struct plan *plan, struct guest *guest, const char *from, const char *to)
{
	struct bytes program;

	if (tree_read_large(guest->tree, from, ESP_FILE_MAX, guest->pool, &program) < 0) {
		plan_refuse(plan, "\"%s\" cannot be read", from);
		return false;
	}
	return plan_write(plan, to, program);
}

static bool copy_beside(struct plan *plan, struct guest *guest, const char *from,
			const char *boot, const char *name)
{
	const char *to = esp_place(guest, boot, name);

	if (tree_has(guest->tree, to, TREE_FILE))
		return true;
	plan_note(plan, "%s beside it", path_name(to));
	return copy(plan, guest, from, to);
}

/* What there is in place of a program is not one, so nobody's is written over. */
static bool add_program(struct plan *plan, struct guest *guest,
			const struct efichain *chain, const char *own,
			const char *architecture)
{
	const struct esp_program *first =
		own ? efichain_first(guest, own, architecture) : NULL;

	if (!first) {
		plan_refuse(plan, "there is no boot loader of this system for %s to copy",
			    architecture);
		return false;
	}
	plan_note(plan, "copied from %s", first->path);
	return copy(plan, guest, first->path, chain->path);
}

/* Another vendor's shim takes no GRUB but that vendor's, once Secure Boot is on. */
static bool add_next(struct plan *plan, struct guest *guest, const struct efichain *chain,
		     const char *own, const char *architecture)
{
	const char *boot = path_parent(guest->pool, chain->path);
	const char *manager = pool_printf(guest->pool, "mm%s.efi", architecture);
	const struct esp_program *shim =
		own ? efichain_own(guest, own, architecture, EFILOADER_SHIM) : NULL;
	const char *next = own ? esp_find(guest, own, chain->first->next) : NULL;
	const struct efiloader *grub = next ? guest_efiloader(guest, next) : NULL;

	if (!grub || grub->kind != EFILOADER_GRUB2) {
		plan_refuse(plan, "there is no %s of this system to copy",
			    chain->first->next);
		return false;
	}
	if (shim && !efiloader_same_maker(shim->loader, chain->first)) {
		plan_refuse(plan, "%s is not of the vendor of %s", path_name(chain->path),
			    shim->path);
		return false;
	}
	if (shim && esp_find(guest, own, manager) &&
	    !copy_beside(plan, guest, esp_find(guest, own, manager), boot, manager))
		return false;
	if (!copy_beside(plan, guest, next, boot, chain->first->next))
		return false;
	if (!grub->is_signed)
		plan_note(plan, "it is not signed: with Secure Boot it does not start");
	return true;
}

/*
 * A vendor's own grub.cfg may be the whole configuration, that of GRUB Legacy is: it is
 * copied.  Else one line leads to the configuration below /boot.
 */
static bool add_config(struct plan *plan, struct guest *guest,
		       const struct efichain *chain, const char *own)
{
	bool legacy = chain->first->kind == EFILOADER_GRUB_LEGACY;
	const char *from =
		own ? esp_find(guest, own, legacy ? "grub.conf" : "grub.cfg") : NULL;
	const char *why, *text;

	if (!chain->config) {
		plan_refuse(plan, "what it searches is built into it");
		return false;
	}
	if (from) {
		plan_note(plan, "%s copied from %s", path_name(chain->config), from);
		return copy(plan, guest, from, chain->config);
	}
	text = legacy ? NULL : efichain_stub(guest, &why);
	if (!text) {
		plan_refuse(plan, "%s", legacy ? "there is no grub.conf to copy" : why);
		return false;
	}
	plan_note(plan, "%s leads to the one below /boot", path_name(chain->config));
	return plan_write(plan, chain->config, bytes_of(text));
}

/* Mend the first fault; false where that was refused. */
static bool mend(struct plan *plan, struct guest *guest, const struct efichain *chain,
		 const char *own, const char *architecture)
{
	switch (chain->fault) {
	case EFICHAIN_FINE:
		return false;
	case EFICHAIN_NO_PROGRAM:
		return add_program(plan, guest, chain, own, architecture);
	case EFICHAIN_NO_NEXT:
		return add_next(plan, guest, chain, own, architecture);
	case EFICHAIN_NO_CONFIG:
		return add_config(plan, guest, chain, own);
	case EFICHAIN_NO_LIST:
		plan_refuse(plan, "a boot entry would have to be made up");
		return false;
	case EFICHAIN_WRONG_KIND:
	case EFICHAIN_OTHER_OWNER:
	case EFICHAIN_NOT_KNOWN:
		plan_refuse(plan, "it is not this system's, and is not written over");
		return false;
	}
	return false;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	enum { LINKS = 4 }; /* of a chain: program, next, configuration, and the end */
	size_t count, others;
	const struct esp *esp = guest_esps(guest, &count);

	if (strcmp(finding->subject, "nothing") == 0) {
		plan_refuse(plan, "it is not known what to copy");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const char *own = guest_esp_vendor(guest, &esp[i], &others);

		for (int link = 0; link < LINKS; link++) {
			struct efichain chain =
				efichain_follow(guest, &esp[i], finding->subject, own);

			if (strcmp(chain.path, finding->path) != 0 ||
			    !mend(plan, guest, &chain, own, finding->subject))
				break;
		}
	}
}

const struct rule rule_uefi_fallback_loader = {
	.id = "uefi-fallback-loader",
	.title = "a UEFI firmware that does not know the disk finds nothing to start",
	.why = "boot entries are in the old machine's NVRAM and are not part of the "
	       "disk: "
	       "the new one starts EFI/BOOT/BOOTX64.EFI or stops in its shell",
	.see = "UEFI specification 2.10, 3.5.1.1; AWS VM Import/Export, \"Limitations "
	       "for "
	       "resources imported to EC2\": a fallback EFI binary",
	.severity = UNBOOTABLE,
	.stage = STAGE_BOOTCODE,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
