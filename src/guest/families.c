/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/families.h"

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
};

const char *family_name(enum driver_family family)
{
	return families[family].name;
}

struct strs family_modules(struct pool *pool, enum driver_family family)
{
	return strs_words(pool, families[family].require);
}

struct strs family_all_modules(struct pool *pool, enum driver_family family)
{
	return strs_words(pool, pool_printf(pool, "%s %s", families[family].require,
					    families[family].add));
}
