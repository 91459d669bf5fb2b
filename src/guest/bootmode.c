/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootmode.h"

#include "guest/bootdisk.h"
#include "guest/disktable.h"
#include "guest/efichain.h"

enum { BIOS = 1 << FIRMWARE_BIOS, UEFI = 1 << FIRMWARE_UEFI };

/* What sector 0 of the disk of /boot says, where GRUB 2 is not what is in it. */
static void look_at_sector_0(struct guest *guest, struct bootmode *mode)
{
	const struct volume *boot = guest_volume_of(guest, "/boot");
	struct bootcode_disk code = { 0 };
	struct bootcode_state *state;
	size_t count = 0;
	const struct disk **disk =
		boot ? volume_disks(guest->pool, guest->volume, guest->volume_count,
				    (size_t)(boot - guest->volume), &count)
		     : NULL;

	if (count == 0 || disk[0]->fd < 0 ||
	    guest_disk_read(guest, disk[0], 0, BOOTCODE_SECTOR, &code.head) < 0 ||
	    bootcode_inspect(guest->pool, &code, &state) < 0) {
		mode->unknown |= BIOS;
		return;
	}
	if (state->mbr == BOOTCODE_OTHER || state->mbr == BOOTCODE_WINDOWS)
		mode->unknown |= BIOS;
	else if (state->mbr != BOOTCODE_NONE && state->mbr != BOOTCODE_GRUB2)
		mode->starts |= BIOS;
	mode->is_installed |= state->mbr != BOOTCODE_NONE;
}

static void look_at_bios(struct guest *guest, struct bootmode *mode)
{
	static const char *const images[] = { "/boot/grub/i386-pc",
					      "/boot/grub2/i386-pc" };

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		mode->is_installed |= tree_has(guest->tree, images[i], TREE_DIR);
	if (guest_starts_by_bios(guest)) {
		mode->starts |= BIOS;
		mode->is_installed = true;
	} else {
		look_at_sector_0(guest, mode);
	}
}

static void look_at_uefi(struct guest *guest, struct bootmode *mode)
{
	size_t count, others;
	const struct esp *esp = guest_esps(guest, &count);

	if (guest_esp_unread(guest))
		mode->unknown |= UEFI;
	for (size_t i = 0; i < count; i++) {
		const char *own = guest_esp_vendor(guest, &esp[i], &others);
		struct strs archs = efichain_architectures(guest, &esp[i], own);

		for (size_t a = 0; a < archs.count; a++) {
			enum efichain_fault fault =
				efichain_follow(guest, &esp[i], archs.item[a], own).fault;

			mode->is_installed = true;
			if (fault == EFICHAIN_FINE)
				mode->starts |= UEFI;
			else if (fault == EFICHAIN_NOT_KNOWN)
				mode->unknown |= UEFI;
		}
	}
}

struct bootmode guest_bootmode(struct guest *guest)
{
	struct bootmode mode = { 0 };

	look_at_bios(guest, &mode);
	look_at_uefi(guest, &mode);
	mode.unknown &= ~mode.starts;
	return mode;
}

const char *bootmode_text(unsigned firmware)
{
	switch (firmware) {
	case BIOS:
		return "BIOS";
	case UEFI:
		return "UEFI";
	case BIOS | UEFI:
		return "BIOS and UEFI";
	default:
		return "";
	}
}

const char *bootmode_word(const struct bootmode *mode)
{
	static const char *const words[] = {
		[0] = "none", [BIOS] = "bios", [UEFI] = "uefi", [BIOS | UEFI] = "both"
	};

	return mode->unknown ? NULL : words[mode->starts];
}
