# Baidu AI Cloud BCC: a custom image from a file.
base = generic-kvm
title = Baidu AI Cloud (BCC)

# "Image import restrictions": the virtio driver of KVM.
initrd_require = virtio
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# The same page: ext3, ext4 without metadata_csum, XFS other than version 5; no LVM.
fs_types = ext3 ext4 xfs-v4
fs_features_refused = metadata_csum
root_lvm = rejected
# The same page: one root partition, or data may not get into the image.
other_partition = degraded

# The same page: addresses by DHCP, no IPv6, no second network card.
network = dhcp
static_ipv6 = remove
extra_nics = degraded

# The same page: SELinux must not be enabled, or the system does not start.
selinux = permissive

# The same page recommends it.  Which metadata it gets is not written there.
cloud_init = degraded
cloud_init_datasources =

# The same page: CentOS, Ubuntu, Debian, openSUSE and SUSE.
os_families = centos ubuntu debian opensuse opensuse-leap sles
os_unlisted = note

# No platform of Ignition is Baidu's (Fedora CoreOS, "Supported Platforms").
ignition_platform =

# The same page: qcow2, raw, vmdk and vhd; a disk of 500 GB at most.
formats = qcow2 raw vmdk vhd
vsize_max = 500G
