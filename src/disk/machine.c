/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/path.h"

enum { ATTRIBUTE_MAX = 255, SECTOR = 512 };

/* The attribute file PATH without the blanks around it; NULL where there is none. */
static const char *attribute(struct pool *pool, const char *path)
{
	char text[ATTRIBUTE_MAX + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;
	size_t start = 0;

	if (fd < 0)
		return NULL;
	len = read(fd, text, ATTRIBUTE_MAX);
	close(fd);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' '))
		len--;
	if (len <= 0)
		return NULL;
	text[len] = '\0';
	start = strspn(text, " ");
	return text[start] ? pool_strdup(pool, text + start) : NULL;
}

static const char *attribute_of(struct pool *pool, const char *dir, const char *name)
{
	return attribute(pool, pool_printf(pool, "%s/%s", dir, name));
}

static uint64_t number_of(struct pool *pool, const char *dir, const char *name)
{
	const char *text = attribute_of(pool, dir, name);

	return text ? strtoull(text, NULL, 10) : 0;
}

static bool is_candidate(struct pool *pool, const char *name)
{
	static const char *const others[] = { "loop", "ram", "zram", "dm-", "md",
					      "sr",   "fd",  "nbd",  "mtd" };
	const char *dir = pool_printf(pool, "/sys/block/%s", name);

	if (name[0] == '.')
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strncmp(name, others[i], strlen(others[i])) == 0)
			return false;
	/* The boot areas of an eMMC chip are disks of their own to the kernel. */
	if (strncmp(name, "mmcblk", 6) == 0 && strstr(name, "boot"))
		return false;
	return number_of(pool, dir, "size") > 0 && number_of(pool, dir, "hidden") == 0;
}

bool machine_is_appliance(void)
{
	static const char ours[] = "-drydock"; /* kernel-config/base.config */
	struct utsname name;
	size_t len;

	if (uname(&name) < 0)
		return false;
	len = strlen(name.release);
	return len > strlen(ours) && strcmp(name.release + len - strlen(ours), ours) == 0;
}

/* The kernel gives nobody a disk alone of which another has a part. */
bool machine_in_use(struct pool *pool, const char *name)
{
	int fd = open(pool_printf(pool, "/dev/%s", name), O_RDONLY | O_EXCL | O_CLOEXEC);
	bool in_use = fd < 0 && errno == EBUSY;

	if (fd >= 0)
		close(fd);
	return in_use;
}

struct strs machine_disks(struct pool *pool)
{
	struct strs names = { .pool = pool };
	DIR *dir = opendir("/sys/block");

	if (!dir)
		return names;
	for (struct dirent *entry; (entry = readdir(dir));)
		if (is_candidate(pool, entry->d_name))
			strs_add(&names, pool_strdup(pool, entry->d_name));
	closedir(dir);
	strs_sort(&names);
	return names;
}

/* The name of the driver of the device at DIR; NULL where it has none. */
static const char *driver_of(struct pool *pool, const char *dir)
{
	char target[PATH_MAX];
	ssize_t len =
		readlink(pool_printf(pool, "%s/driver", dir), target, sizeof(target) - 1);
	const char *slash;

	if (len <= 0)
		return NULL;
	target[len] = '\0';
	slash = strrchr(target, '/');
	return pool_strdup(pool, slash ? slash + 1 : target);
}

/*
 * The devices above DEVICE, nearest first, up to the root of the tree.  The driver of the
 * nearest that is not the driver of disks as such is the controller's; a serial number is
 * also a USB device's, above its SCSI device.
 */
static void look_up(struct pool *pool, const char *device, struct machine_disk *disk)
{
	static const char *const of_disks[] = { "sd", "mmcblk" };
	char real[PATH_MAX];
	const char *dir = realpath(device, real);

	while (dir && strncmp(dir, "/sys/devices/", 13) == 0) {
		const char *driver = driver_of(pool, dir);

		for (size_t i = 0; driver && i < sizeof(of_disks) / sizeof(*of_disks);
		     i++)
			if (strcmp(driver, of_disks[i]) == 0)
				driver = NULL;
		if (!disk->driver)
			disk->driver = driver;
		if (!disk->serial)
			disk->serial = attribute_of(pool, dir, "serial");
		/* Above the PCI device there are bridges and hubs of others. */
		if (strcmp(dir, "/sys/devices") == 0 ||
		    access(pool_printf(pool, "%s/config", dir), F_OK) == 0)
			return;
		dir = path_parent(pool, dir);
	}
}

/* Page 0x80 of a SCSI disk's vital product data (SPC-4, 7.8): 4 bytes, then the number.
 */
static const char *scsi_serial(struct pool *pool, const char *device)
{
	unsigned char page[ATTRIBUTE_MAX];
	int fd = open(pool_printf(pool, "%s/vpd_pg80", device), O_RDONLY | O_CLOEXEC);
	ssize_t len;
	size_t start = 4, end;

	if (fd < 0)
		return NULL;
	len = read(fd, page, sizeof(page));
	close(fd);
	if (len < 4)
		return NULL;
	end = start + page[3] < (size_t)len ? start + page[3] : (size_t)len;
	while (start < end && page[start] == ' ')
		start++;
	while (end > start && (page[end - 1] == ' ' || page[end - 1] == '\0'))
		end--;
	return end > start ? pool_strndup(pool, (char *)page + start, end - start) : NULL;
}

struct machine_disk machine_disk(struct pool *pool, const char *name)
{
	const char *dir = pool_printf(pool, "/sys/block/%s", name);
	const char *device = pool_printf(pool, "%s/device", dir), *vendor;
	struct machine_disk disk = {
		.name = pool_strdup(pool, name),
		.size = number_of(pool, dir, "size") * SECTOR,
		.read_only = number_of(pool, dir, "ro") != 0,
		.model = attribute_of(pool, device, "model"),
		.serial = attribute_of(pool, dir, "serial"),
	};

	vendor = attribute_of(pool, device, "vendor");
	/* libata gives each disk the vendor "ATA", which says nothing. */
	if (disk.model && vendor && strcmp(vendor, "ATA") != 0 &&
	    strncmp(disk.model, vendor, strlen(vendor)) != 0)
		disk.model = pool_printf(pool, "%s %s", vendor, disk.model);
	if (!disk.model)
		disk.model = attribute_of(pool, device, "name"); /* of an SD card */
	if (!disk.serial)
		disk.serial = scsi_serial(pool, device);
	look_up(pool, device, &disk);
	return disk;
}
