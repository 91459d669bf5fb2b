/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens when a firmware that knows nothing of a disk starts it: the fallback
 * program EFI/BOOT/BOOTX64.EFI (UEFI 2.10, 3.5.1.1), what shim starts after it, and the
 * configuration GRUB then reads.
 *
 * The one law: it follows what is built into the programs, not what they are called.
 */
#pragma once

#include "guest/esp.h"

enum efichain_fault {
	EFICHAIN_FINE,
	EFICHAIN_NO_PROGRAM,  /* none there, or what is there is no whole program */
	EFICHAIN_NO_NEXT,     /* shim, without what it starts */
	EFICHAIN_NO_LIST,     /* shim starts fbx64.efi, which finds no list of entries */
	EFICHAIN_NO_CONFIG,   /* GRUB, without the configuration it reads */
	EFICHAIN_WRONG_KIND,  /* of another architecture, or a driver */
	EFICHAIN_OTHER_OWNER, /* starts another system */
	EFICHAIN_NOT_KNOWN,   /* a program nobody here knows */
};

struct efichain {
	enum efichain_fault fault;
	const char *path;              /* of the fallback program */
	const struct efiloader *first; /* it, or NULL */
	const char *grub;              /* path of GRUB, or NULL */
	const char *config; /* path of what GRUB reads or lacks; NULL: not on the ESP */
	const char *text;   /* what the fault is, one line for people */
};

/* "BOOTX64.EFI" of "x64". */
char *efichain_file(struct pool *pool, const char *architecture);

/*
 * Follow the fallback program for ARCHITECTURE on ESP; OWN is the directory of the
 * guest's own loaders, or NULL.
 */
struct efichain efichain_follow(struct guest *guest, const struct esp *esp,
				const char *architecture, const char *own);

/* The GRUB 2, or what else of KIND, for ARCHITECTURE in the directory DIR, or NULL. */
const struct esp_program *efichain_own(struct guest *guest, const char *dir,
				       const char *architecture,
				       enum efiloader_kind kind);

/* What of DIR should come first in a chain: shim with its GRUB, else another loader. */
const struct esp_program *efichain_first(struct guest *guest, const char *dir,
					 const char *architecture);

/*
 * The architectures ESP is for: those with a fallback program, or a loader in OWN (which
 * may be NULL).  ia32 beside x64 is left out: no cloud has such a firmware.
 */
struct strs efichain_architectures(struct guest *guest, const struct esp *esp,
				   const char *own);

/*
 * The text of a grub.cfg that leads to the guest's own below /boot, as grub-install
 * writes it; NULL with one line in *WHY where that cannot be told.
 */
char *efichain_stub(struct guest *guest, const char **why);
