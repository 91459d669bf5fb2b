/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/families.h"

#include <string.h>

/*
 * Names of upstream kernels first, then those of kernels before 2.6.32 and of SUSE's
 * xen-kmp packages, and drivers/ide.
 */
static const struct family {
	const char *name;
	const char *require;
	const char *add;
} families[] = {
	[DRIVERS_VIRTIO] = { "virtio", "virtio_pci virtio_blk virtio_scsi sd_mod",
			     "virtio_net" },
	[DRIVERS_SCSI_VIRTIO] = { "scsi-virtio", "virtio_pci virtio_scsi sd_mod",
				  "virtio_net" },
	[DRIVERS_XEN] = { "xen", "xen_blkfront|xen_vbd ?xen_platform_pci",
			  "xen_netfront|xen_vnif" },
	[DRIVERS_IDE] = { "ide", "ata_piix|piix ?ata_generic sd_mod|ide_disk", "" },
	[DRIVERS_HYPERV] = { "hyperv", "hv_vmbus hv_storvsc sd_mod",
			     "hv_netvsc ?pci_hyperv ?hv_utils" },
	[DRIVERS_NVME] = { "nvme", "nvme", "" },
	[DRIVERS_VMWARE] = { "vmware", "vmw_pvscsi|mptspi sd_mod",
			     "vmxnet3|e1000 ?mptsas ?ahci" },
};

const char *family_name(enum driver_family family)
{
	return families[family].name;
}

struct strs family_modules(struct pool *pool, enum driver_family family)
{
	return strs_words(pool, families[family].require);
}

/* Whether NAME is in "?b" or "a|b" of the family. */
static bool is_of_family(const struct strs *family, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < family->count; i++) {
		const char *word = family->item[i];

		for (word += *word == '?'; word; word = strchr(word, '|')) {
			word += *word == '|';
			if (strncmp(word, name, len) == 0 && strchr("|", word[len]))
				return true;
		}
	}
	return false;
}

/* Those of the alternatives in WORD that are of the family, or NULL. */
static char *of_family(struct pool *pool, const struct strs *family, const char *word)
{
	struct strs kept = { .pool = pool };
	char *rest = pool_strdup(pool, word), *name;

	while ((name = strsep(&rest, "|")))
		if (is_of_family(family, name))
			strs_add(&kept, name);
	return kept.count ? strs_join(&kept, "|") : NULL;
}

struct strs family_root_modules(struct pool *pool, const struct profile *profile,
				enum driver_family family)
{
	struct strs all = family_modules(pool, family), root = { .pool = pool };

	for (size_t i = 0; i < profile->kernel_require.count; i++) {
		const char *word = of_family(pool, &all, profile->kernel_require.item[i]);

		if (word)
			strs_add(&root, word);
	}
	return root.count ? root : all;
}

const char *family_companion(const char *module)
{
	static const char *const hosts[] = { "virtio_scsi", "hv_storvsc", "ata_piix",
					     "vmw_pvscsi", "mptspi" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strcmp(hosts[i], module) == 0)
			return "sd_mod";
	return NULL;
}

struct strs family_all_modules(struct pool *pool, enum driver_family family)
{
	return strs_words(pool, pool_printf(pool, "%s %s", families[family].require,
					    families[family].add));
}

struct strs family_profile_modules(struct pool *pool, const struct profile *profile)
{
	unsigned wanted = profile->initrd_require | profile->initrd_advise;
	struct strs names = { .pool = pool };

	for (int family = 0; family < DRIVER_FAMILIES; family++) {
		struct strs more;

		if (!(wanted & 1u << family))
			continue;
		more = family_all_modules(pool, (enum driver_family)family);
		for (size_t i = 0; i < more.count; i++)
			strs_add(&names, more.item[i]);
	}
	return names;
}
