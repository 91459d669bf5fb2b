/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/medium.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
