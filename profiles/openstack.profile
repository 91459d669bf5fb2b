# OpenStack: an image for Glance, instances on KVM.
base = generic-kvm
title = OpenStack (Glance, KVM)

# Virtual Machine Image Guide, "Image requirements": console=ttyS0 for the console log.
console = tty0 ttyS0

# Virtual Machine Image Guide: one ext3 or ext4 partition, no LVM, so that the root can grow.
other_partition = note
behind_root = note
root_lvm = degraded

# Virtual Machine Image Guide: any firewall of the system off; security groups do that.
firewall = off

# Virtual Machine Image Guide: cloud-init gets key and user data.
cloud_init = degraded
# cloud-init, "OpenStack" and "Config drive".
cloud_init_datasources = OpenStack ConfigDrive
# Virtual Machine Image Guide: cloud-utils-growpart, cloud-initramfs-growroot.
growpart = degraded
# The metadata are at 169.254.169.254.
zeroconf_route = note

# Glance, image property hw_vif_multiqueue_enabled.
nic_multiqueue = yes

# Fedora CoreOS, "Supported Platforms".
ignition_platform = openstack

# What Glance is set up for; these two nearly always are.
formats = qcow2 raw
# Image guide: one file is uploaded, and nothing beside it is reached.
split_image = rejected

# From the public documentation of Glance, "Useful image properties": bios or uefi; what starts
# by both is declared as BIOS, the default.
register_firmware = hw_firmware_type bios=bios uefi=uefi both=bios
# From the public documentation of Glance, "Useful image properties": what uname -m says, and
# i686 for x86 of 32 bits.
register_arch = architecture x86_64=x86_64 i386=i686 aarch64=aarch64
# From the public documentation of Glance, "Useful image properties": the names of os_distro,
# and the version as its distributor has it.
register_system = os_distro arch=arch centos=centos debian=debian fedora=fedora gentoo=gentoo opensuse=opensuse opensuse-leap=opensuse rhel=rhel sled=sled ubuntu=ubuntu
register_version = os_version
# From the public documentation of the OpenStack client, "image create --min-disk": in GB.
register_disk = min_disk
# From the public documentation of Glance, "Useful image properties"; virtio is what the drivers
# in the initramfs are looked at for.
register_values = os_type=linux hw_disk_bus=virtio hw_vif_model=virtio
