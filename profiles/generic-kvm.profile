# generic-kvm: any KVM host with virtio devices (QEMU, libvirt, Proxmox, OpenStack).
title = KVM with virtio disks and network cards

# Families of drivers the initramfs must have.  Of such a family the root needs what
# kernel_require names; the others are good to have, as is what goes to initrd_advise.
# QEMU's machines and those of libvirt have virtio devices (qemu(1), "-device virtio-blk-pci").
initrd_require = virtio
initrd_advise =

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
# Names to be bound to MACs are those of one machine: network = pin and --mac say them.
nic_pins =

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

# Nothing is asked here: each card gets its address, IPv6 works, and the MTU is what the
# DHCP server says.  Queues are set in the machine's definition, not with its image (libvirt,
# domain XML, "driver queues").
extra_nics = allow
static_ipv6 = keep
mtu = 0
nic_multiqueue = no
# Nobody asks how the system gets its lease, or whether metadata, if there are any, are reached.
dhcp_persistent = allow
manager_and_network = allow
zeroconf_route = allow

# virt-v2v, which moves systems to KVM hosts, leaves both as they are.
firewall = keep
selinux = keep

# Who may log in is a matter of the user: the machine itself needs no account of the system,
# and nothing is asked of a password.
root_account = allow
password_length_min = 0
password_length_max = 0
password_classes = 0

# There may be metadata and an agent's channel or not; of metadata the kind is not known.
cloud_init = allow
cloud_init_datasources =
growpart = allow
qemu_agent = ignore
azure_agent = allow

# Machines of both sizes are emulated, and there is no list of systems.
os_bits =
os_families =
os_unlisted = allow
# It puts no settings into the system either.
custom_linux_dir =

# QEMU's clock is in UTC unless it is told otherwise (qemu(1), "-rtc base=utc").
rtc_utc = note

# Nobody asks about virus scanners.
antivirus = allow
# Drivers of Huawei's own for Xen have nothing to drive on KVM; Huawei Cloud's pages on
# uninstalling the PV driver have them removed before a system runs there.
pv_drivers = remove
# The card that such a driver is for is rarely passed through to the new machine.
special_drivers = note

# Fedora CoreOS, "provisioning on QEMU": the platform is called qemu.
ignition_platform = qemu

# A share of another machine may be reached from here as well.
foreign_fs = keep

# A virtual NVMe disk answers as fast as any other; the kernel's 30 seconds are kept.
nvme_io_timeout = 0

# What qemu-img(1) reads; a running machine uses the first two best.  Hosts set no limits.
formats = qcow2 raw vmdk vhd vhdx vdi qed qcow
file_max = 0
file_max_stored = no
fast_max = 0
fast_formats =
bitmap_formats =
fast_rules =
# An image with a backing file or snapshots runs on its host; what is packed is unpacked first.
split_image = note
foreign_vmdk = allow
# A host's files have any name.
file_name_refused =
image_name_plain = no
vsize_max = 0
vsize_min = 0
vsize_align = 0
registered_min = 0

# A host of one's own has no call that registers an image, and no place to upload it to.
register_firmware =
register_arch =
register_system =
register_version =
register_format =
register_disk =
register_disk_above = no
register_values =
upload_place =
