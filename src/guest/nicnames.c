/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicnames.h"

#include <fnmatch.h>
#include <string.h>

/* Names a pattern of networkd is tried with: one of each scheme a profile may list. */
static const char *const samples[] = { "ens3", "ens18", "enp1s0", "enp0s3" };

static bool is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static bool profile_has(const struct guest *guest, const char *name)
{
	const struct strs *patterns = &guest->profile->nic_names;

	for (size_t i = 0; i < patterns->count; i++)
		if (fnmatch(patterns->item[i], name, 0) == 0)
			return true;
	return false;
}

bool nicname_can_exist(struct guest *guest, const char *name)
{
	if (guest_keeps_kernel_names(guest))
		return is_pattern(name) ? fnmatch(name, "eth0", 0) == 0
					: fnmatch("eth[0-9]", name, 0) == 0;
	if (!is_pattern(name))
		return profile_has(guest, name);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (fnmatch(name, samples[i], 0) == 0 && profile_has(guest, samples[i]))
			return true;
	return false;
}

bool nicname_is_single_networkd(const struct nics *nics)
{
	return nics->count == 1 && nics->nic[0].source == NIC_NETWORKD &&
	       !nics->nic[0].is_compound;
}

const char *nicname_kernel(struct guest *guest, const struct nics *nics, const char *name)
{
	struct strs seen = { .pool = guest->pool };

	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *nic = &nics->nic[i];

		if (nic->is_compound && strcmp(nic->name, name) != 0)
			continue;
		if (!strs_has(&seen, nic->name))
			strs_add(&seen, nic->name);
		if (strcmp(nic->name, name) == 0)
			break;
	}
	return pool_printf(guest->pool, "eth%zu", seen.count ? seen.count - 1 : 0);
}
