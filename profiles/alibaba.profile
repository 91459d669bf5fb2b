# Alibaba Cloud ECS: a custom image from a file.
base = generic-kvm
title = Alibaba Cloud (ECS)

# ECS, "Install the virtio driver": virtio_blk with virtio, virtio_ring and virtio_pci in the
# initramfs.  The check of images also looks for NVMe (GUESTOS.Nvme), for newer instances.
initrd_require = virtio
initrd_advise = nvme
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# Image FAQ: console=tty0 console=ttyS0,115200n8; two consoles on ttyS0 make RHEL 8 start two
# minutes later.
console = tty0 ttyS0,115200n8

# Server Migration Center wants GRUB 1.99; the import of an image lists systems with older ones.
grub_only = no
grub_min =

# "Instructions for importing images": XFS, ext3, ext4; the image check tool lets ext2 pass.
fs_types = ext2 ext3 ext4 xfs
# "Instructions for importing images": ext4 without 64bit, and not project and quota together.
# mkfs sets 64bit by default and such images do run, so this is a warning.
fs_features_refused = 64bit project+quota

# Image FAQ: lines of data disks are to be deleted from fstab.  "Do not modify fstab" means not to
# break it: what names the right disk is not touched.
missing_mount = comment
# "Instructions for importing images", and GUESTOS.Dhcp of the image check.
network = dhcp

# ImportImage, BootMode: BIOS, UEFI or UEFI-Preferred; declared, not converted.
firmware = bios uefi
# "Instructions for importing images": MBR and GPT.  The older tool advises MBR; the check of today
# has no such item.
partition_table = mbr gpt

# The import takes no encrypted system: it has to read and change it.
encryption = rejected
# "Instructions for importing images": one root partition only.  Others import and start, but do
# not grow.  The marketplace's specification: root last, no swap partition, no LVM.
other_partition = degraded
behind_root = degraded
swap_partition = degraded
root_lvm = degraded

# "Instructions for importing images": several network cards and IPv6 addresses are not taken.
extra_nics = degraded
static_ipv6 = remove
# "IP address faults in CentOS 7": a client that gives up loses the address.
dhcp_persistent = degraded
# Image compliance tool: NetworkManager to be disabled, the network service enabled.  Of no
# concern where there is no network service (EL 8 and later).
manager_and_network = degraded
# Alibaba's metadata are at 100.100.100.200, which such a route does not touch.
zeroconf_route = allow

# "Instructions for importing images": firewall off, port 22 allowed.
firewall = off
# "Instructions for importing images": SELinux must not be enabled, or the system cannot be
# started.  Permissive keeps the labels, and starts.
selinux = permissive

# Image compliance tool: keep the root account.
root_account = degraded
# "Instructions for importing images": 8 to 30 characters of three kinds; of all four kinds it is
# good for Huawei Cloud as well.
password_length_min = 8
password_length_max = 30
password_classes = 4

# "Instructions for importing images": cloud-init sets host name, NTP and package sources.
cloud_init = degraded
# cloud-init, "Alibaba Cloud (AliYun)".
cloud_init_datasources = AliYun
# Image check, GUESTOS.OnlineResizeFS.
growpart = degraded
# "Instructions for importing images": qemu-ga must not be installed, or services of ECS may be
# unavailable.
qemu_agent = forbid

# ImportImage, Architecture: i386 and x86_64.
os_bits = 32 64
# "Instructions for importing images", list of Linux systems.  Others are imported as Others Linux,
# which gets no processing.
os_families = alinux aliyun centos debian freebsd opensuse opensuse-leap rhel sles ubuntu coreos flatcar
os_unlisted = note
# "Customize Linux images": name, password and address are put into a file there.
custom_linux_dir = /aliyun_custom_image

# Image check, GUESTOS.RtcTimeMode: UTC is recommended.
rtc_utc = degraded

# Instances are on KVM; in a VPC there is no Xen.
pv_drivers = remove

# Fedora CoreOS, "Supported Platforms".
ignition_platform = aliyun

# "What do I do if an NVMe disk has an invalid io_timeout parameter": the largest value the
# parameter can hold (4294967295, or 255 in old kernels; 254 by the kernel's type).
nvme_io_timeout = max

# "Instructions for importing images": RAW, QCOW2 and VHD.
formats = qcow2 raw vhd
# "Instructions for importing images": 40 to 500 GiB by virtual size.  The API takes 5 to 500: a
# smaller disk in the image is declared larger.
vsize_max = 500G
vsize_min = 0
registered_min = 40G
# "Instructions for importing images": one file for one disk; nothing is said of packed ones.
split_image = rejected

# ImportImage of the ECS API: BootMode is BIOS or UEFI; UEFI-Preferred is of the marketplace's
# specification of Linux images, for what starts by both.
register_firmware = BootMode bios=BIOS uefi=UEFI both=UEFI-Preferred
# From the cloud's public documentation, ImportImage: Architecture is i386 or x86_64.
register_arch = Architecture x86_64=x86_64 i386=i386
# From the cloud's public documentation, ImportImage: values of Platform; without one it is
# Others Linux.
register_system = Platform centos=CentOS ubuntu=Ubuntu sles=SUSE opensuse=OpenSUSE opensuse-leap=OpenSUSE debian=Debian coreos=CoreOS alinux=Aliyun anolis=Anolis
# From the cloud's public documentation, ImportImage: RAW, VHD, QCOW2.
register_format = DiskDeviceMapping.1.Format raw=RAW qcow2=QCOW2 vhd=VHD vhd-fixed=VHD
# From the cloud's public documentation, ImportImage: in GiB, at least that of the image.
register_disk = DiskDeviceMapping.1.DiskImageSize
# From the cloud's public documentation, ImportImage: OSType is linux or windows.
register_values = OSType=linux
# From the cloud's public documentation, ImportImage: only a bucket of the same region.
upload_place = an OSS bucket in the region that the image is for
