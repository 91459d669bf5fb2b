# Tencent Cloud CVM: a custom image from a file.
base = generic-kvm
title = Tencent Cloud (CVM)

# "Check the virtio driver of a Linux system": virtio_blk and virtio_net, or VirtioNotInstall.
initrd_require = virtio
kernel_require = virtio_pci virtio_blk
kernel_nic = virtio_net

# "Importing images": no GPT, no EFI.
firmware = bios
partition_table = mbr
# "Making a Linux image": no disks in fstab that are not in the image.
missing_mount = comment
second_disk = rejected
# The import looks for the root on the disk (RootPartitionNotFound).
encryption = rejected

# The system has one card there, eth0.
extra_nics = degraded

# "Importing images": cloud-init, or CloudInitNotInstalled; forcing the import leaves it out, and
# the settings come on a CD named config-2.
cloud_init = rejected
# That CD is a config drive.
cloud_init_datasources = ConfigDrive

# "Importing images": 32 and 64 bits, with the system's own kernel.
os_bits = 32 64

# "Making a Linux image": tools of VMware, Xen and VirtualBox are to be removed.
pv_drivers = remove

# No platform of Ignition is Tencent's (Fedora CoreOS, "Supported Platforms").
ignition_platform =

# "Importing images": RAW, VHD, QCOW2, VMDK; 50 GB as a qcow2, and a disk of 500 GB, at most.
formats = qcow2 raw vhd vmdk
file_max = 50G
file_max_stored = yes
vsize_max = 500G
# "Overview of importing images": the converted image is one file.
split_image = rejected

# From the cloud's public documentation, ImportImage: x86_64, i386 or arm_64.  OsType and
# OsVersion are of a list that another call gives, and cannot be said here.
register_arch = Architecture x86_64=x86_64 i386=i386 aarch64=arm_64
# From the cloud's public documentation, ImportImage: the file is given by its address in COS.
upload_place = a COS bucket
