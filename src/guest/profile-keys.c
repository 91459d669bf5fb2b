/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/profile-internal.h"

#include <string.h>

static const struct profile_choice missing_mounts[] = {
	{ "comment", MISSING_COMMENT },
	{ "nofail", MISSING_NOFAIL },
	{ 0 },
};

static const struct profile_choice networks[] = {
	{ "dhcp", NETWORK_DHCP },
	{ "keep", NETWORK_KEEP },
	{ "pin", NETWORK_PIN },
	{ 0 },
};

static const struct profile_choice families[] = {
	{ "virtio", DRIVERS_VIRTIO }, { "scsi-virtio", DRIVERS_SCSI_VIRTIO },
	{ "xen", DRIVERS_XEN },       { "ide", DRIVERS_IDE },
	{ "hyperv", DRIVERS_HYPERV }, { "nvme", DRIVERS_NVME },
	{ "vmware", DRIVERS_VMWARE }, { 0 },
};

static const struct profile_choice tables[] = {
	{ "none", TABLE_NONE },
	{ "mbr", TABLE_DOS },
	{ "gpt", TABLE_GPT },
	{ 0 },
};

static const struct profile_choice firmwares[] = {
	{ "bios", FIRMWARE_BIOS },
	{ "uefi", FIRMWARE_UEFI },
	{ 0 },
};

static const struct profile_choice policies[] = {
	{ "allow", POLICY_ALLOW },
	{ "note", POLICY_NOTE },
	{ "degraded", POLICY_DEGRADED },
	{ "rejected", POLICY_REJECTED },
	{ "unreachable", POLICY_UNREACHABLE },
	{ "unbootable", POLICY_UNBOOTABLE },
	{ 0 },
};

static const struct profile_choice ipv6[] = {
	{ "keep", STATIC_IPV6_KEEP },
	{ "remove", STATIC_IPV6_REMOVE },
	{ 0 },
};

static const struct profile_choice pv[] = {
	{ "keep", PV_DRIVERS_KEEP },
	{ "remove", PV_DRIVERS_REMOVE },
	{ 0 },
};

static const struct profile_choice firewalls[] = {
	{ "keep", FIREWALL_KEEP },
	{ "ssh", FIREWALL_SSH },
	{ "off", FIREWALL_OFF },
	{ 0 },
};

static const struct profile_choice selinux_modes[] = {
	{ "keep", SELINUX_KEEP },
	{ "permissive", SELINUX_PERMISSIVE },
	{ 0 },
};

static const struct profile_choice agents[] = {
	{ "ignore", QEMU_AGENT_IGNORE },
	{ "forbid", QEMU_AGENT_FORBID },
	{ "require", QEMU_AGENT_REQUIRE },
	{ 0 },
};

static const struct profile_choice foreign[] = {
	{ "keep", FOREIGN_FS_KEEP },
	{ "noauto", FOREIGN_FS_NOAUTO },
	{ 0 },
};

static const struct profile_choice bits[] = {
	{ "32", OS_BITS_32 },
	{ "64", OS_BITS_64 },
	{ 0 },
};

static const struct profile_choice timeouts[] = { { "max", NVME_IO_TIMEOUT_MAX }, { 0 } };

static const struct profile_choice file_names[] = {
	{ "space", FILE_NAME_SPACE },
	{ 0 },
};

static const struct profile_choice image_formats[] = {
	{ "raw", 0 },         { "qcow2", 0 },      { "vmdk", 0 },
	{ "vmdk-stream", 0 }, { "vhd", 0 },        { "vhdx", 0 },
	{ "vhd-fixed", 0 },   { "qed", 0 },        { "vdi", 0 },
	{ "qcow", 0 },        { "zvhd", 0 },       { "zvhd2", 0 },
	{ "ova", 0 },         { "raw-tar-gz", 0 }, { 0 },
};

/*
 * A key has the name of its member.  The type of that is looked at here: what the table
 * says of it would be written into anything.
 */
#define IS(member, type)                                                                 \
	__builtin_types_compatible_p(__typeof__(((struct profile *)0)->member), type)
#define AT(member, good)                                                                 \
	(offsetof(struct profile, member) + 0 * sizeof(char[(good) ? 1 : -1]))
#define KEY(member, kind, among, good, meaning)                                          \
	{                                                                                \
#member, kind, among, AT(member, good), meaning                          \
	}

#define KEY_TEXT(member, meaning)                                                        \
	KEY(member, VALUE_TEXT, NULL, IS(member, const char *), meaning)
#define KEY_WORD(member, meaning)                                                        \
	KEY(member, VALUE_WORD, NULL, IS(member, const char *), meaning)
#define KEY_WORDS(member, among, meaning)                                                \
	KEY(member, VALUE_WORDS, among, IS(member, struct strs), meaning)
#define KEY_PAIRS(member, meaning)                                                       \
	KEY(member, VALUE_PAIRS, NULL, IS(member, struct strs), meaning)
#define KEY_NUMBER(member, among, meaning)                                               \
	KEY(member, VALUE_NUMBER, among, IS(member, unsigned), meaning)
#define KEY_SIZE(member, meaning)                                                        \
	KEY(member, VALUE_SIZE, NULL, IS(member, uint64_t), meaning)
#define KEY_ANSWER(member, meaning)                                                      \
	KEY(member, VALUE_ANSWER, NULL, IS(member, bool), meaning)
#define KEY_CHOICE(member, among, meaning)                                               \
	KEY(member, VALUE_CHOICE, among,                                                 \
	    sizeof(((struct profile *)0)->member) == sizeof(int), meaning)
#define KEY_SET(member, among, meaning)                                                  \
	KEY(member, VALUE_SET, among, IS(member, unsigned), meaning)
#define KEY_POLICY(member, meaning)                                                      \
	KEY(member, VALUE_CHOICE, policies, IS(member, enum policy), meaning)

/* clang-format off */
const struct profile_key profile_keys[] = {
	KEY_TEXT(title, "what it is, for people"),
	KEY_SET(initrd_require, families, "drivers every initramfs must have"),
	KEY_SET(initrd_advise, families, "drivers it should have"),
	KEY_WORDS(kernel_require, NULL, "drivers the kernel must have; a|b: one of them"),
	KEY_WORDS(kernel_nic, NULL, "drivers of the network cards"),
	KEY_WORDS(kernel_min, NULL, "oldest kernels that will do, by series"),
	KEY_WORDS(kernel_args_add, NULL, "words every kernel command line must have"),
	KEY_WORDS(kernel_args_remove, NULL, "words it must not have"),
	KEY_WORDS(console, NULL, "console= in this order, the last as /dev/console"),
	KEY_WORDS(nic_names, NULL, "names the network cards get there, with * ? []"),
	KEY_ANSWER(grub_only, "no boot loader but GRUB is taken"),
	KEY_WORDS(grub_min, NULL, "oldest GRUB that is taken"),
	KEY_WORDS(fs_types, NULL, "types the file systems may have"),
	KEY_WORDS(fs_features_refused, NULL, "features ext4 must not have; a+b: not both"),
	KEY_CHOICE(missing_mount, missing_mounts, "a line of fstab whose disk is not there"),
	KEY_CHOICE(network, networks, "fixed addresses; pin: they stay, names are bound"),
	KEY_WORDS(nic_pins, NULL, "NAME=MAC that network = pin binds"),
	KEY_SET(firmware, firmwares, "what starts the disk"),
	KEY_SET(partition_table, tables, "what the disk may have"),
	KEY_POLICY(second_disk, "the system lies on several disks"),
	KEY_POLICY(boot_elsewhere, "the boot loader is on a disk without the root"),
	KEY_POLICY(encryption, "LUKS or BitLocker"),
	KEY_POLICY(other_system, "another system is on the disks"),
	KEY_POLICY(other_partition, "partitions beside the root's"),
	KEY_POLICY(behind_root, "partitions that keep the root from growing"),
	KEY_POLICY(swap_partition, "swap on the system disk"),
	KEY_POLICY(root_lvm, "the root is a logical volume"),
	KEY_POLICY(extra_nics, "more than one network card is configured"),
	KEY_CHOICE(static_ipv6, ipv6, "fixed addresses of IPv6"),
	KEY_NUMBER(mtu, NULL, "MTU to be set, in bytes; 0: as DHCP says"),
	KEY_ANSWER(nic_multiqueue, "several queues of a card can be declared"),
	KEY_POLICY(dhcp_persistent, "DHCP gives up, or asks for an old address"),
	KEY_POLICY(manager_and_network, "NetworkManager beside the network service"),
	KEY_POLICY(zeroconf_route, "a route of its own for 169.254.0.0/16"),
	KEY_CHOICE(firewall, firewalls, "the system's own firewall; ssh: port 22 is let in"),
	KEY_CHOICE(selinux, selinux_modes, "SELinux where it is enforcing"),
	KEY_POLICY(root_account, "no root user with a usable password"),
	KEY_NUMBER(password_length_min, NULL, "shortest password; 0: any"),
	KEY_NUMBER(password_length_max, NULL, "longest password; 0: any"),
	KEY_NUMBER(password_classes, NULL, "of upper, lower, digit, special in a password"),
	KEY_POLICY(cloud_init, "cloud-init is not installed"),
	KEY_WORDS(cloud_init_datasources, NULL, "what is served to cloud-init; none: not known"),
	KEY_POLICY(growpart, "the root cannot grow with the disk"),
	KEY_CHOICE(qemu_agent, agents, "qemu-guest-agent"),
	KEY_POLICY(azure_agent, "the Azure agent is not there, or not started"),
	KEY_SET(os_bits, bits, "word size of the system"),
	KEY_WORDS(os_families, NULL, "systems the cloud lists, by ID of os-release"),
	KEY_POLICY(os_unlisted, "a system it does not list"),
	KEY_WORD(custom_linux_dir, "directory for the settings of systems it does not list"),
	KEY_POLICY(rtc_utc, "the clock is kept in local time"),
	KEY_POLICY(antivirus, "a virus scanner is installed"),
	KEY_CHOICE(pv_drivers, pv, "Huawei's own drivers for Xen (uvp)"),
	KEY_POLICY(special_drivers, "drivers of GPUs and the like"),
	KEY_WORD(ignition_platform, "platform of CoreOS and Flatcar (ignition.platform.id=)"),
	KEY_CHOICE(foreign_fs, foreign, "shares of other machines in fstab"),
	KEY_NUMBER(nvme_io_timeout, timeouts, "nvme_core.io_timeout=, in seconds; 0: as it is"),
	KEY_WORDS(formats, image_formats, "formats of an image, the preferred first"),
	KEY_POLICY(split_image, "an image that is packed, has other files, or snapshots"),
	KEY_POLICY(foreign_vmdk, "a VMDK of a machine without VMware Tools"),
	KEY_SET(file_name_refused, file_names, "what the name of a file must not have"),
	KEY_ANSWER(image_name_plain, "an image is called by letters, digits, - . and _"),
	KEY_SIZE(file_max, "largest file"),
	KEY_ANSWER(file_max_stored, "of what is stored, as a qcow2 has it"),
	KEY_SIZE(fast_max, "largest file by the way for large ones"),
	KEY_WORDS(fast_formats, image_formats, "formats that way takes"),
	KEY_WORDS(bitmap_formats, image_formats, "of these, with a bitmap (.mf) beside"),
	KEY_WORDS(fast_rules, NULL, "rules that are conditions on that way"),
	KEY_SIZE(vsize_max, "largest disk"),
	KEY_SIZE(vsize_min, "smallest disk"),
	KEY_SIZE(vsize_align, "the disk is a whole number of these"),
	KEY_SIZE(registered_min, "smallest disk that can be declared"),
	KEY_PAIRS(register_firmware, "what its registration says of bios, uefi, both"),
	KEY_PAIRS(register_arch, "and of the processor"),
	KEY_PAIRS(register_system, "and of the system, by ID of os-release"),
	KEY_WORD(register_version, "and how the version of the system is called there"),
	KEY_PAIRS(register_format, "and of the format of the file"),
	KEY_WORD(register_disk, "and how the size of the disk in GiB is called there"),
	KEY_ANSWER(register_disk_above, "which must be more than the disk in the image has"),
	KEY_PAIRS(register_values, "what it says of every Linux system"),
	KEY_TEXT(upload_place, "where the file is uploaded to, for people"),
	{ 0 },
};
/* clang-format on */

int profile_key_number(const char *name)
{
	for (int i = 0; profile_keys[i].name; i++)
		if (strcmp(profile_keys[i].name, name) == 0)
			return i;
	return -1;
}

const char *profile_key_like(struct pool *pool, const char *name)
{
	struct strs names = { .pool = pool };

	strs_add(&names, "base");
	for (int i = 0; profile_keys[i].name; i++)
		strs_add(&names, profile_keys[i].name);
	return strs_nearest(&names, name);
}
