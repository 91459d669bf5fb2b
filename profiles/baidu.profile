# Baidu AI Cloud BCC: a custom image from a file.
base = generic-kvm
title = Baidu AI Cloud (BCC)

# "Image import restrictions": the virtio driver of KVM.
initrd_require = virtio
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# "Image import restrictions": ext3, ext4 without metadata_csum, XFS other than version 5; no
# LVM.
fs_types = ext3 ext4 xfs-v4
fs_features_refused = metadata_csum
root_lvm = rejected
# "Image import restrictions": one root partition, or data may not get into the image.
other_partition = degraded

# "Image import restrictions": addresses by DHCP, no IPv6, no second network card.
network = dhcp
static_ipv6 = remove
extra_nics = degraded

# "Image import restrictions": SELinux must not be enabled, or the system does not start.
selinux = permissive

# "Image import restrictions" recommends it.  Which metadata it gets is not written there.
cloud_init = degraded
cloud_init_datasources =

# "Image import restrictions": CentOS, Ubuntu, Debian, openSUSE and SUSE.
os_families = centos ubuntu debian opensuse opensuse-leap sles
os_unlisted = note

# No platform of Ignition is Baidu's (Fedora CoreOS, "Supported Platforms").
ignition_platform =

# "Image import restrictions": qcow2, raw, vmdk and vhd; a disk of 500 GB at most.
formats = qcow2 raw vmdk vhd
vsize_max = 500G
# "Image Import Restrictions": one file is uploaded.
split_image = rejected
