# Microsoft Hyper-V on a server or a workstation.
base = generic-kvm
title = Microsoft Hyper-V

# "Best practices for running Linux on Hyper-V", and the kernel's own drivers for it.
initrd_require = hyperv
initrd_advise =
kernel_require = hv_vmbus hv_storvsc
kernel_nic = hv_netvsc
# The drivers became part of Linux with 3.4, and of RHEL's kernel with 2.6.32-358; before, they
# were installed beside it.  Which are there is looked at.
kernel_min =

# Cards on VMBus have no slot to be named by.
nic_names = eth[0-9]

# Generation 1 is BIOS, generation 2 UEFI.
firmware = bios uefi

# Generation 2 gives the time in UTC, generation 1 as its host has it.
rtc_utc = note

# cloud-init, "NoCloud": a host without more gives a disk or CD.
cloud_init_datasources = NoCloud ConfigDrive

# Fedora CoreOS, "Supported Platforms".
ignition_platform = hyperv

# "Manage Hyper-V virtual hard disks": VHDX of 64 TB, VHD of 2 TB (2040 GB) at most.
formats = vhdx vhd vhd-fixed
vsize_max = 64T
