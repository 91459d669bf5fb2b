/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "guest/lvm-internal.h"

void lvm_add(struct guest *guest, struct lvm_problems *problems,
	     const struct lvm_problem *problem)
{
	problems->problem = text_room(guest->pool, problems->problem, problems->count,
				      sizeof(*problem));
	problems->problem[problems->count++] = *problem;
}

bool lvm_is_pv(const struct volume *volume)
{
	return volume->kind == VOLUME_PART && volume->type && volume->uuid &&
	       strcmp(volume->type, "LVM2_member") == 0;
}

static bool has_pv(const struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (lvm_is_pv(&guest->volume[i]))
			return true;
	return false;
}

struct lvm_problems guest_lvm_problems(struct guest *guest)
{
	struct lvm_problems problems = { .concerns = has_pv(guest) };
	const struct copy_place *place;
	size_t places;

	if (!problems.concerns)
		return problems;
	place = guest_copies(guest, &places, &problems.why_not);
	for (size_t i = 0; i < places; i++) {
		lvm_look_at_devices(guest, &place[i], &problems);
		lvm_look_at_filters(guest, &place[i], &problems);
	}
	return problems;
}

const char *lvm_fence(const struct guest *guest)
{
	static const char *const hosts[] = {
		"/usr/sbin/libvirtd", "/usr/sbin/virtqemud", "/usr/libexec/qemu-kvm",
		"/usr/bin/kvm",       "/usr/bin/qemu-kvm",   "/usr/sbin/xl",
		"/usr/bin/pvesh"
	};

	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].kind == VOLUME_LV && guest->volume[i].type &&
		    strcmp(guest->volume[i].type, "LVM2_member") == 0)
			return pool_printf(guest->pool,
					   "logical volume %s holds a volume group of "
					   "its own, which may be another system's",
					   guest->volume[i].name);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (tree_has(guest->tree, hosts[i], TREE_FILE))
			return pool_printf(guest->pool,
					   "%s is there: it also keeps LVM from the "
					   "disks of virtual machines",
					   hosts[i]);
	return NULL;
}
