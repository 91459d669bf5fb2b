# Oracle Cloud Infrastructure: a custom image ("Bring Your Own Image").
base = generic-kvm
title = Oracle Cloud Infrastructure

# "Bring Your Own Image": kernels from 3.4 on run paravirtualized, older ones emulated.  Those with
# virtio in updates do as well, so only the drivers count.
initrd_require = virtio

# "Bring Your Own Image": BIOS or UEFI; the disk has a valid boot record and boot loader.
firmware = bios uefi
partition_table = mbr gpt
# "Bring Your Own Image": one disk; the boot must not need others.
second_disk = rejected
boot_elsewhere = unbootable
# "Bring Your Own Image": the disk must not be encrypted.
encryption = rejected
# "Bring Your Own Image": the boot loader uses LVM or UUIDs.
root_lvm = allow

# "Bring Your Own Image": no MAC address written down anywhere, network by DHCP.
network = dhcp
# The marketplace's guidelines: no login as root by password.
root_account = allow

# The metadata are at 169.254.169.254.
zeroconf_route = note
# Without it no key is put in; the users of the image still get in.
cloud_init = note
# cloud-init, "Oracle".
cloud_init_datasources = Oracle

# "Bring Your Own Image": x86 of 64 bits.
os_bits = 64

# Afterburn, "Supported platforms", which are Ignition's.
ignition_platform = oraclecloud

# "Bring Your Own Image": QCOW2, or VMDK, monolithic sparse or stream optimized; 400 GB at most.
formats = qcow2 vmdk-stream vmdk
file_max = 400G
vsize_max = 400G
# "Bring Your Own Image": a clone, not a snapshot; one file.
split_image = rejected
