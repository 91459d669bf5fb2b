# Huawei Cloud, Image Management Service (IMS): an image for KVM instances from a file.
base = generic-kvm
title = Huawei Cloud (IMS), KVM instances

# IMS User Guide, "Preparing an Image File" (Linux): native KVM drivers.  Its older edition
# wants Xen's and IDE's beside them, for instances on Xen and for the first start, in which
# the platform loads IDE itself.
initrd_require = virtio
initrd_advise = xen ide

# IMS User Guide, "Installing Native KVM Drivers": virtio_blk, virtio_scsi, virtio_net,
# virtio_pci, virtio_ring and virtio.  The root of an instance hangs on virtio_blk, and
# virtio_pci carries all of them.
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# The console log needs console=ttyS0 (IMS User Guide, "Configuring Console Logging"), and it
# is optional: nothing is added without being asked for.
console =
kernel_args_add =
kernel_args_remove =

# IMS User Guide, "What Will the System Do to an Image File": the platform itself edits GRUB
# and SYSLINUX, so both are taken.
grub_only = no

# "Preparing an Image File": fstab must not mount disks that are not in the image; the page on
# detaching data disks has their lines deleted.
missing_mount = comment

# "Preparing an Image File": the network card must be set to DHCP, or the start or the network
# fails.
network = dhcp

# The boot mode is generally BIOS, of some systems UEFI ("OSs Supporting UEFI Boot Mode"); it is
# declared with the image (hw_firmware_type) and not converted.
firmware = bios uefi

# "Preparing an Image File": the image must hold the system disk, and no other; boot and system
# partition must be on the same disk; encrypted files and disks are not taken.
second_disk = rejected
boot_elsewhere = unbootable
encryption = rejected
# "Preparing an Image File": files cannot be put into a system disk that uses LVM (no password,
# no key).
root_lvm = degraded

# All cards are to be set to DHCP (IMS User Guide, "Configuring DHCP"); several are fine.
extra_nics = allow
# IPv6 by DHCP is an option of the instances.
static_ipv6 = keep
# "How Do I Enable NIC Multi-Queue for an Image": hw_vif_multiqueue_enabled of the image.
nic_multiqueue = yes
# "Preparing an Image File", related operations: PERSISTENT_DHCLIENT="y" and
# DHCLIENT_USE_LAST_LEASE="no", or the lease is not renewed.
dhcp_persistent = degraded
# Samples of the pages use NetworkManager; it is not in the way.
manager_and_network = allow
# "Configuring Cloud-Init": NOZEROCONF=yes on CentOS and EulerOS, so that the metadata at
# 169.254.169.254 are reached.
zeroconf_route = degraded

# Security groups guard an instance, and port 22 is how it is reached ("Logging In to a Linux
# ECS"); its own firewall may stay where it lets SSH in.
firewall = ssh

# An older edition of "Preparing an Image File" wants a root user with a usable password, a
# newer one takes cloud-init instead: without either, the original password is needed.
root_account = degraded

# "Preparing an Image File": upper, lower, digit and special of !@$%^-_=+[{}]:,./?; the length
# is Alibaba Cloud's, so that one password is good for both.
password_length_min = 8
password_length_max = 30
password_classes = 4

# "Preparing an Image File" advises it: without it only the password in the image gets one in.
cloud_init = degraded
# "Configuring Cloud-Init": datasource_list: [ OpenStack ].
cloud_init_datasources = OpenStack
# The FAQ has cloud-utils-growpart installed where the root does not grow.
growpart = note

# "Preparing an Image File": 32 or 64 bits, and the families of systems.  Others are registered
# as "Other Linux", and start as far as their drivers go.
os_bits = 32 64
os_families = sles opensuse opensuse-leap ol rhel ubuntu centos debian fedora euleros openEuler neokylin kylin rocky freebsd
os_unlisted = note

# "Installing Native KVM Drivers" has virus scanners stopped before drivers are installed.
antivirus = note
# "Uninstalling the PV Driver from a Linux ECS"; the platform deletes it too.
pv_drivers = remove
# "Preparing an Image File" (Windows): GPU instances need drivers of their own; the page on
# special Linux drivers names InfiniBand.
special_drivers = note

# The metadata are those of OpenStack, and so is Ignition's platform.
ignition_platform = openstack

# "Preparing an Image File": VMDK, VHD, QCOW2, RAW, VHDX, QED, VDI, QCOW, ZVHD2 and ZVHD; 128 GB,
# and 1 TB by fast import, which takes RAW with a bitmap, and ZVHD2.
formats = qcow2 zvhd2 raw vhd vhdx vmdk qed vdi qcow zvhd
file_max = 128G
fast_max = 1T
fast_formats = zvhd2 raw
bitmap_formats = raw
# The FAQ: fast import converts nothing, adds no driver and changes no device name; an older
# edition of "Preparing an Image File" wants the image optimized before.
fast_rules = fstab-by-uuid fstab-no-data-disks grub-root-by-uuid initrd-virtio nic-dhcp nic-persistent-rules same-disk-boot-root disk-not-encrypted login-possible
# FAQ on image imports: neither -flat nor snapshot VMDKs, and an OVA is unpacked first.  Of a
# qcow2 with a backing file only the upper part would be there.
split_image = rejected
# "Preparing an Image File" (Windows): a VMDK is made from a machine with VMware Tools.
foreign_vmdk = note
# Error codes IMG.0175 (blanks in the path of the file) and IMG.0075 (name of the image).
file_name_refused = space
image_name_plain = yes
# The console takes system disks of 40 to 1024 GB, the API (min_disk) from 1 GB on.  The disk
# in the image may be smaller; what is declared may not.
vsize_max = 1024G
vsize_min = 0
registered_min = 40G
# A ZVHD2 is read in whole GiB; other formats have no such condition, and the disk is not
# refused for it (measured with Huawei's own qemu-img).
vsize_align = 0

# User Guide, FAQ on creating an ECS: hw_firmware_type is bios or uefi; what starts by both is
# declared as BIOS, which all flavors have.
register_firmware = hw_firmware_type bios=bios uefi=uefi both=bios
# From the cloud's public documentation, API "Creating an Image": x86 or arm; of ARM the boot
# mode becomes UEFI by itself.
register_arch = architecture x86_64=x86 i386=x86 aarch64=arm
# From the cloud's public documentation, API "Creating an Image": min_disk, in GB, must be more
# than the system disk in the image file has.
register_disk = min_disk
register_disk_above = yes
# From the cloud's public documentation, API "Querying Supported Image OSs": os_type is Linux.
# os_version (__os_version) is one of the list that this call gives, another in each region: it
# cannot be said here.
register_values = __os_type=Linux
# Overview of external image files: bucket and file in the Standard class, not in the
# Northeast of China; error IMG.0175: no blank in the path.
upload_place = an OBS bucket of the Standard storage class, the file of that class too, without blanks in its path; not in the Northeast region
