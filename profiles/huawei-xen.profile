# Huawei Cloud when its instances ran on Xen, and private clouds of that age.
base = huawei
title = Huawei Cloud (IMS), Xen instances

# IMS User Guide in Chinese, overview of external image files (Linux): native xen-pv and virtio
# drivers must be loaded by the initrd, and IDE's too, by themselves.
initrd_require = virtio xen ide
initrd_advise =
kernel_require = virtio_pci virtio_blk xen_blkfront|xen_vbd
kernel_nic = virtio_net xen_netfront|xen_vnif

# Overview of external image files: the boot mode must be BIOS, not UEFI.
firmware = bios

# Overview of external image files: a root user and a password that gets in.
root_account = unreachable

# "Preparing an Image File" (Windows) of that time wants the PV driver installed; Linux has its
# own, and Huawei's does no harm on Xen.
pv_drivers = keep
