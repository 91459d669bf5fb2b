/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/partitions.h"

#include <linux/blkpg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The kernel's block/genhd.c: no more partitions of one disk have a device. */
enum { PARTITIONS_MAX = 255 };

char *partition_node(struct pool *pool, const char *name, unsigned part)
{
	size_t len = strlen(name);
	bool digit = len && name[len - 1] >= '0' && name[len - 1] <= '9';

	return pool_printf(pool, "/dev/%s%s%u", name, digit ? "p" : "", part);
}

/* What the kernel will not have, over the end or over another one, stays without. */
static void add(const struct disk *disk, const struct table_partition *part)
{
	struct blkpg_partition partition = {
		.start = (long long)part->start,
		.length = (long long)part->size,
		.pno = (int)part->number,
	};
	struct blkpg_ioctl_arg arg = {
		.op = BLKPG_ADD_PARTITION,
		.datalen = sizeof(partition),
		.data = &partition,
	};

	(void)ioctl(disk->fd, BLKPG, &arg);
}

void partitions_add(struct pool *pool, const struct disk *disk, const char *name)
{
	const struct table *table = disk->table;

	for (size_t i = 0; table && i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];

		if (part->role != TABLE_EXTENDED && part->number <= PARTITIONS_MAX &&
		    part->start < disk->size && part->size <= disk->size - part->start &&
		    access(partition_node(pool, name, part->number), F_OK) < 0)
			add(disk, part);
	}
}
