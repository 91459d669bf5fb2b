/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks outside of file systems: which disk they are on, and writing them. */
#include "engine/undo-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine/undo-torn.h"

void undo_note_blocks(struct pool *pool, const struct block_edit *edit, size_t count,
		      struct undo_log *log)
{
	log->block = pool_alloc(pool, (count + 1) * sizeof(*log->block));
	for (size_t i = 0; i < count; i++)
		log->block[i] = (struct undo_block){
			.disk = edit[i].disk->name,
			.disk_size = edit[i].disk->size,
			.offset = edit[i].offset,
			.what = edit[i].what,
			.before = edit[i].before,
			.after = edit[i].after,
		};
	log->blocks = count;
}

/* A disk is known by its size and by what it holds there: names change. */
static bool fits(struct pool *pool, const struct disk *disk,
		 const struct undo_block *block)
{
	unsigned char *now;

	if (disk->size != block->disk_size)
		return false;
	now = pool_alloc(pool, block->before.len + 1);
	return disk_read(disk, block->offset, now, block->before.len) == 0 &&
	       torn_sectors((struct bytes){ now, block->before.len }, block->before,
			    block->after);
}

const struct disk *undo_disk_of(struct pool *pool, const struct undo_block *block,
				struct disk *const *disk, size_t disks)
{
	const struct disk *found = NULL;

	for (size_t i = 0; i < disks; i++) {
		if (!fits(pool, disk[i], block))
			continue;
		if (strcmp(disk[i]->name, block->disk) == 0)
			return disk[i];
		/* Two that could be it: neither. */
		if (found)
			return NULL;
		found = disk[i];
	}
	return found;
}

static int write_block(const struct disk *disk, uint64_t offset, struct bytes data)
{
	int fd = open(disk->path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	while (data.len && !err) {
		ssize_t put = pwrite(fd, data.data, data.len, (off_t)offset);

		if (put < 0 && errno != EINTR)
			err = -errno;
		if (put < 0)
			continue;
		offset += (uint64_t)put;
		data = bytes_slice(data, (size_t)put, SIZE_MAX);
	}
	if (!err && fsync(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* Back in the other direction, should two touch one place. */
int undo_write_blocks(struct pool *pool, const struct undo_log *log,
		      struct disk *const *disk, size_t disks, bool forward,
		      const char **why)
{
	for (size_t i = 0; i < log->blocks; i++) {
		const struct undo_block *block =
			&log->block[forward ? i : log->blocks - 1 - i];
		const struct disk *on = undo_disk_of(pool, block, disk, disks);
		int err = on ? write_block(on, block->offset,
					   forward ? block->after : block->before)
			     : -ESTALE;

		if (err < 0) {
			*why = pool_printf(pool, "writing %s at byte %llu of %s: %s",
					   block->what, (unsigned long long)block->offset,
					   block->disk, strerror(-err));
			return err;
		}
	}
	return 0;
}
