# generic-kvm: any KVM host with virtio devices (QEMU, libvirt, Proxmox, OpenStack).
title = KVM with virtio disks and network cards

# The root controller is virtio-blk or virtio-scsi; virtio_pci carries both.  Drivers whose
# own dependencies are missing do not load, so the closure of modules.dep counts as well.
initrd_require = virtio_pci virtio_blk virtio_scsi sd_mod
initrd_add = virtio_net

# A file system that is not on the disk must not stop the boot: systemd waits 90 seconds for
# it and ends in the emergency shell.  nofail keeps the line for when the disk comes back.
missing_mount = nofail

# The old address belongs to the old network.
network = dhcp

# Names systemd gives to PCI network cards of QEMU machines: by hot-plug slot (pc) and by
# bus and slot (q35).  VMware's ens160, ens192, ens224 and ens256, on-board names (eno1) and
# biosdevname's (em1, p1p1) do not come back on such a machine.
nic_names = ens[1-9] ens[1-3][0-9] enp[0-9]s[0-9] enp[0-9]s[0-9][0-9] enp[0-9][0-9]s[0-9]
