/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/extmap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <ext2fs/ext2fs.h>

/* Maps of what is still to be replayed from a journal, or known to be wrong, tell
 * nothing.
 */
static int check_state(ext2_filsys fs)
{
	if (ext2fs_has_feature_bigalloc(fs->super))
		return -ENOTSUP;
	if (ext2fs_has_feature_journal_needs_recovery(fs->super) ||
	    !(fs->super->s_state & EXT2_VALID_FS) || (fs->super->s_state & EXT2_ERROR_FS))
		return -EUCLEAN;
	return 0;
}

static void add_range(struct pool *pool, struct extmap *map, uint64_t offset,
		      uint64_t length)
{
	/* Room doubles: a fragmented file system has very many. */
	if ((map->count & (map->count + 1)) == 0)
		map->free = pool_grow(pool, map->free, map->count * sizeof(*map->free),
				      (2 * map->count + 1) * sizeof(*map->free));
	map->free[map->count++] = (struct extmap_range){ offset, length };
	map->free_bytes += length;
}

static void walk(struct pool *pool, ext2_filsys fs, struct extmap *map)
{
	blk64_t at = fs->super->s_first_data_block;
	blk64_t last = ext2fs_blocks_count(fs->super) - 1, start, end;

	while (at <= last && ext2fs_find_first_zero_block_bitmap2(fs->block_map, at, last,
								  &start) == 0) {
		if (ext2fs_find_first_set_block_bitmap2(fs->block_map, start, last,
							&end) != 0)
			end = last + 1;
		add_range(pool, map, start * fs->blocksize,
			  (end - start) * fs->blocksize);
		at = end;
	}
}

static int read_map(struct pool *pool, ext2_filsys fs, struct extmap *map)
{
	int err = check_state(fs);

	if (err < 0)
		return err;
	if (ext2fs_check_desc(fs))
		return -EUCLEAN;
	/* Its checksums are looked at where it has some. */
	if (ext2fs_read_block_bitmap(fs))
		return -EUCLEAN;
	walk(pool, fs, map);
	if (map->free_bytes / fs->blocksize != ext2fs_free_blocks_count(fs->super))
		return -EUCLEAN;
	return 0;
}

int extmap_read(struct pool *pool, const char *node, struct extmap *map)
{
	ext2_filsys fs;
	errcode_t wrong = ext2fs_open(node, EXT2_FLAG_64BITS, 0, 0, unix_io_manager, &fs);
	int err;

	*map = (struct extmap){ 0 };
	if (wrong == EXT2_ET_UNSUPP_FEATURE || wrong == EXT2_ET_RO_UNSUPP_FEATURE)
		return -ENOTSUP;
	if (wrong)
		return -EIO;
	err = read_map(pool, fs, map);
	(void)ext2fs_close_free(&fs);
	if (err < 0)
		*map = (struct extmap){ 0 };
	return err;
}

int extmap_discard(struct pool *pool, const struct volume *volume)
{
	struct extmap map;
	int err = extmap_read(pool, volume->node, &map), fd;

	if (err < 0)
		return err;
	fd = open(volume->node, O_WRONLY | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (size_t i = 0; err == 0 && i < map.count; i++) {
		uint64_t range[2] = { map.free[i].offset, map.free[i].length };

		err = ioctl(fd, BLKDISCARD, range) < 0 ? -errno : 0;
	}
	close(fd);
	return err;
}
