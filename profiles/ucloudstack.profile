# UCloudStack: a private cloud, its images checked by its own tool (image_init).
base = generic-kvm
title = UCloudStack

# Manual, "Custom images": virtio drivers.
initrd_require = virtio
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# UCloudStack's image_init checks the serial console, with a getty on it.
console = tty0 ttyS0

# Manual, "Custom images": compare blkid with fstab, delete the rest.
missing_mount = comment

# The management network is IPv6, which must not be switched off.
static_ipv6 = keep

# UCloudStack's image_init wants SELinux disabled; permissive keeps the labels and stops
# nothing.
selinux = permissive
# UCloudStack's image_init wants every firewall off.
firewall = off

# UCloudStack's image_init fails where qemu-guest-agent is missing.
qemu_agent = require

# No platform of Ignition is UCloud's (Fedora CoreOS, "Supported Platforms").
ignition_platform =
