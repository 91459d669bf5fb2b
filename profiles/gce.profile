# Google Compute Engine: an image from a raw disk.
base = generic-kvm
title = Google Compute Engine

# "Requirements to manually import images": Virtio-SCSI support; the root is a SCSI disk.
# Newer machine types have NVMe, and cards of gve.
initrd_require = scsi-virtio
initrd_advise = nvme
kernel_require = virtio_pci virtio_scsi sd_mod
kernel_nic = virtio_net|gve

# Google's importer (compute-image-import) sets ttyS0,38400n8; the screen comes first.
console = tty0 ttyS0,38400n8

# Google's importer names the card ens4 on Ubuntu, and switches such names off on Debian.
nic_names = ens[4-9] ens[1-9][0-9]

# A boot disk by MBR or GPT, with BIOS or UEFI (UEFI_COMPATIBLE).
firmware = bios uefi
partition_table = mbr gpt
# Google's importer looks: the root lies on one disk.
second_disk = rejected
# Encrypted disks are not imported.
encryption = rejected

# Google's importer writes MTU=1460, the network's own, and PERSISTENT_DHCLIENT.
mtu = 1460
dhcp_persistent = degraded
# The metadata are at 169.254.169.254.
zeroconf_route = note
# "Image management best practices": instances are reached by SSH.
firewall = ssh

# Google's guest environment does this too.
cloud_init = note
# cloud-init, "Google Compute Engine".
cloud_init_datasources = GCE
growpart = note

# Fedora CoreOS, "Supported Platforms".
ignition_platform = gcp

# "Image management best practices": disk.raw, a whole number of GiB, in a tar of the old GNU
# kind, compressed by gzip.
formats = raw-tar-gz
vsize_align = 1G
# The only packed form is disk.raw in a tar.gz.
split_image = rejected

# From the cloud's public documentation, GuestOsFeature of the Compute API: what can start by
# UEFI is declared as UEFI_COMPATIBLE; for BIOS nothing is said.
register_firmware = guestOsFeatures uefi=UEFI_COMPATIBLE both=UEFI_COMPATIBLE
# From the cloud's public documentation, images of the Compute API: ARM64 or X86_64.
register_arch = architecture x86_64=X86_64 aarch64=ARM64
