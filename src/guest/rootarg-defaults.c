/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/rootarg.h"

#include <string.h>

#include "guest/grubdefaults.h"

#define NO_UUID     "GRUB_DISABLE_LINUX_UUID"
#define NO_PARTUUID "GRUB_DISABLE_LINUX_PARTUUID"
#define FORCE       "GRUB_FORCE_PARTUUID"

static bool is_set_to(struct guest *guest, const char *name, const char *value)
{
	const char *path;
	struct bytes text;
	const struct shell_assignment *set = grubdefaults_find(guest, name, &path, &text);

	return set && strcmp(set->value, value) == 0;
}

/* 10_linux writes the device's name then, unless PARTUUID is allowed, which is as good.
 */
static void look_at_no_uuid(struct guest *guest, struct rootarg_variable *variable)
{
	const struct volume *root = guest_volume_at(guest, "/");

	if (!is_set_to(guest, NO_UUID, "true") || !root || !root->part ||
	    is_set_to(guest, NO_PARTUUID, "false"))
		return;
	variable->problem = "the next update-grub writes a device name into root=";
	variable->right = "false";
}

/* Ubuntu's images for clouds name the partition, to start without an initramfs. */
static void look_at_force(struct guest *guest, struct rootarg_variable *variable)
{
	const struct volume *root = guest_volume_at(guest, "/");
	const char *value = variable->set->value;

	if (!*value || variable->set->complex || variable->set->expands ||
	    !rootarg_problem(guest, pool_printf(guest->pool, "PARTUUID=%s", value)))
		return;
	variable->problem = pool_printf(
		guest->pool,
		"the next update-grub writes root=PARTUUID=%s, which is not here", value);
	variable->right = root ? root->partuuid : NULL;
}

struct rootarg_variable *rootarg_variables(struct guest *guest, size_t *count)
{
	static const struct {
		const char *name;
		void (*look)(struct guest *guest, struct rootarg_variable *variable);
	} known[] = { { NO_UUID, look_at_no_uuid }, { FORCE, look_at_force } };
	const size_t all = sizeof(known) / sizeof(*known);
	struct rootarg_variable *list = pool_alloc(guest->pool, all * sizeof(*list));

	*count = 0;
	for (size_t i = 0; i < all; i++) {
		struct rootarg_variable *variable = &list[*count];

		*variable = (struct rootarg_variable){ .name = known[i].name };
		variable->set = grubdefaults_find(guest, known[i].name, &variable->path,
						  &variable->text);
		if (variable->set)
			known[i].look(guest, variable);
		*count += variable->problem != NULL;
	}
	return list;
}
