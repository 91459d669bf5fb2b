/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/extmap.h"

#include <errno.h>

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

/* How many there are, in blocks. */
static blk64_t walk(ext2_filsys fs, struct freemap *map)
{
	blk64_t at = fs->super->s_first_data_block;
	blk64_t last = ext2fs_blocks_count(fs->super) - 1, start, end, free = 0;

	while (at <= last && ext2fs_find_first_zero_block_bitmap2(fs->block_map, at, last,
								  &start) == 0) {
		if (ext2fs_find_first_set_block_bitmap2(fs->block_map, start, last,
							&end) != 0)
			end = last + 1;
		freemap_add(map, start * fs->blocksize, (end - start) * fs->blocksize);
		free += end - start;
		at = end;
	}
	return free;
}

static int read_map(ext2_filsys fs, struct freemap *map)
{
	int err = check_state(fs);

	if (err < 0)
		return err;
	if (ext2fs_check_desc(fs))
		return -EUCLEAN;
	/* Its checksums are looked at where it has some. */
	if (ext2fs_read_block_bitmap(fs))
		return -EUCLEAN;
	return walk(fs, map) == ext2fs_free_blocks_count(fs->super) ? 0 : -EUCLEAN;
}

int extmap_read(struct pool *pool, const char *node, struct freemap *map)
{
	ext2_filsys fs;
	errcode_t wrong = ext2fs_open(node, EXT2_FLAG_64BITS, 0, 0, unix_io_manager, &fs);
	int err;

	*map = (struct freemap){ .pool = pool };
	if (wrong == EXT2_ET_UNSUPP_FEATURE || wrong == EXT2_ET_RO_UNSUPP_FEATURE)
		return -ENOTSUP;
	if (wrong)
		return -EIO;
	err = read_map(fs, map);
	(void)ext2fs_close_free(&fs);
	if (err < 0)
		map->count = 0;
	return err;
}
