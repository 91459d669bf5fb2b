/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices file, lvmdevices(8). */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guest/devname.h"
#include "guest/layers.h"
#include "guest/lvm-internal.h"

/* A setting of the local file, else of the general one, as written or NULL. */
static const struct lvmconf_item *setting(struct guest *guest,
					  const struct copy_place *place,
					  const char *path, const char **file)
{
	static const char *const files[] = { LVM_LOCAL_CONF, LVM_CONF };
	const struct lvmconf_item *item = NULL;
	struct bytes text;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files) && !item; i++) {
		*file = files[i];
		if (copy_read(guest, place, files[i], &text))
			item = lvmconf_find(lvmconf_parse(guest->pool, text), path);
	}
	return item;
}

/* Where it is not set, the comment of the shipped file tells what was compiled in. */
static bool is_used(struct guest *guest, const struct copy_place *place)
{
	const struct copy_place system = { 0 };
	const char *file, *value = NULL;
	const struct lvmconf_item *item =
		setting(guest, place, "devices/use_devicesfile", &file);
	struct bytes text;

	if (item)
		return strcmp(item->value, "0") != 0;
	if (copy_read(guest, place, LVM_CONF, &text))
		value = lvmconf_default(guest->pool, text, "use_devicesfile");
	if (!value && copy_read(guest, &system, LVM_CONF, &text))
		value = lvmconf_default(guest->pool, text, "use_devicesfile");
	return !value || strcmp(value, "0") != 0;
}

static char *devices_path(struct guest *guest, const struct copy_place *place)
{
	const char *file;
	const struct lvmconf_item *item =
		setting(guest, place, "devices/devicesfile", &file);
	const char *name =
		item && item->strings ? item->string[0].text : "system.devices";

	return path_join(guest->pool, "/etc/lvm/devices", path_name(name));
}

/* Identities that come from the hardware; others are of what lies on it. */
static bool is_of_hardware(const struct lvmdevice *device)
{
	static const char *const stable[] = { "crypt_uuid", "md_uuid", "lvmlv_uuid",
					      "loop_file" };

	for (size_t i = 0; device->idtype && i < sizeof(stable) / sizeof(*stable); i++)
		if (strcmp(device->idtype, stable[i]) == 0)
			return false;
	return true;
}

static const struct volume *pv_of(const struct guest *guest,
				  const struct lvmdevice *device)
{
	for (size_t i = 0; device->pvid && i < guest->volume_count; i++)
		if (lvm_is_pv(&guest->volume[i]) &&
		    layer_same_uuid(guest->volume[i].uuid, device->pvid) &&
		    strcmp(device->pvid, ".") != 0)
			return &guest->volume[i];
	return NULL;
}

/* The name it has there already: as good as any. */
static bool is_new_name(struct guest *guest, const struct lvmdevice *device,
			const struct volume *volume)
{
	struct strs names = layer_new_names(guest, volume);

	return names.count == 1 && device->idname &&
	       strncmp(device->idname, "/dev/", 5) == 0 &&
	       strcmp(device->idname + 5, names.item[0]) == 0;
}

/* A file cannot be taken out of an image, and an empty one hides all devices. */
static void repair_in_image(struct guest *guest, const struct copy_place *place,
			    struct lvm_problem *problem)
{
	const char *file;
	const struct lvmconf_item *item =
		setting(guest, place, "devices/use_devicesfile", &file);
	struct bytes text = { 0 };

	problem->repaired_file = item ? file : LVM_CONF;
	(void)copy_read(guest, place, problem->repaired_file, &text);
	problem->repaired =
		lvmconf_set(guest->pool, text, "devices", "use_devicesfile", "0");
}

void lvm_look_at_devices(struct guest *guest, const struct copy_place *place,
			 struct lvm_problems *problems)
{
	const char *file = devices_path(guest, place);
	const struct lvmdevices *devices;
	struct bytes text;

	if (!copy_read(guest, place, file, &text) || !is_used(guest, place))
		return;
	devices = lvmdevices_parse(guest->pool, text);
	for (size_t i = 0; i < devices->count; i++) {
		const struct lvmdevice *device = &devices->device[i];
		const struct volume *volume = pv_of(guest, device);
		bool by_name = device->idtype && strcmp(device->idtype, "devname") == 0;
		struct lvm_problem problem = {
			.path = place->path ? place->path : file,
			.inside = place->path ? file : NULL,
			.line = device->line,
			.subject = place->path ? file : "system.devices",
			.is_devices_file = true,
			.is_lesser = by_name || devices->knows_machine,
		};

		if (!volume || !is_of_hardware(device) ||
		    (by_name && is_new_name(guest, device, volume)))
			continue;
		problem.text = pool_printf(
			guest->pool, "knows the physical volume in partition %u by %s %s",
			volume->part, device->idtype,
			device->idname ? device->idname : "");
		if (place->path)
			repair_in_image(guest, place, &problem);
		lvm_add(guest, problems, &problem);
		return;
	}
}
