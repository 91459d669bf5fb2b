/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove-signs.h"

#include <ctype.h>
#include <string.h>

struct sign {
	const char *text;
	const char *unless; /* not when this is in the line too; or NULL */
	enum boot_stage stage;
};

static const struct sign signs[] = {
	{ "SeaBIOS (version", NULL, BOOT_FIRMWARE },
	{ "Booting from Hard Disk", NULL, BOOT_FIRMWARE },
	{ "BdsDxe: loading Boot", NULL, BOOT_FIRMWARE },
	{ "BdsDxe: failed to", NULL, BOOT_FIRMWARE },
	{ "UEFI Interactive Shell", NULL, BOOT_FIRMWARE },
	{ "BdsDxe: starting Boot", " from Fv(", BOOT_LOADER },
	{ "GRUB loading", NULL, BOOT_LOADER },
	{ "Welcome to GRUB", NULL, BOOT_LOADER },
	{ "GNU GRUB", NULL, BOOT_LOADER },
	{ "grub rescue>", NULL, BOOT_LOADER },
	{ "Booting `", NULL, BOOT_LOADER },
	{ "Booting a command list", NULL, BOOT_LOADER },
	{ "Loading Linux ", NULL, BOOT_LOADER },
	{ "Loading initial ramdisk", NULL, BOOT_LOADER },
	{ "SYSLINUX ", NULL, BOOT_LOADER },
	{ "EXTLINUX ", NULL, BOOT_LOADER },
	{ "ISOLINUX ", NULL, BOOT_LOADER },
	{ "LILO ", NULL, BOOT_LOADER },
	{ "Linux version ", NULL, BOOT_KERNEL },
	{ "Decompressing Linux", NULL, BOOT_KERNEL },
	{ "EFI stub: ", NULL, BOOT_KERNEL },
	{ "Kernel panic", NULL, BOOT_KERNEL },
	{ "Begin: ", NULL, BOOT_KERNEL },
	{ "Gave up waiting for", NULL, BOOT_KERNEL },
	{ "(initramfs)", NULL, BOOT_KERNEL },
	{ "dracut", NULL, BOOT_KERNEL },
	{ "mounted filesystem", NULL, BOOT_ROOT },
	{ "Ending clean mount", NULL, BOOT_ROOT },
	{ "Mounted /sysroot", NULL, BOOT_ROOT },
	{ "Mounted sysroot.mount", NULL, BOOT_ROOT },
	{ "Switching root", NULL, BOOT_ROOT },
	{ "Switch Root", NULL, BOOT_ROOT },
	{ "Running /scripts/local-bottom", NULL, BOOT_ROOT },
	{ "systemd[1]: ", NULL, BOOT_INIT },
	{ "INIT: version", NULL, BOOT_INIT },
	{ "INIT: Entering runlevel", NULL, BOOT_INIT },
	{ "OpenRC ", NULL, BOOT_INIT },
	{ "Welcome to ", "GRUB", BOOT_INIT },
	{ "[  OK  ] ", NULL, BOOT_INIT },
	{ "You are in emergency mode", NULL, BOOT_INIT },
	{ "You are in rescue mode", NULL, BOOT_INIT },
};

static const struct failure failures[] = {
	/* Under TCG the timer of a starved host does not tick while the kernel looks. */
	{ "IO-APIC + timer doesn't work", NULL, "this host is too busy to run a machine",
	  FAILURE_OF_HOST },

	/* The root that the kernel command line names. */
	{ "ALERT!", "does not exist",
	  "the initramfs does not find the root file system: it has no driver for this "
	  "disk, or the name of the root is wrong",
	  FAILURE_FINAL },
	{ "VFS: Unable to mount root", NULL,
	  "the kernel has no driver for the root, no initramfs, or a wrong root=",
	  FAILURE_FINAL },
	{ "VFS: Cannot open root device", NULL,
	  "the kernel has no driver for the root, no initramfs, or a wrong root=",
	  FAILURE_FINAL },
	{ "/dev/disk/by-", "does not exist",
	  "the initramfs does not find a disk that it waits for", FAILURE_HINT },
	{ "Failed to mount /sysroot", NULL, "the root file system cannot be mounted",
	  FAILURE_HINT },
	{ "Failed to mount sysroot.mount", NULL, "the root file system cannot be mounted",
	  FAILURE_HINT },
	{ "Failed to start", "witch Root", "the root holds no system that starts",
	  FAILURE_HINT },
	{ "Gave up waiting for root", NULL,
	  "the initramfs does not find the root file system", FAILURE_HINT },
	{ "dracut-initqueue", "timeout",
	  "the initramfs does not find the root file system", FAILURE_HINT },
	{ "ERROR: device '", "not found", "the initramfs does not find the root device",
	  FAILURE_HINT },
	{ "UNEXPECTED INCONSISTENCY", NULL,
	  "the file system is damaged and waits for a manual fsck", FAILURE_HINT },
	{ "Warning: Could not boot", NULL, "the initramfs gave up", FAILURE_HINT },

	/* Nobody is there who knows it: initramfs-tools, and systemd also in dracut. */
	{ "Please unlock disk", NULL,
	  "the disk is encrypted: the boot waits for its passphrase", FAILURE_FINAL },
	{ "Please enter passphrase for disk", NULL,
	  "the disk is encrypted: the boot waits for its passphrase", FAILURE_FINAL },

	/* A mount of /etc/fstab. */
	{ "Timed out waiting for device", NULL,
	  "a device of /etc/fstab or /etc/crypttab is not there", FAILURE_HINT },
	{ "Failed to mount ", NULL, "a file system of /etc/fstab cannot be mounted",
	  FAILURE_HINT },
	{ "Dependency failed for ", NULL,
	  "a file system of /etc/fstab is missing or cannot be mounted", FAILURE_HINT },
	{ "Cannot open access to console", NULL,
	  "a unit the boot needs failed; the emergency shell is locked as well",
	  FAILURE_FINAL },
	{ "You are in emergency mode", NULL, "a unit the boot needs failed",
	  FAILURE_FINAL },
	{ "Give root password for maintenance", NULL, "a unit the boot needs failed",
	  FAILURE_FINAL },
	{ "Press Enter for maintenance", NULL, "a unit the boot needs failed",
	  FAILURE_FINAL },
	{ "You are in rescue mode", NULL, "the system starts into rescue mode",
	  FAILURE_FINAL },

	/* Where an initramfs ends that gave up. */
	{ "dropped to (initramfs)", NULL, "the initramfs gave up", FAILURE_FINAL },
	{ "(initramfs)", NULL, "the initramfs gave up", FAILURE_FINAL },
	{ "Dropping to a shell", NULL, "the initramfs gave up", FAILURE_FINAL },
	{ "being dropped into an emergency shell", NULL, "the initramfs gave up",
	  FAILURE_FINAL },
	{ "Entering emergency mode", NULL, "the initramfs gave up", FAILURE_FINAL },
	{ "dracut:/#", NULL, "the initramfs gave up", FAILURE_FINAL },

	/* The kernel. */
	{ "Initramfs unpacking failed", NULL,
	  "the initramfs is damaged or cut off, or packed as this kernel cannot unpack",
	  FAILURE_HINT },
	{ "No working init found", NULL, "the root holds no /sbin/init", FAILURE_FINAL },
	{ "Kernel panic - not syncing", NULL, "the kernel gave up", FAILURE_FINAL },

	/* GRUB and its like. */
	{ "symbol `grub_", "not found",
	  "GRUB's core image and its modules are of different versions", FAILURE_FINAL },
	{ "symbol 'grub_", "not found",
	  "GRUB's core image and its modules are of different versions", FAILURE_FINAL },
	{ "error: no such device", NULL,
	  "GRUB does not find the file system it looks for", FAILURE_IF_QUIET },
	{ "error: no such partition", NULL, "GRUB does not find its partition",
	  FAILURE_IF_QUIET },
	{ "error: unknown filesystem", NULL, "GRUB cannot read its file system",
	  FAILURE_IF_QUIET },
	{ "error: attempt to read or write outside", NULL,
	  "GRUB reads beyond the end of the disk", FAILURE_IF_QUIET },
	{ "error: file `", "not found", "a file GRUB needs is missing",
	  FAILURE_IF_QUIET },
	{ "error: you need to load the kernel first", NULL,
	  "GRUB could not load a kernel", FAILURE_IF_QUIET },
	{ "grub rescue>", NULL, "GRUB does not find its modules", FAILURE_FINAL },
	{ "Minimal BASH-like line editing", NULL, "GRUB does not find its grub.cfg",
	  FAILURE_FINAL },
	{ "GRUB Hard Disk Error", NULL, "GRUB's boot sector cannot read the disk",
	  FAILURE_FINAL },
	{ "GRUB Geom Error", NULL, "GRUB's boot sector cannot read the disk",
	  FAILURE_FINAL },
	{ "GRUB Read Error", NULL, "GRUB's boot sector cannot read the disk",
	  FAILURE_FINAL },
	{ "Missing operating system", NULL, "the boot sector finds no active partition",
	  FAILURE_FINAL },
	{ "Operating system not found", NULL, "the boot sector finds no boot loader",
	  FAILURE_FINAL },

	/* Firmware. */
	{ "Boot failed: not a bootable disk", NULL,
	  "the disk has no boot code in its first sector", FAILURE_IF_QUIET },
	{ "Boot failed: could not read the boot disk", NULL,
	  "the firmware cannot read the disk", FAILURE_IF_QUIET },
	{ "No bootable device", NULL, "the firmware finds nothing to start",
	  FAILURE_FINAL },
	{ "No bootable option or device was found", NULL,
	  "the firmware finds no boot loader (\\EFI\\BOOT\\BOOTX64.EFI) on the disk",
	  FAILURE_FINAL },
	{ "UEFI Interactive Shell", NULL,
	  "the firmware finds no boot loader (\\EFI\\BOOT\\BOOTX64.EFI) on the disk",
	  FAILURE_FINAL },
	{ "BdsDxe: failed to", NULL, "the firmware cannot start the boot loader",
	  FAILURE_IF_QUIET },
	{ "Booting from Hard Disk", NULL,
	  "the firmware runs the boot code of the disk, and that does nothing: it is "
	  "wiped "
	  "or points elsewhere",
	  FAILURE_IF_QUIET },
};

/* "[    1.234567] ...": printk with its time. */
static bool is_printk(const char *line)
{
	const char *at = line + 1;

	if (line[0] != '[')
		return false;
	while (*at == ' ')
		at++;
	if (!isdigit((unsigned char)*at))
		return false;
	while (isdigit((unsigned char)*at))
		at++;
	return at[0] == '.' && strspn(at + 1, "0123456789") == 6 && at[7] == ']';
}

int sign_of_stage(const char *line)
{
	int stage = -1;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if ((int)signs[i].stage > stage && strstr(line, signs[i].text) &&
		    !(signs[i].unless && strstr(line, signs[i].unless)))
			stage = (int)signs[i].stage;
	return stage < BOOT_KERNEL && is_printk(line) ? BOOT_KERNEL : stage;
}

const struct failure *sign_of_failure(const char *line)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (strstr(line, failures[i].text) &&
		    (!failures[i].also || strstr(line, failures[i].also)))
			return &failures[i];
	return NULL;
}

enum sign_initramfs sign_of_initramfs(const char *line)
{
	if (strcasestr(line, "running in initrd") || strstr(line, "(Initramfs)"))
		return SIGN_INITRAMFS_ENTERED;
	if (strcasestr(line, "switching root") || strstr(line, "running in system mode"))
		return SIGN_INITRAMFS_LEFT;
	return SIGN_NONE;
}

bool sign_is_login(const char *open_line)
{
	size_t len = strlen(open_line);

	while (len && open_line[len - 1] == ' ')
		len--;
	return len > 6 && strncmp(open_line + len - 7, " login:", 7) == 0 &&
	       strncmp(open_line, "Last ", 5) != 0;
}
