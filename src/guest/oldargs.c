/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/oldargs.h"

#include <string.h>

/* kernel-parameters.txt; dracut.cmdline(7) for ip= and rd.znet=. */
static const struct {
	const char *name;
	enum oldarg_harm harm;
	const char *what;
} table[] = {
	{ "mem", OLDARG_LIMITS, "uses only part of the memory" },
	{ "memmap", OLDARG_LIMITS, "describes the memory of the old machine" },
	{ "maxcpus", OLDARG_LIMITS, "uses only some of the processors" },
	{ "pci", OLDARG_LIMITS, "is for the old machine's buses" },
	{ "ide", OLDARG_LIMITS, "is for the old machine's disk controller" },
	{ "rd.znet", OLDARG_LIMITS, "is for network cards of a mainframe" },
	{ "intel_iommu", OLDARG_NONE, "is for the old machine's chip set" },
	{ "amd_iommu", OLDARG_NONE, "is for the old machine's chip set" },
	{ "edd", OLDARG_NONE, "is for the old machine's firmware" },
	{ "xen_emul_unplug", OLDARG_NONE, "is for Xen" },
	{ "xen_platform_pci.dev_unplug", OLDARG_NONE, "is for Xen" },
};

/*
 * "192.0.2.5::192.0.2.1:255.255.255.0:host:eth0:none", "[2001:db8::5]::…"; also the
 * interface first, "ens192=…" being no such form.  "dhcp", "eth0:dhcp" and the like pass.
 */
static bool is_static_address(const char *value)
{
	size_t digits = strspn(value, "0123456789.");

	return (value[0] == '[' && strchr(value, ']')) ||
	       (digits >= 7 && memchr(value, '.', digits) &&
		(value[digits] == ':' || value[digits] == '\0'));
}

static bool says(struct guest *guest, const struct kernelargs *args, const char *name)
{
	size_t count;

	(void)kernelargs_named(guest, args, name, &count);
	return count > 0;
}

static bool is_network_root(const char *value)
{
	return strcmp(value, "/dev/nfs") == 0 || strncmp(value, "nfs:", 4) == 0 ||
	       strncmp(value, "iscsi:", 6) == 0;
}

/* What ARG is; harm OLDARG_NONE without a text where it is nothing of this kind. */
static struct oldarg judge(struct guest *guest, const struct kernelargs *args,
			   struct kernelarg arg)
{
	const char *name = arg.arg->name, *value = arg.arg->value_text;
	struct oldarg old = { .arg = arg };

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (cmdline_same_name(name, table[i].name)) {
			old.harm = table[i].harm;
			old.what = table[i].what;
		}
	if (strcmp(name, "ip") == 0 && is_static_address(value) &&
	    guest->profile->network != NETWORK_KEEP) {
		old.harm = OLDARG_NETWORK;
		old.what = "is an address of the old network";
		if (says(guest, args, "rd.neednet") || says(guest, args, "netroot"))
			old.fixed = "the initramfs needs a network, and which is not "
				    "known";
	}
	if (strcmp(name, "root") == 0 && is_network_root(value)) {
		old.harm = OLDARG_NO_ROOT;
		old.what = "is on a network, not on this disk";
		old.fixed = "where the root is now is not known";
	}
	return old;
}

struct oldarg *kernelargs_old(struct guest *guest, const struct kernelargs *args,
			      size_t *count)
{
	struct oldarg *found = NULL;

	*count = 0;
	for (size_t p = 0; p < args->parts; p++)
		for (size_t i = 0; i < args->part[p].cmdline->count; i++) {
			struct kernelarg arg = { &args->part[p],
						 &args->part[p].cmdline->arg[i] };
			struct oldarg old = judge(guest, args, arg);

			if (!old.what)
				continue;
			found = text_room(guest->pool, found, *count, sizeof(old));
			found[(*count)++] = old;
		}
	return found;
}
