# Proxmox VE.
base = generic-kvm
title = Proxmox VE

# Administration Guide, "Hard disk": VirtIO SCSI is the controller of new machines; VirtIO block
# can be chosen.
initrd_require = virtio
kernel_require = virtio_pci virtio_scsi|virtio_blk

# Cards of the default machine type are in PCI slots from 18 on; with q35 behind a bridge.
nic_names = ens1[89] ens2[0-9] enp0s1[89] enp6s1[89] enp6s2[0-9]

# "BIOS and UEFI": SeaBIOS or OVMF.
firmware = bios uefi

# "Cloud-Init support": a drive of NoCloud, or of ConfigDrive for Windows.
cloud_init_datasources = NoCloud ConfigDrive

# "QEMU guest agent": recommended, never required.
qemu_agent = ignore

# Fedora CoreOS, "Supported Platforms".
ignition_platform = proxmoxve

# "qm disk import": raw, qcow2 and vmdk.
formats = qcow2 raw vmdk
