# VMware ESXi, Workstation and Fusion.
base = generic-kvm
title = VMware (ESXi, Workstation)

# vSphere Virtual Machine Administration: disks hang on the paravirtual SCSI controller or, where
# the system has no driver for it, on LSI Logic's; NVMe can be chosen for newer systems.
initrd_require = vmware
initrd_advise = nvme
kernel_require = vmw_pvscsi|mptspi sd_mod
kernel_nic = vmxnet3|e1000
# Which of these drivers a kernel has is looked at; VMware lists systems, not kernels.
kernel_min =

# PCI slots of ESXi's and Workstation's machines: ens160, ens192, ens224, ens256; ens33, ens34.
nic_names = ens160 ens192 ens224 ens256 ens3[2-9]

# Virtual machine options: BIOS or EFI.
firmware = bios uefi

# The time given to a machine is in UTC unless its settings say otherwise (VMware, "Timekeeping
# in Virtual Machines").
rtc_utc = note

# cloud-init, "VMware".
cloud_init_datasources = VMware OVF

# Fedora CoreOS, "Supported Platforms".
ignition_platform = vmware

# VMware's own formats; an OVA is imported by all of its products.
formats = vmdk vmdk-stream ova
