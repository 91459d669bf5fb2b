/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program on an EFI system partition is and what it reads or starts next: shim,
 * GRUB 2, GRUB Legacy and systemd-boot, by what is in them.
 *
 * The one law: names of files prove nothing, every vendor has its own.
 */
#pragma once

#include "base/bytes.h"
#include "format/pe.h"

enum efiloader_kind {
	EFILOADER_OTHER, /* a PE image of another kind */
	EFILOADER_SHIM,
	EFILOADER_GRUB2,
	EFILOADER_GRUB_LEGACY,
	EFILOADER_SYSTEMD_BOOT,
	EFILOADER_UKI,
	EFILOADER_WINDOWS,
};

struct efiloader {
	enum efiloader_kind kind;
	const char *architecture; /* "x64"; NULL: none of UEFI's */
	bool is_application;      /* the firmware starts it; a driver it does not */
	bool is_signed;
	bool cut;         /* shorter than it says */
	const char *sbat; /* the table of .sbat, NULL: none */
	const char *next; /* shim: the name of what it starts beside it, "grubx64.efi" */
	/* GRUB 2: where it looks for its modules and grub.cfg; "" is its own directory.
	 */
	const char *prefix;
	bool reads_beside; /* GRUB 2: a grub.cfg in its own directory is taken too */
	bool sets_prefix;  /* GRUB 2: its built-in configuration sets another prefix */
	const char *search_uuid; /* of the file system that one searches, or NULL */
};

/* What FILE is, or NULL where it is no PE image. */
struct efiloader *efiloader_read(struct pool *pool, struct bytes file);

/* The name of a kind, for people. */
const char *efiloader_name(enum efiloader_kind kind);

/* Whether two builds of shim are of one vendor ("shim.debian"), as far as they say. */
bool efiloader_same_maker(const struct efiloader *a, const struct efiloader *b);

/* The generation of COMPONENT ("shim", "grub") in the text of an .sbat section; 0: none.
 */
unsigned efiloader_sbat_level(const char *sbat, const char *component);
