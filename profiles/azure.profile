# Microsoft Azure: a generalized or special image from a VHD.
base = generic-kvm
title = Microsoft Azure

# "Create and upload a generic Linux VHD": hv_vmbus, hv_storvsc and hv_netvsc in the initramfs.
# The newest sizes have their disks by NVMe (page for Red Hat systems).
initrd_require = hyperv
initrd_advise = nvme
# "Create and upload a generic Linux VHD": without vfat a machine neither starts nor is
# provisioned.  udf is needed by older cloud-init only.
kernel_require = hv_vmbus hv_storvsc vfat
kernel_nic = hv_netvsc
# "Create and upload a generic Linux VHD": 2.6.37, or RHEL's 2.6.32-504, or numa=off.
kernel_min = 2.6.37 2.6.32-504

# "Create and upload a generic Linux VHD": console=ttyS0 earlyprintk=ttyS0 rootdelay=300
# net.ifnames=0, without rhgb, quiet and crashkernel=auto.  The screen comes first, so that it
# shows the start as well.
console = tty0 ttyS0
kernel_args_add = rootdelay=300 earlyprintk=ttyS0 net.ifnames=0
kernel_args_remove = rhgb quiet crashkernel=auto

# Cards on VMBus have no slot to be named by.
nic_names = eth[0-9]

# Generation 1 is BIOS, generation 2 UEFI.
firmware = bios uefi

# A disk that only the old machine's TPM or user unlocks does not start unattended.
encryption = rejected
# "Create and upload a generic Linux VHD": no swap partition on the OS disk, standard partitions
# rather than LVM.
swap_partition = degraded
root_lvm = degraded

# Metadata and the agent's channel are at 169.254.169.254 and 168.63.129.16.
zeroconf_route = note
# "Prepare Linux for imaging": SSH is installed and starts with the machine.
firewall = ssh

# "Prepare Linux for imaging": cloud-init provisions the machine.
cloud_init = degraded
# Page for Red Hat systems: datasource_list: [ Azure ] in 91-azure_datasource.cfg.
cloud_init_datasources = Azure
# "Prepare Linux for imaging": cloud-utils-growpart and gdisk.
growpart = degraded
# "Prepare Linux for imaging": the agent (waagent) is installed and enabled.
azure_agent = degraded

# "Prepare a Windows VHD": the machine's clock is in UTC (RealTimeIsUniversal).
rtc_utc = note

# Fedora CoreOS, "Supported Platforms".
ignition_platform = azure

# Page for Red Hat systems: nvme_core.io_timeout=240.
nvme_io_timeout = 240

# "Create and upload a generic Linux VHD": fixed VHD only, a whole number of MiB, 1,023 GiB at
# most; VHDX is not taken.
formats = vhd-fixed
vsize_max = 1023G
vsize_align = 1M
# "Create and upload a generic Linux VHD": one fixed VHD.
split_image = rejected

# Generation 1 is BIOS, generation 2 UEFI; "az sig image-definition create" takes V1 and V2.
register_firmware = hyper-v-generation bios=V1 uefi=V2 both=V1
# From the cloud's public documentation, "az sig image-definition create": x64 or Arm64.
register_arch = architecture x86_64=x64 aarch64=Arm64
# From the cloud's public documentation, "az sig image-definition create": Linux or Windows.
register_values = os-type=Linux
