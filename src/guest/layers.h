/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest says of the layers between its disks and its file systems: encrypted
 * volumes (crypttab) and arrays (mdadm.conf), and which of these volumes that is.
 *
 * The one law: a layer is known by what its own header holds (the UUID of the container
 * or the array), never by the number or name it got on some machine.
 */
#pragma once

#include "format/crypttab.h"
#include "format/mdadm.h"
#include "guest/guest.h"

/* Bytes: a larger file could not be looked at.  Names are looked up in it one by one. */
enum { LAYERS_FILE_MAX = 16 << 10, MDADM_FILES_MAX = 8 };

/*
 * The entries of /etc/crypttab; none where there is no such file.  *TEXT, unless NULL, is
 * what the entries' spans belong to.
 */
const struct crypttab *guest_crypttab(const struct guest *guest, struct bytes *text);

struct mdadm_file {
	const char *path;
	struct bytes text;
	const struct mdadm *conf;
};

/* Every mdadm.conf there is, the first of mdadm.conf.d included. */
const struct mdadm_file *guest_mdadm(const struct guest *guest, size_t *count);

/* The first volume of KIND that lies on VOLUME, or NULL. */
const struct volume *layer_above(const struct guest *guest, const struct volume *volume,
				 enum volume_kind kind);

/* A container or member whose content is not among the volumes, or NULL. */
const struct volume *layer_unopened(const struct guest *guest);

/* Whether two UUIDs are the same: mdadm writes colons, others dashes or nothing. */
bool layer_same_uuid(const char *a, const char *b);

/* The member of an array with UUID, in any of these forms, or NULL. */
const struct volume *layer_md_member(const struct guest *guest, const char *uuid);

/* "vg0-my--lv" of the logical volume "vg0/my-lv": its name in /dev/mapper. */
char *layer_lv_mapper(struct pool *pool, const char *name);

/* What VOLUME, a partition or a disk, may be called on the new machine: "vda2". */
struct strs layer_new_names(const struct guest *guest, const struct volume *volume);
