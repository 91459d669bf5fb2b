/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/freespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "disk/extmap.h"
#include "disk/freespace-internal.h"

/* From its own device: what is kept of the disk's may be older than the last mount. */
struct reader {
	int fd;
	uint64_t size;
};

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct reader *reader = ctx;
	const struct disk disk = { .fd = reader->fd, .size = reader->size };
	int err = disk_read(&disk, offset, buf, len);

	/* The records of NTFS alone may be more than there is memory. */
	(void)posix_fadvise(reader->fd, (off_t)offset, (off_t)len, POSIX_FADV_DONTNEED);
	return err;
}

static int read_from(struct pool *pool, const struct volume *volume, int fd,
		     struct freemap *map)
{
	struct reader reader = { fd, volume->size };
	struct superblock_source source = { on_read, &reader };

	/* Of a file there is nothing to flush. */
	(void)ioctl(fd, BLKFLSBUF);
	if (strncmp(volume->type, "ext", 3) == 0)
		return extmap_read(pool, volume->node, map);
	return freemap_read(pool, volume->type, &source, volume->size, map);
}

int volume_free(struct pool *pool, const struct volume *volume, struct freemap *map)
{
	int fd, err;

	*map = (struct freemap){ .pool = pool };
	if (!volume->type || volume->problem || !volume->node)
		return -ENOTSUP;
	fd = open(volume->node, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = read_from(pool, volume, fd, map);
	close(fd);
	/* Of a file system that was larger once, or a device that is smaller. */
	freemap_keep(map, volume->size, UINT64_MAX);
	return err;
}

/* A damaged or hostile table can lay one partition over something else. */
static bool is_alone(const struct probe *probe, const struct volume *volume)
{
	for (size_t i = 0; volume->disk && i < probe->volume_count; i++) {
		const struct volume *other = &probe->volume[i];

		if (other != volume && other->kind != VOLUME_SUBVOL &&
		    other->disk == volume->disk &&
		    other->start < volume->start + volume->size &&
		    volume->start < other->start + other->size)
			return false;
	}
	return !volume->disk || (volume->start <= volume->disk->size &&
				 volume->size <= volume->disk->size - volume->start);
}

/* Of FROM, what lies in SIZE bytes from START on, moved to TO. */
static void add_part(struct freemap *map, const struct freemap *from, uint64_t start,
		     uint64_t size, uint64_t to)
{
	for (size_t i = freemap_find(from, start);
	     i < from->count && from->range[i].start < start + size; i++) {
		uint64_t first = from->range[i].start, end = first + from->range[i].size;

		if (first < start)
			first = start;
		if (end > start + size)
			end = start + size;
		if (first < end)
			freemap_add(map, to + (first - start), end - first);
	}
}

/* Whether SEGMENT lies on DISK, in a partition that is as the table says. */
static bool is_on(const struct probe *probe, const struct lvm_segment *segment,
		  const struct disk *disk)
{
	const struct volume *member = &probe->volume[segment->member];

	return member->disk == disk && is_alone(probe, member);
}

/* What is free of a logical volume, where its segments lie on DISK. */
static void add_lv(const struct probe *probe, const struct volume *lv,
		   const struct lvm_segment *segment, size_t count,
		   const struct disk *disk, struct freemap *map)
{
	struct freemap free;

	if (lv->kind != VOLUME_LV || !lv->name || volume_free(probe->pool, lv, &free) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (segment[i].kind == SEGMENT_LINEAR &&
		    strcmp(segment[i].lv, lv->name) == 0 &&
		    is_on(probe, &segment[i], disk))
			add_part(map, &free, segment[i].within, segment[i].size,
				 probe->volume[segment[i].member].start +
					 segment[i].start);
}

void disk_free(const struct probe *probe, const struct disk *disk, struct freemap *map)
{
	size_t segments;
	struct lvm_segment *segment = lvm_segments(probe->pool, probe, &segments);

	(void)disk_gaps(probe->pool, disk, map);
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];
		struct freemap free;

		if (volume->disk == disk && volume->kind != VOLUME_SUBVOL &&
		    is_alone(probe, volume) &&
		    volume_free(probe->pool, volume, &free) == 0)
			add_part(map, &free, 0, volume->size, volume->start);
	}
	for (size_t i = 0; i < segments; i++)
		if (segment[i].kind == SEGMENT_FREE && is_on(probe, &segment[i], disk))
			freemap_add(map,
				    probe->volume[segment[i].member].start +
					    segment[i].start,
				    segment[i].size);
	for (size_t i = 0; i < probe->volume_count; i++)
		add_lv(probe, &probe->volume[i], segment, segments, disk, map);
	/* Where two do not agree, nobody is believed. */
	(void)freemap_sort(map);
}

/* Whole sectors of 4 KiB; a device that cannot is as it was. */
static uint64_t discard(const char *node, const struct freemap *map)
{
	enum { SECTOR = 4096 };
	int fd = open(node, O_WRONLY | O_CLOEXEC);
	uint64_t all = 0;

	for (size_t i = 0; fd >= 0 && i < map->count; i++) {
		uint64_t end = map->range[i].start + map->range[i].size;
		uint64_t first = (map->range[i].start + SECTOR - 1) / SECTOR * SECTOR;
		uint64_t range[2] = { first, 0 };

		end = end / SECTOR * SECTOR;
		if (first >= end)
			continue;
		range[1] = end - first;
		if (ioctl(fd, BLKDISCARD, range) < 0)
			break;
		all += range[1];
	}
	if (fd >= 0)
		close(fd);
	return all;
}

uint64_t freespace_discard(const struct probe *probe)
{
	struct freemap map;
	uint64_t all = 0;

	for (size_t i = 0; i < probe->disk_count; i++) {
		disk_free(probe, probe->disk[i], &map);
		all += discard(probe->disk[i]->path, &map);
	}
	/*
	 * Arrays and containers, of which no disk can be told.  Not logical volumes: what
	 * is discarded of one with a snapshot is copied to that, until it is full.
	 */
	for (size_t i = 0; i < probe->volume_count; i++)
		if ((probe->volume[i].kind == VOLUME_MD ||
		     probe->volume[i].kind == VOLUME_CRYPT) &&
		    volume_free(probe->pool, &probe->volume[i], &map) == 0)
			all += discard(probe->volume[i].node, &map);
	return all;
}
