/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EFI system partitions of a guest and the programs on them.
 *
 * The one law: names on FAT have no case.  Every look-up goes through esp_find(), and a
 * path it returns is spelt as the directories on the disk are.
 */
#pragma once

#include "format/efiloader.h"
#include "guest/guest.h"

struct esp {
	const struct volume *volume;
	const char *root; /* where its files are in the tree: "/boot/efi" */
};

/* The partitions whose files are in the tree, in the order of the volumes. */
struct esp *guest_esps(struct guest *guest, size_t *count);

/* One that is there and whose files could not be looked at, or NULL. */
const struct volume *guest_esp_unread(const struct guest *guest);

/* PATH below DIR ("EFI/BOOT/BOOTX64.EFI") as it is spelt there, or NULL: not there. */
char *esp_find(struct guest *guest, const char *dir, const char *path);

/* The same for what is to be made: what is not there stays as written. */
char *esp_place(struct guest *guest, const char *dir, const char *path);

/* What the program PATH is; NULL where it is none, or none of a boot loader's size. */
const struct efiloader *guest_efiloader(struct guest *guest, const char *path);

enum { ESP_FILE_MAX = 32 << 20 }; /* bytes; a boot loader is a few MB */

struct esp_program {
	const char *path, *name;
	const struct efiloader *loader;
};

/* The programs ("*.efi") in DIR, sorted by name. */
struct esp_program *guest_esp_programs(struct guest *guest, const char *dir,
				       size_t *count);

/*
 * The directory of this guest's own boot loaders on ESP ("/boot/efi/EFI/debian"): that of
 * its os-release, else the only one with a boot loader of Linux; systemd-boot's comes
 * last.  NULL where there is none, or where it cannot be told which one it is: then
 * *OTHERS is how many there are.
 */
char *guest_esp_vendor(struct guest *guest, const struct esp *esp, size_t *others);
