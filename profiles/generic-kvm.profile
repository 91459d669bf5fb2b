# generic-kvm: any KVM host with virtio devices (QEMU, libvirt, Proxmox, OpenStack).
title = KVM with virtio disks and network cards

# Families of drivers the initramfs must have.  Of such a family the root needs what
# kernel_require names; the others are good to have, as is what goes to initrd_advise.
initrd_require = virtio

# Open Telekom Cloud "installing native KVM drivers" asks for these in the kernel, as modules
# or built in; the root is on virtio-blk, or on virtio-scsi where the kernel has only that;
# virtio_pci carries both.
kernel_require = virtio_pci virtio_blk|virtio_scsi
kernel_nic = virtio_net

# Linux has virtio since 2.6.25 (Open Telekom Cloud: later than 2.6.24); RHEL 5 and SLES 10
# got it in updates of their older kernels (the minimum of virt-v2v).
kernel_min = 2.6.25 2.6.18-128 2.6.16.60-0.85.1

# A screen and a serial line are there on most hosts and asked for by none: no console= and
# no other argument is added or removed.
console =
kernel_args_add =
kernel_args_remove =

# Whatever boot loader is on the disk is started.
grub_only = no
grub_min =

# The host does not look into the file systems.
fs_types =
fs_features_refused =

# A file system that is not on the disk must not stop the boot: systemd waits 90 seconds for
# it and ends in the emergency shell.  nofail keeps the line for when the disk comes back.
missing_mount = nofail

# The old address belongs to the old network.
network = dhcp

# Names systemd gives to PCI network cards of QEMU machines: by hot-plug slot (pc) and by
# bus and slot (q35).  VMware's ens160, ens192, ens224 and ens256, on-board names (eno1) and
# biosdevname's (em1, p1p1) do not come back on such a machine.
nic_names = ens[1-9] ens[1-3][0-9] enp[0-9]s[0-9] enp[0-9]s[0-9][0-9] enp[0-9][0-9]s[0-9]

# A machine has either firmware, or the choice of both.
firmware = bios uefi

# What a disk and its partitions may be: any table ("none mbr gpt" or some of these; none
# named: any).  For the others "allow", or what the user loses: note, degraded, rejected,
# unreachable, unbootable.
partition_table =

# The system lies on more than one disk: each must be attached to the new machine.
second_disk = note
# Boot loader or kernel are on a disk that holds nothing of the root: that one must start.
boot_elsewhere = note
# Encrypted: somebody must give the passphrase at each start, where nobody sees the console.
encryption = note
# Another system, or Windows, is on the disks.
other_system = note
# Partitions beside the root's, those behind it, which keep it from growing, and swap.
other_partition = allow
behind_root = allow
swap_partition = allow
# The root is a logical volume: some platforms cannot put files into such an image.
root_lvm = allow
