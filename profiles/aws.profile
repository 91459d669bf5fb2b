# Amazon Web Services: VM Import/Export, instances of the Nitro system.
base = generic-kvm
title = Amazon Web Services (VM Import/Export, Nitro)

# awslabs' NitroInstanceChecks: NVMe in the initramfs, ENA installed.  Older instances are on Xen,
# for which the import puts in drivers itself.
initrd_require = nvme
initrd_advise = xen
kernel_require = nvme
kernel_nic = ena
# VM Import/Export lists systems, not kernels; which of them have these drivers is looked at.
kernel_min =

# What Red Hat and Fedora ship for EC2 (osbuild, image types "ec2").
console = tty0 ttyS0,115200n8

# EC2 User Guide: cards with ENA are ens5 and up; eth0 where names are left to the kernel.
nic_names = ens[5-9] ens[1-9][0-9] enX[0-9]

# VM Import/Export User Guide, "Limitations": GRUB legacy or GRUB 2 only.
grub_only = yes
# "Requirements": ext2, ext3, ext4, btrfs, JFS, XFS (btrfs without subvolumes).
fs_types = ext2 ext3 ext4 btrfs jfs xfs

# "Programmatic modifications to imported VMs": lines whose disk is not found get nofail.
missing_mount = nofail
# "Requirements": a DHCP client that starts; static addresses are removed.
network = dhcp

# "Requirements": --boot-mode legacy-bios or uefi, MBR or GPT.
firmware = bios uefi
partition_table = mbr gpt

# An OVA may hold several disks; the root must be on that with the boot record.
second_disk = note
boot_elsewhere = unbootable
# "Limitations": encrypted disks and machines with several systems are not imported.
encryption = rejected
other_system = rejected

# "Requirements": one network card after the import.
extra_nics = degraded
# "Requirements": the DHCP client must not give up.
dhcp_persistent = note
# The metadata are at 169.254.169.254; Linux reaches them by such a route too.
zeroconf_route = note
# "Requirements": SSH installed and let in by the firewall.
firewall = ssh
# VM Import/Export User Guide advises users with keys instead of root.
root_account = allow

# Without it no key pair is put in; the users of the image still get in.
cloud_init = note
# cloud-init, "Amazon EC2".
cloud_init_datasources = Ec2
growpart = note

# "Requirements": 64-bit only.  The list of versions is the guide's, and changes.
os_bits = 64
os_families =
os_unlisted = allow

# "Requirements": antivirus and intrusion detection disabled.
antivirus = degraded

# Fedora CoreOS, "Supported Platforms".
ignition_platform = aws

# "Programmatic modifications": cifs, smbfs, vboxsf and sshfs are disabled in fstab.
foreign_fs = noauto

# EC2 User Guide, "Amazon EBS volumes and NVMe": the largest I/O timeout the kernel takes.
nvme_io_timeout = max

# "Image formats": OVA, stream-optimized VMDK, VHD and VHDX, raw.
formats = raw vmdk-stream ova vhd vhd-fixed vhdx
# "Limitations": less than 16 TiB.
file_max = 16T
vsize_max = 16T
# "Image formats": an OVA is taken as it is; no SEsparse, no differencing VHD, no raw device.
split_image = rejected

# From the cloud's public documentation, ImportImage of the EC2 API: legacy-bios or uefi;
# uefi-preferred is not supported there.
register_firmware = BootMode bios=legacy-bios uefi=uefi
# From the cloud's public documentation, ImportImage of the EC2 API: i386 or x86_64.
register_arch = Architecture x86_64=x86_64 i386=i386
