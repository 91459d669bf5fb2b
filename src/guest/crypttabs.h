/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every table of encrypted volumes a start reads: /etc/crypttab, and the copies in the
 * initramfs images that open the root.
 *
 * The one law: a volume is named by its LUKS header, and where it has none by its
 * partition; never by what is not certain, since swap with a random key overwrites it.
 */
#pragma once

#include "format/crypttab.h"
#include "guest/guest.h"

struct crypttab_place {
	const char *path;   /* the file, or the image */
	const char *inside; /* the file in the image; NULL: path itself */
	struct bytes text;  /* of that file */
	const struct crypttab_entry *entry;
	const char *subject; /* "sda5_crypt from /dev/sda5", with the file in an image */
	bool has_header;     /* of LUKS; else what lies there is not to be told */
	bool is_missing;     /* certainly not on these disks */
	const char *problem; /* one line; NULL: none */
	const char *stable;  /* the name it has on every machine, or NULL */
	const char *why_not; /* there is none, one line */
};

struct crypttabs {
	struct crypttab_place *place;
	size_t count;
	bool concerns;       /* there is a table, or an encrypted volume */
	const char *why_not; /* an image that could not be read, one line; or NULL */
};

/* All entries, those without a problem too. */
struct crypttabs guest_crypttabs(struct guest *guest);
