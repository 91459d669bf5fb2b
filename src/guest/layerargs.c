/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/layerargs.h"

#include <string.h>
#include <strings.h>

#include "guest/devname.h"
#include "guest/layers.h"

static void find_name(const struct guest *guest, const char *text, const char *type,
		      struct layer_arg *found)
{
	struct devname *name = devname_parse(guest->pool, text);

	name->type = type;
	found->volume = devname_volume(guest, name, &found->why);
	found->is_missing = devname_is_missing(guest, name);
	found->is_positional = devname_is_positional(name);
}

static void find_lv(const struct guest *guest, const char *value, struct layer_arg *found)
{
	find_name(guest, pool_printf(guest->pool, "/dev/%s", value), NULL, found);
}

static void find_vg(const struct guest *guest, const char *value, struct layer_arg *found)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < guest->volume_count && !found->volume; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->kind == VOLUME_LV && volume->name &&
		    strncmp(volume->name, value, len) == 0 && volume->name[len] == '/')
			found->volume = volume;
	}
	found->is_missing = !found->volume && !layer_unopened(guest);
}

/* dracut takes the beginning of a UUID, "luks-" before it, and as "UUID=NAME". */
static void find_luks(const struct guest *guest, const char *value,
		      struct layer_arg *found)
{
	size_t len;

	value += strncmp(value, "luks-", 5) == 0 ? 5 : 0;
	len = strcspn(value, "=");
	for (size_t i = 0; i < guest->volume_count && !found->volume; i++) {
		const struct volume *volume = &guest->volume[i];

		if (len > 0 && volume->type && volume->uuid &&
		    strcmp(volume->type, "crypto_LUKS") == 0 &&
		    strncasecmp(volume->uuid, value, len) == 0)
			found->volume = volume;
	}
	found->is_missing = !found->volume && !layer_unopened(guest);
}

/* "DEVICE:NAME:OPTIONS" */
static void find_cryptdevice(const struct guest *guest, const char *value,
			     struct layer_arg *found)
{
	find_name(guest, pool_strndup(guest->pool, value, strcspn(value, ":")),
		  "crypto_LUKS", found);
}

/* "target=NAME,source=DEVICE,…" */
static void find_cryptopts(const struct guest *guest, const char *value,
			   struct layer_arg *found)
{
	const char *source = strstr(value, "source=");

	if (!source)
		return;
	source += strlen("source=");
	find_name(guest, pool_strndup(guest->pool, source, strcspn(source, ",")),
		  "crypto_LUKS", found);
}

static void find_md(const struct guest *guest, const char *value, struct layer_arg *found)
{
	found->volume = layer_md_member(guest, value);
	found->is_missing = !found->volume && !layer_unopened(guest);
}

static const struct layer_name {
	const char *name;
	enum layer_kind kind;
	void (*find)(const struct guest *, const char *value, struct layer_arg *);
} names[] = {
	{ "rd.lvm.lv", LAYER_LV, find_lv },
	{ "rd_LVM_LV", LAYER_LV, find_lv },
	{ "rd.lvm.vg", LAYER_VG, find_vg },
	{ "rd_LVM_VG", LAYER_VG, find_vg },
	{ "rd.luks.uuid", LAYER_CRYPT, find_luks },
	{ "rd_LUKS_UUID", LAYER_CRYPT, find_luks },
	{ "rd.luks.name", LAYER_CRYPT, find_luks },
	{ "cryptdevice", LAYER_CRYPT, find_cryptdevice },
	{ "cryptopts", LAYER_CRYPT, find_cryptopts },
	{ "rd.md.uuid", LAYER_MD, find_md },
	{ "rd_MD_UUID", LAYER_MD, find_md },
};

bool layer_arg_find(const struct guest *guest, const struct cmdline_arg *arg,
		    struct layer_arg *found)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!cmdline_same_name(arg->name, names[i].name))
			continue;
		*found = (struct layer_arg){ .kind = names[i].kind };
		/* GRUB puts in what a variable holds. */
		if (!*arg->value_text || strchr(arg->value_text, '$'))
			found->why = "what it means is not known";
		else
			names[i].find(guest, arg->value_text, found);
		return true;
	}
	return false;
}

const struct volume *layer_of_root(const struct guest *guest, enum volume_kind kind)
{
	const struct volume *volume = guest_volume_at(guest, "/");

	/* What is stacked in a circle ends. */
	for (size_t i = 0; volume && i <= guest->volume_count; i++) {
		if (volume->kind == kind)
			return volume;
		if (volume->under_count == 0 || volume->under[0] >= guest->volume_count)
			break;
		volume = &guest->volume[volume->under[0]];
	}
	return NULL;
}
