/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: facts DISK
 *
 * What a disk holds, for comparing: the sums of the blocks before its first partition
 * (1 MiB) and behind the last whole MiB, and each file of the ext4 file system from 1 MiB
 * on, with type, mode, owner, links, time of change, extended attributes, and the sum of
 * its content.  Directories without their times and links, and what drydock keeps for
 * itself is left out.
 */
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MIB = 1 << 20,
	NEW = 1750000000, /* what is made in a test is as new as the test */
};

static void die(const char *what, errcode_t err)
{
	fprintf(stderr, "facts: %s: %s\n", what, err ? error_message(err) : "failed");
	exit(4);
}

static void print_sum(const void *data, size_t len)
{
	unsigned char sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, len, data);
	sha256_digest(&hash, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		printf("%02x", sum[i]);
	putchar('\n');
}

static void print_blocks(const char *path)
{
	static unsigned char head[MIB];
	int fd = open(path, O_RDONLY);

	if (fd < 0 || pread(fd, head, MIB, 0) != MIB)
		die(path, 0);
	close(fd);
	printf("blocks ");
	print_sum(head, MIB);
}

static int print_xattr(char *name, char *value, size_t len, void *arg)
{
	(void)arg;
	printf(" %s=", name);
	for (size_t i = 0; i < len; i++)
		printf("%02x", (unsigned char)value[i]);
	return 0;
}

static void print_content(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode)
{
	unsigned size = inode->i_size;
	char *data = calloc(1, size + 1);
	ext2_file_t file;
	unsigned got = 0;
	errcode_t err;

	if (LINUX_S_ISLNK(inode->i_mode) && ext2fs_is_fast_symlink(inode)) {
		print_sum(inode->i_block, size);
		free(data);
		return;
	}
	err = ext2fs_file_open(fs, ino, 0, &file);
	if (!err && size)
		err = ext2fs_file_read(file, data, size, &got);
	if (err || got != size)
		die("reading a file", err);
	ext2fs_file_close(file);
	print_sum(data, size);
	free(data);
}

struct walk {
	ext2_filsys fs;
	const char *path;
};

static int visit(ext2_ino_t dir, int entry, struct ext2_dir_entry *dirent, int offset,
		 int blocksize, char *buf, void *arg);

static void list(ext2_filsys fs, ext2_ino_t dir, const char *path)
{
	struct walk walk = { fs, path };
	errcode_t err = ext2fs_dir_iterate2(fs, dir, 0, NULL, visit, &walk);

	if (err)
		die(path, err);
}

static void print_file(ext2_filsys fs, ext2_ino_t ino, const char *path)
{
	bool is_dir;
	struct ext2_inode_large inode;
	struct ext2_xattr_handle *handle;
	errcode_t err = ext2fs_read_inode_full(fs, ino, (struct ext2_inode *)&inode,
					       sizeof(inode));

	if (err)
		die(path, err);
	is_dir = LINUX_S_ISDIR(inode.i_mode);
	printf("%s %o %u:%u flags %x", path, inode.i_mode, inode.i_uid, inode.i_gid,
	       inode.i_flags & (EXT2_IMMUTABLE_FL | EXT2_APPEND_FL));
	if (!is_dir)
		printf(" links %u", inode.i_links_count);
	if (!is_dir && inode.i_mtime < NEW)
		printf(" mtime %u.%u", inode.i_mtime, inode.i_mtime_extra);
	if (ext2fs_xattrs_open(fs, ino, &handle) == 0) {
		if (ext2fs_xattrs_read(handle) == 0)
			ext2fs_xattrs_iterate(handle, print_xattr, NULL);
		ext2fs_xattrs_close(&handle);
	}
	if (is_dir || (!LINUX_S_ISREG(inode.i_mode) && !LINUX_S_ISLNK(inode.i_mode))) {
		putchar('\n');
		if (is_dir)
			list(fs, ino, path);
		return;
	}
	putchar(' ');
	print_content(fs, ino, (struct ext2_inode *)&inode);
}

static int visit(ext2_ino_t dir, int entry, struct ext2_dir_entry *dirent, int offset,
		 int blocksize, char *buf, void *arg)
{
	const struct walk *walk = arg;
	int len = ext2fs_dirent_name_len(dirent);
	char path[4096];

	(void)dir;
	(void)entry;
	(void)offset;
	(void)blocksize;
	(void)buf;
	if ((len == 1 && dirent->name[0] == '.') ||
	    (len == 2 && memcmp(dirent->name, "..", 2) == 0))
		return 0;
	(void)snprintf(path, sizeof(path), "%s/%.*s", walk->path, len, dirent->name);
	if (strcmp(path, "/var/lib/drydock") != 0)
		print_file(walk->fs, dirent->inode, path);
	return 0;
}

int main(int argc, char **argv)
{
	char name[4096];
	ext2_filsys fs;
	errcode_t err;

	if (argc != 2)
		return 2;
	print_blocks(argv[1]);
	(void)snprintf(name, sizeof(name), "%s", argv[1]);
	err = ext2fs_open2(name, "offset=1048576", EXT2_FLAG_64BITS, 0, 0,
			   unix_io_manager, &fs);
	if (err)
		die(name, err);
	list(fs, EXT2_ROOT_INO, "");
	ext2fs_close(fs);
	return 0;
}
