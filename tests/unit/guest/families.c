/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/families.h"

#include "test.h"

static const char *root_of(struct pool *pool, const char *kernel_require,
			   enum driver_family family)
{
	struct profile profile = { .kernel_require = strs_words(pool, kernel_require) };
	struct strs root = family_root_modules(pool, &profile, family);

	return strs_join(&root, " ");
}

/* The profile says what the root hangs on; a family says only what belongs together. */
static void root_is_of_the_profile(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(root_of(pool, "virtio_pci virtio_blk|virtio_scsi", DRIVERS_VIRTIO),
		   "virtio_pci virtio_blk|virtio_scsi");
	EXPECT_STR(root_of(pool, "virtio_scsi virtio_pci", DRIVERS_VIRTIO),
		   "virtio_scsi virtio_pci");
	EXPECT_STR(
		root_of(pool, "virtio_pci virtio_blk|virtio_scsi", DRIVERS_SCSI_VIRTIO),
		"virtio_pci virtio_scsi");
	EXPECT_STR(root_of(pool, "nvme|virtio_blk", DRIVERS_NVME), "nvme");
	EXPECT_STR(root_of(pool, "nvme", DRIVERS_HYPERV), "hv_vmbus hv_storvsc sd_mod");
	EXPECT_STR(root_of(pool, "", DRIVERS_NVME), "nvme");
	EXPECT_STR(root_of(pool, "vmw_pvscsi|mptspi sd_mod", DRIVERS_VMWARE),
		   "vmw_pvscsi|mptspi sd_mod");
	EXPECT_STR(root_of(pool, "virtio_blk xen_blkfront|xen_vbd|xen", DRIVERS_XEN),
		   "xen_blkfront|xen_vbd");
	EXPECT_STR(family_companion("virtio_scsi"), "sd_mod");
	EXPECT_STR(family_companion("mptspi"), "sd_mod");
	EXPECT(!family_companion("virtio_blk"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "root is of the profile", root_is_of_the_profile },
	{ 0 },
};
