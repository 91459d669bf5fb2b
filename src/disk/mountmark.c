/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/mountmark.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <string.h>

enum { MARK = sizeof(((struct ext2_super_block *)0)->s_last_mounted) };

/* Of the primary superblock alone, as the kernel does; the library sets its checksum. */
static errcode_t put(ext2_filsys fs, const char *mark)
{
	char wanted[MARK] = { 0 };

	strncpy(wanted, mark, MARK);
	if (strncmp((const char *)fs->super->s_last_mounted, wanted, MARK) == 0)
		return 0;
	memcpy(fs->super->s_last_mounted, wanted, MARK);
	fs->flags |= EXT2_FLAG_MASTER_SB_ONLY | EXT2_FLAG_SUPER_ONLY;
	ext2fs_mark_super_dirty(fs);
	return ext2fs_flush(fs);
}

int mountmark_restore(const struct volume *volume)
{
	const int flags = EXT2_FLAG_RW | EXT2_FLAG_64BITS | EXT2_FLAG_SUPER_ONLY;
	ext2_filsys fs;
	errcode_t err;

	if (!volume->fs || volume->fs->family != SUPERBLOCK_EXT)
		return 0;
	if (ext2fs_open(volume->node, flags, 0, 0, unix_io_manager, &fs))
		return -EIO;
	err = put(fs, volume->last_mounted ? volume->last_mounted : "");
	if (ext2fs_close_free(&fs))
		err = EXT2_ET_SHORT_WRITE;
	return err ? -EIO : 0;
}
