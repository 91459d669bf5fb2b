/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PE/COFF image as UEFI starts it: shim, GRUB, a kernel, or a unified kernel image
 * whose parts are its sections (Microsoft "PE Format"; UAPI.5 "Unified Kernel Image").
 *
 * The one law: nothing here edits; a signature covers every byte of such a file.
 */
#pragma once

#include "base/bytes.h"

struct pe_section {
	const char *name;     /* ".cmdline"; at most 8 bytes */
	struct bytes content; /* without the padding to the file's alignment */
};

struct pe {
	uint16_t machine;   /* 0x8664 is x86-64; see pe_architecture() */
	uint16_t subsystem; /* 10 is an EFI application */
	bool is_signed;     /* has a certificate table; whether it is good is not known */
	bool cut;           /* a section reaches beyond the end of the file */
	struct pe_section *section; /* in the order of the file */
	size_t count;
};

/* What FILE holds, or NULL where it is no PE image.  Contents point into FILE. */
struct pe *pe_parse(struct pool *pool, struct bytes file);

/* The first section called NAME, or NULL. */
const struct pe_section *pe_find(const struct pe *pe, const char *name);

/* The text of the first section called NAME, up to a NUL, or NULL. */
const char *pe_text(struct pool *pool, const struct pe *pe, const char *name);

/* Whether it is a unified kernel image: a kernel is one of its sections. */
bool pe_is_uki(const struct pe *pe);

/*
 * The architecture as it is called in file names (UEFI 2.10, 3.5.1.1: "x64" of
 * BOOTX64.EFI, in lower case), or NULL where it is none of UEFI's.
 */
const char *pe_architecture(const struct pe *pe);
