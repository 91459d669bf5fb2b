/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: many-files IMAGE FILES
 *
 * Puts FILES empty files into the ext4 file system IMAGE, a thousand a directory, below
 * /many.  Inodes and directory blocks are written one after the other, in the order in
 * which they lie: five million take a minute, where mke2fs -d takes hours.
 */
#include <ext2fs/ext2fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_DIR = 1000, DIRS_PER_PARENT = 500 };

static void must(errcode_t err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: %s\n", what, error_message(err));
	exit(1);
}

static ext2_ino_t next_free(ext2_filsys fs, ext2_ino_t from)
{
	ext2_ino_t found;

	must(ext2fs_find_first_zero_inode_bitmap2(fs->inode_map, from,
						  fs->super->s_inodes_count, &found),
	     "no inode is free");
	return found;
}

static ext2_ino_t make_dir(ext2_filsys fs, ext2_ino_t parent, const char *name)
{
	ext2_ino_t ino;
	errcode_t err = ext2fs_mkdir(fs, parent, 0, name);

	if (err == EXT2_ET_DIR_NO_SPACE) {
		must(ext2fs_expand_dir(fs, parent), name);
		err = ext2fs_mkdir(fs, parent, 0, name);
	}
	must(err, name);
	must(ext2fs_lookup(fs, parent, name, (int)strlen(name), NULL, &ino), name);
	return ino;
}

static ext2_ino_t make_file(ext2_filsys fs, ext2_ino_t from)
{
	struct ext2_inode inode = { .i_mode = LINUX_S_IFREG | 0644, .i_links_count = 1 };
	ext2_ino_t ino = next_free(fs, from);

	inode.i_atime = inode.i_ctime = inode.i_mtime = 1700000000;
	must(ext2fs_write_new_inode(fs, ino, &inode), "inode");
	ext2fs_inode_alloc_stats2(fs, ino, +1, 0);
	return ino;
}

int main(int argc, char **argv)
{
	ext2_filsys fs;
	ext2_ino_t many, parent = 0, dir = 0, last;
	long files = argc == 3 ? atol(argv[2]) : 0;
	char name[32];

	if (files <= 0)
		return 2;
	must(ext2fs_open(argv[1], EXT2_FLAG_RW | EXT2_FLAG_64BITS, 0, 0, unix_io_manager,
			 &fs),
	     argv[1]);
	must(ext2fs_read_bitmaps(fs), "bitmaps");
	many = make_dir(fs, EXT2_ROOT_INO, "many");
	last = EXT2_FIRST_INO(fs->super);
	for (long i = 0; i < files; i++) {
		if (i % (PER_DIR * DIRS_PER_PARENT) == 0) {
			snprintf(name, sizeof(name), "p%ld",
				 i / PER_DIR / DIRS_PER_PARENT);
			parent = make_dir(fs, many, name);
		}
		if (i % PER_DIR == 0) {
			snprintf(name, sizeof(name), "d%ld", i / PER_DIR);
			dir = make_dir(fs, parent, name);
		}
		last = make_file(fs, last);
		snprintf(name, sizeof(name), "file-%ld", i);
		if (ext2fs_link(fs, dir, name, last, EXT2_FT_REG_FILE)) {
			must(ext2fs_expand_dir(fs, dir), name);
			must(ext2fs_link(fs, dir, name, last, EXT2_FT_REG_FILE), name);
		}
	}
	must(ext2fs_close_free(&fs), "close");
	return 0;
}
