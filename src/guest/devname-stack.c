/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of logical volumes, arrays and unlocked containers. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "guest/devname-internal.h"
#include "guest/layers.h"

enum { DEPTH_MAX = 8 }; /* of names in crypttab that name one another */

static const char *after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static struct devname_place here(const struct volume *volume)
{
	return (struct devname_place){ .fate = DEVNAME_HERE, .volume = volume };
}

static struct devname_place unsure(const char *why)
{
	return (struct devname_place){ .fate = DEVNAME_UNSURE, .why = why };
}

/* Nothing that was seen has the name; it may still lie in what was not opened. */
static struct devname_place nowhere(const struct guest *guest)
{
	const struct volume *hiding = layer_unopened(guest);

	if (hiding)
		return unsure(pool_printf(guest->pool, "it may lie inside the %s in %s",
					  hiding->type,
					  devname_where(guest->pool, hiding)));
	return (struct devname_place){ .fate = DEVNAME_MISSING,
				       .why = "nothing on this disk is called so" };
}

/*
 * Whether NAME, as in /dev/mapper or "vg/lv", can only be that of a logical volume or a
 * container: multipath, firmware RAID and drivers with folders of their own name whole
 * disks, which this disk may be.
 */
static bool is_layer_name(const char *name)
{
	static const char *const others[] = { "mpath",   "isw_",    "ddf1_",    "pdc_",
					      "sil_",    "nvidia_", "jmicron_", "via_",
					      "hpt",     "block/",  "bcache",   "zvol",
					      "drbd",    "loop",    "i2o",      "rd/",
					      "ataraid/" };
	size_t hex = strspn(name, "0123456789abcdef");

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (after(name, others[i]))
			return false;
	return hex < 16 && strpbrk(name, "-/") != NULL;
}

static struct devname_place nothing_called(const struct guest *guest, const char *name)
{
	return is_layer_name(name)
		       ? nowhere(guest)
		       : unsure("what makes a device of that name is not known");
}

/* What VOLUME holds when it is opened as KIND. */
static struct devname_place opened(const struct guest *guest, const struct volume *volume,
				   enum volume_kind kind)
{
	const struct volume *above = layer_above(guest, volume, kind);

	return above ? here(above)
		     : unsure(pool_printf(guest->pool, "the %s in %s is not opened",
					  volume->type ? volume->type : "container",
					  devname_where(guest->pool, volume)));
}

/* NAME is as in /dev/mapper, or "vg/lv"; two volume groups of one name are never told. */
static struct devname_place find_lv(const struct guest *guest, const char *name)
{
	bool plain = strchr(name, '/') != NULL;
	const struct volume *found = NULL;

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->kind != VOLUME_LV || !volume->name ||
		    strcmp(plain ? volume->name
				 : layer_lv_mapper(guest->pool, volume->name),
			   name) != 0)
			continue;
		if (found)
			return unsure("two volume groups have the same name");
		found = volume;
	}
	return found ? here(found) : nothing_called(guest, name);
}

static struct devname_place find(const struct guest *guest, const struct devname *name,
				 unsigned depth);

/* The line of crypttab for NAME, and what its source holds. */
static bool find_in_crypttab(const struct guest *guest, const char *name, unsigned depth,
			     struct devname_place *place)
{
	const struct crypttab *table = guest_crypttab(guest, NULL);

	for (size_t i = 0; i < table->count; i++) {
		const struct crypttab_entry *entry = &table->entry[i];
		struct devname *source;

		if (strcmp(entry->name, name) != 0 || entry->count < 2)
			continue;
		source = devname_parse(guest->pool, entry->source);
		source->type = "crypto_LUKS";
		*place = find(guest, source, depth + 1);
		if (place->fate == DEVNAME_HERE)
			*place = opened(guest, place->volume, VOLUME_CRYPT);
		return true;
	}
	return false;
}

/* "luks-UUID" is what dracut and others call it that no crypttab names. */
static struct devname_place find_crypt(const struct guest *guest, const char *name)
{
	const char *uuid = after(name, "luks-");

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->kind == VOLUME_CRYPT && volume->name &&
		    strcmp(volume->name, name) == 0)
			return here(volume);
		if (uuid && volume->type && strcmp(volume->type, "crypto_LUKS") == 0 &&
		    volume->uuid && strcasecmp(volume->uuid, uuid) == 0)
			return opened(guest, volume, VOLUME_CRYPT);
	}
	return nothing_called(guest, name);
}

static struct devname_place find_mapper(const struct guest *guest, const char *name,
					unsigned depth)
{
	struct devname_place place = find_lv(guest, name);

	if (place.fate == DEVNAME_HERE || find_in_crypttab(guest, name, depth, &place))
		return place;
	return find_crypt(guest, name);
}

static struct devname_place find_md_uuid(const struct guest *guest, const char *uuid)
{
	const struct volume *member = layer_md_member(guest, uuid);

	return member ? opened(guest, member, VOLUME_MD) : nowhere(guest);
}

/* "0" of /dev/md0 and /dev/md/0, "home" of /dev/md/home; NULL: of another form. */
static const char *md_name(const char *device)
{
	const char *name = after(device, "/dev/md/");

	if (!name)
		name = after(device, "/dev/md");
	if (!name)
		name = device[0] == '/' ? NULL : device;
	if (name && name == device && after(name, "md") &&
	    isdigit((unsigned char)name[2]))
		name += 2;
	return name && *name ? name : NULL;
}

/* "home" of the member's label "old-host:home". */
static bool member_is_called(const struct volume *member, const char *name)
{
	const char *colon = member->label ? strrchr(member->label, ':') : NULL;

	return member->type && strcmp(member->type, "linux_raid_member") == 0 &&
	       member->label && strcmp(colon ? colon + 1 : member->label, name) == 0;
}

/* An array has the name mdadm.conf gives it, else that of its superblock. */
static struct devname_place find_md_name(const struct guest *guest, const char *name)
{
	size_t files;
	const struct mdadm_file *file = guest_mdadm(guest, &files);
	const char *uuid, *called;

	for (size_t f = 0; f < files; f++)
		for (size_t i = 0; i < file[f].conf->count; i++) {
			const struct mdadm_line *line = &file[f].conf->item[i];

			called = line->words > 1 ? md_name(line->word[1].text) : NULL;
			if (mdadm_is(line, "array") && called &&
			    strcmp(called, name) == 0 && mdadm_find(line, "uuid", &uuid))
				return find_md_uuid(guest, uuid);
		}
	for (size_t i = 0; i < guest->volume_count; i++)
		if (member_is_called(&guest->volume[i], name))
			return opened(guest, &guest->volume[i], VOLUME_MD);
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		called = volume->kind == VOLUME_MD && volume->name ? md_name(volume->name)
								   : NULL;
		if (called && strcmp(called, name) == 0)
			return here(volume);
	}
	return nowhere(guest);
}

static struct devname_place find_pv(const struct guest *guest, const char *uuid)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].type && guest->volume[i].uuid &&
		    strcmp(guest->volume[i].type, "LVM2_member") == 0 &&
		    strcmp(guest->volume[i].uuid, uuid) == 0)
			return here(&guest->volume[i]);
	return nowhere(guest);
}

/* "CRYPT-LUKS2-0123…-NAME": the UUID without dashes, then the name; so dm-crypt writes.
 */
static struct devname_place find_dm_uuid(const struct guest *guest, const char *uuid)
{
	const char *luks = after(uuid, "CRYPT-LUKS1-");

	if (!luks)
		luks = after(uuid, "CRYPT-LUKS2-");
	for (size_t i = 0; luks && i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->type && strcmp(volume->type, "crypto_LUKS") == 0 &&
		    volume->uuid &&
		    layer_same_uuid(volume->uuid,
				    pool_strndup(guest->pool, luks, strcspn(luks, "-"))))
			return opened(guest, volume, VOLUME_CRYPT);
	}
	return luks ? nowhere(guest) : unsure("UUIDs of logical volumes are not read");
}

static struct devname_place find(const struct guest *guest, const struct devname *name,
				 unsigned depth)
{
	const char *text = name->text, *rest;

	if (depth > DEPTH_MAX)
		return unsure("names of crypttab name one another");
	if (name->kind != DEVNAME_MAPPER && name->kind != DEVNAME_MD)
		return devname_find_in(guest, name);
	if ((rest = after(text, "/dev/mapper/")) ||
	    (rest = after(text, "/dev/disk/by-id/dm-name-")))
		return find_mapper(guest, rest, depth);
	if ((rest = after(text, "/dev/disk/by-id/lvm-pv-uuid-")))
		return find_pv(guest, rest);
	if ((rest = after(text, "/dev/disk/by-id/dm-uuid-")))
		return find_dm_uuid(guest, rest);
	if ((rest = after(text, "/dev/disk/by-id/md-uuid-")))
		return find_md_uuid(guest, rest);
	if ((rest = after(text, "/dev/disk/by-id/md-name-")))
		return find_md_name(guest,
				    strrchr(rest, ':') ? strrchr(rest, ':') + 1 : rest);
	if (name->kind == DEVNAME_MD && md_name(text))
		return find_md_name(guest, md_name(text));
	if (after(text, "/dev/dm-"))
		return unsure("the number depends on the order of the start");
	return after(text, "/dev/disk/") ? unsure("such names are not looked up")
					 : find_lv(guest, text + strlen("/dev/"));
}

struct devname_place devname_find_stacked(const struct guest *guest,
					  const struct devname *name)
{
	return find(guest, name, 0);
}
