/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/medium.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/machine.h"

enum { CMDLINE_MAX = 4096, ID_DIGITS = 8 };

static const char label[] = "DRYDOCK    ";

/* Boot sector of FAT (Microsoft's FAT specification 1.03): the extended boot signature
 * 0x29, then the volume ID and the label, at one place for FAT12 and FAT16, at another
 * for FAT32. */
static bool has_id_at(const unsigned char *sector, size_t signature, uint32_t id)
{
	return sector[signature] == 0x29 && le32(sector + signature + 1) == id &&
	       memcmp(sector + signature + 5, label, sizeof(label) - 1) == 0;
}

bool medium_has_id(const struct disk *disk, const char *id)
{
	unsigned char sector[512];
	char *end;
	unsigned long number;

	if (!id || strlen(id) != ID_DIGITS || !disk->table)
		return false;
	number = strtoul(id, &end, 16);
	if (*end)
		return false;
	for (size_t i = 0; i < disk->table->count; i++)
		if (disk_read(disk, disk->table->partition[i].start, sector,
			      sizeof(sector)) == 0 &&
		    (has_id_at(sector, 38, (uint32_t)number) ||
		     has_id_at(sector, 66, (uint32_t)number)))
			return true;
	return false;
}

/* The ID on the kernel's command line; NULL: there is none. */
static const char *id_given(struct pool *pool)
{
	static const char word[] = "drydock.medium=";
	char line[CMDLINE_MAX + 1];
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t len;
	const char *found;

	if (fd < 0)
		return NULL;
	len = read(fd, line, CMDLINE_MAX);
	close(fd);
	if (len <= 0)
		return NULL;
	line[len] = '\0';
	found = strstr(line, word);
	if (!found)
		return NULL;
	found += strlen(word);
	return pool_strndup(pool, found, strcspn(found, " \n"));
}

bool medium_is(struct pool *pool, const char *name)
{
	const char *id = id_given(pool);
	struct disk *disk;
	bool is;

	/* A machine with many disks: none is opened where none can be it. */
	if (!id || disk_open(pool, name, pool_printf(pool, "/dev/%s", name), &disk) < 0)
		return false;
	is = medium_has_id(disk, id);
	close(disk->fd);
	return is;
}

const char *medium_find(struct pool *pool)
{
	struct strs names = machine_disks(pool);

	for (size_t i = 0; i < names.count; i++)
		if (medium_is(pool, names.item[i]))
			return names.item[i];
	return NULL;
}

/* Mount the file system TYPE of DEVICE where it has the file NAME. */
static int mount_with(struct pool *pool, const char *device, const char *type,
		      const char *name, const char *target)
{
	unsigned long flags = MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC;
	struct stat st;

	if (mount(device, target, type, flags, NULL) < 0)
		return -errno;
	if (lstat(pool_printf(pool, "%s/%s", target, name), &st) == 0 &&
	    S_ISREG(st.st_mode))
		return 0;
	(void)umount2(target, MNT_DETACH);
	return -ENOMEDIUM;
}

/* The partition that is FAT: of a disk image.  The EFI partition of the ISO has no
 * kernel.
 */
static int mount_partition(struct pool *pool, const char *disk, const char *target)
{
	const char *folder = pool_printf(pool, "/sys/block/%s", disk);
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int err = -ENOMEDIUM;

	while (dir && err && (entry = readdir(dir)) != NULL)
		if (access(pool_printf(pool, "%s/%s/partition", folder, entry->d_name),
			   F_OK) == 0)
			err = mount_with(pool,
					 pool_printf(pool, "/dev/%s", entry->d_name),
					 "vfat", "drydock/kernel", target);
	if (dir)
		(void)closedir(dir);
	return err;
}

/* CD drives; the ISO has its number as the name of a file. */
static int mount_cd(struct pool *pool, const char *number, const char *target)
{
	DIR *dir = opendir("/sys/block");
	const struct dirent *entry;
	int err = -ENOMEDIUM;

	while (dir && err && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, "sr", 2) == 0)
			err = mount_with(pool,
					 pool_printf(pool, "/dev/%s", entry->d_name),
					 "iso9660", number, target);
	if (dir)
		(void)closedir(dir);
	return err;
}

int medium_mount(struct pool *pool, const char *target)
{
	const char *id = id_given(pool), *disk, *number;
	int err;

	if (!id || strlen(id) != ID_DIGITS || strspn(id, "0123456789ABCDEF") != ID_DIGITS)
		return -ENOENT;
	number = pool_printf(pool, "drydock/%s", id);
	disk = medium_find(pool);
	if (!disk)
		return mount_cd(pool, number, target) ? -ENOMEDIUM : 0;
	err = mount_with(pool, pool_printf(pool, "/dev/%s", disk), "iso9660", number,
			 target);
	return err ? mount_partition(pool, disk, target) : 0;
}
