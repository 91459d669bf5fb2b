/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_at(int fd, uint64_t offset, void *buffer, size_t len)
{
	unsigned char *to = buffer;

	while (len > 0) {
		ssize_t got = pread(fd, to, len, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return -EIO;
		to += got;
		offset += (uint64_t)got;
		len -= (size_t)got;
	}
	return 0;
}

int disk_read(const struct disk *disk, uint64_t offset, void *buffer, size_t len)
{
	if (offset > disk->size || len > disk->size - offset)
		return -EIO;
	return read_at(disk->fd, offset, buffer, len);
}

int volume_read(const struct volume *volume, uint64_t offset, void *buffer, size_t len)
{
	int fd, err;

	if (offset > volume->size || len > volume->size - offset)
		return -EIO;
	if (volume->disk)
		return disk_read(volume->disk, volume->start + offset, buffer, len);
	fd = open(volume->node, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = read_at(fd, offset, buffer, len);
	close(fd);
	return err;
}

static int size_of(struct disk *disk)
{
	struct stat st;
	int sector = 512;

	if (fstat(disk->fd, &st) < 0)
		return -errno;
	disk->size = (uint64_t)st.st_size;
	if (S_ISBLK(st.st_mode) && (ioctl(disk->fd, BLKGETSIZE64, &disk->size) < 0 ||
				    ioctl(disk->fd, BLKSSZGET, &sector) < 0))
		return -errno;
	disk->sector = (unsigned)sector;
	return 0;
}

static int read_for_table(void *ctx, uint64_t offset, void *buffer, size_t len)
{
	return disk_read(ctx, offset, buffer, len);
}

int disk_open(struct pool *pool, const char *name, const char *path, struct disk **out)
{
	struct disk *disk = pool_alloc(pool, sizeof(*disk));
	struct table_source source;
	struct table *table;
	int err;

	disk->name = pool_strdup(pool, name);
	disk->path = pool_strdup(pool, path);
	disk->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (disk->fd < 0)
		return -errno;
	err = size_of(disk);
	if (err < 0) {
		close(disk->fd);
		return err;
	}
	source = (struct table_source){ read_for_table, disk, disk->size, disk->sector };
	if (table_read(pool, &source, &table) == 0)
		disk->table = table;
	*out = disk;
	return 0;
}

struct below {
	struct pool *pool;
	const struct volume *volume;
	size_t count;
	bool *seen; /* volumes: what is stacked in a circle ends */
	const struct disk **disk;
	size_t disks;
};

static void disk_add(struct below *below, const struct disk *disk)
{
	for (size_t i = 0; i < below->disks; i++)
		if (below->disk[i] == disk)
			return;
	below->disk[below->disks++] = disk;
}

static void look_below(struct below *below, size_t which)
{
	const struct volume *volume;

	if (which >= below->count || below->seen[which])
		return;
	below->seen[which] = true;
	volume = &below->volume[which];
	if (volume->disk)
		disk_add(below, volume->disk);
	for (size_t i = 0; i < volume->under_count; i++)
		look_below(below, volume->under[i]);
}

const struct disk **volume_disks(struct pool *pool, const struct volume *volume,
				 size_t count, size_t which, size_t *disks)
{
	struct below below = {
		.pool = pool,
		.volume = volume,
		.count = count,
		.seen = pool_alloc(pool, count * sizeof(*below.seen)),
		.disk = pool_alloc(pool, count * sizeof(struct disk *)),
	};

	look_below(&below, which);
	*disks = below.disks;
	return below.disk;
}
