/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/layers.h"

#include <ctype.h>
#include <string.h>

const struct crypttab *guest_crypttab(const struct guest *guest, struct bytes *text)
{
	struct bytes content = { 0 };

	(void)tree_read_large(guest->tree, "/etc/crypttab", LAYERS_FILE_MAX, guest->pool,
			      &content);
	if (text)
		*text = content;
	return crypttab_parse(guest->pool, content);
}

const struct mdadm_file *guest_mdadm(const struct guest *guest, size_t *count)
{
	static const char *const dirs[] = { "/etc", "/etc/mdadm" };
	struct strs paths = { .pool = guest->pool };
	struct mdadm_file *file;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		struct strs more = tree_match(
			guest->tree, pool_printf(guest->pool, "%s/mdadm.conf.d", dirs[i]),
			"*.conf");

		strs_addf(&paths, "%s/mdadm.conf", dirs[i]);
		for (size_t m = 0; m < more.count; m++)
			strs_add(&paths, more.item[m]);
	}
	file = pool_alloc(guest->pool, paths.count * sizeof(*file));
	*count = 0;
	for (size_t i = 0; i < paths.count && *count < MDADM_FILES_MAX; i++) {
		struct bytes text;

		if (tree_read_large(guest->tree, paths.item[i], LAYERS_FILE_MAX,
				    guest->pool, &text) < 0)
			continue;
		file[*count] = (struct mdadm_file){ paths.item[i], text,
						    mdadm_parse(guest->pool, text) };
		++*count;
	}
	return file;
}

static bool lies_on(const struct guest *guest, const struct volume *volume,
		    const struct volume *below)
{
	for (size_t i = 0; i < volume->under_count; i++)
		if (volume->under[i] < guest->volume_count &&
		    &guest->volume[volume->under[i]] == below)
			return true;
	return false;
}

const struct volume *layer_above(const struct guest *guest, const struct volume *volume,
				 enum volume_kind kind)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].kind == kind &&
		    lies_on(guest, &guest->volume[i], volume))
			return &guest->volume[i];
	return NULL;
}

static bool is_container(const struct volume *volume)
{
	static const char *const types[] = {
		"LVM2_member", "crypto_LUKS",     "linux_raid_member", "zfs_member",
		"bcache",      "isw_raid_member", "ddf_raid_member"
	};

	for (size_t t = 0; t < sizeof(types) / sizeof(*types); t++)
		if (volume->type && strcmp(volume->type, types[t]) == 0)
			return true;
	return false;
}

const struct volume *layer_unopened(const struct guest *guest)
{
	bool *opened = pool_alloc(guest->pool, guest->volume_count * sizeof(*opened));

	for (size_t i = 0; i < guest->volume_count; i++)
		for (size_t u = 0; u < guest->volume[i].under_count; u++)
			if (guest->volume[i].under[u] < guest->volume_count)
				opened[guest->volume[i].under[u]] = true;
	for (size_t i = 0; i < guest->volume_count; i++)
		if (!opened[i] && is_container(&guest->volume[i]))
			return &guest->volume[i];
	return NULL;
}

bool layer_same_uuid(const char *a, const char *b)
{
	unsigned digits = 0;

	for (;; a++, b++, digits++) {
		a += strspn(a, ":- ");
		b += strspn(b, ":- ");
		if (!*a || !*b)
			return *a == *b && digits > 0;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
	}
}

const struct volume *layer_md_member(const struct guest *guest, const char *uuid)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->type && strcmp(volume->type, "linux_raid_member") == 0 &&
		    volume->uuid && layer_same_uuid(volume->uuid, uuid))
			return volume;
	}
	return NULL;
}

char *layer_lv_mapper(struct pool *pool, const char *name)
{
	struct buf out = { .pool = pool };

	for (; *name; name++)
		if (*name == '/')
			buf_adds(&out, "-");
		else
			buf_addf(&out, *name == '-' ? "--" : "%c", *name);
	return bytes_str(pool, buf_bytes(&out));
}

static char letter_of(const struct guest *guest, const struct disk *disk)
{
	for (size_t i = 0; i < guest->disk_count && i < 26; i++)
		if (guest->disk[i] == disk)
			return (char)('a' + i);
	return 'a';
}

struct strs layer_new_names(const struct guest *guest, const struct volume *volume)
{
	static const struct {
		unsigned families;
		const char *prefix;
	} kinds[] = {
		{ 1 << DRIVERS_VIRTIO, "vd" },
		{ 1 << DRIVERS_VIRTIO | 1 << DRIVERS_SCSI_VIRTIO | 1 << DRIVERS_IDE |
			  1 << DRIVERS_HYPERV | 1 << DRIVERS_VMWARE,
		  "sd" },
		{ 1 << DRIVERS_XEN, "xvd" },
	};
	struct strs names = { .pool = guest->pool };
	const char *part =
		volume->part ? pool_printf(guest->pool, "%u", volume->part) : "";
	char letter = letter_of(guest, volume->disk);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (guest->profile->initrd_require & kinds[i].families)
			strs_addf(&names, "%s%c%s", kinds[i].prefix, letter, part);
	if (guest->profile->initrd_require & 1 << DRIVERS_NVME)
		strs_addf(&names, "nvme%dn1%s%s", letter - 'a', *part ? "p" : "", part);
	return names;
}
