/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An initramfs: cpio archives, plain and compressed, one after the other, unpacked over
 * each other (kernel Documentation/driver-api/early-userspace/buffer-format.rst,
 * init/initramfs.c).
 *
 * Its one law: what is seen here is what the kernel would have unpacked.  An entry goes
 * where the links of the archive lead it, a later one replaces an earlier one, and one
 * whose directory is missing is dropped.
 */
#pragma once

#include "format/inflate.h"

struct initramfs_index;

struct initramfs_segment {
	size_t offset,
		len; /* in the image, bytes; zeros after a plain archive included */
	enum inflate_kind kind; /* INFLATE_NONE: a plain cpio archive */
	size_t entries;
};

/* The segment of "/", "/dev" and "/root", which every kernel brings itself. */
#define INITRAMFS_BUILTIN SIZE_MAX

struct initramfs_file {
	const char *path; /* where it ended up, "/usr/lib/x" */
	uint32_t mode;    /* type and permissions, as st_mode */
	uint64_t size;
	const char *target; /* of a symbolic link, else NULL */
	struct bytes data;  /* where kept; else empty */
	size_t segment;
};

struct initramfs {
	struct initramfs_segment *segment;
	size_t segment_count;
	struct initramfs_file *file; /* in order of first appearance */
	size_t file_count;
	uint64_t inflated;     /* bytes that came out of compressed segments */
	const char *problem;   /* where reading stopped and why; NULL: all was read */
	size_t problem_offset; /* in the image */
	struct initramfs_index *index;
};

struct initramfs_options {
	/* Whether the data of a regular file is kept; NULL: none is. */
	bool (*keep)(const char *path, uint64_t size, void *ctx);
	void *ctx;
	uint64_t inflate_limit; /* bytes of all segments; 0: 4 GiB */
	uint64_t keep_limit;    /* bytes kept, replaced files included; 0: 64 MiB; past it
				   none is */
};

/*
 * Read IMAGE.  *OUT belongs to POOL and copies what it keeps, so IMAGE may go away.
 *
 * Returns 0, also for a damaged or truncated image: *OUT then holds what was read, and
 * problem is set.  -EMEDIUMTYPE: no initramfs but an old initrd, a file system (ext2,
 * cramfs, romfs, minix, squashfs; plain or compressed); problem says which.
 */
int initramfs_read(struct pool *pool, struct bytes image,
		   const struct initramfs_options *options, struct initramfs **out);

/*
 * The same of an image of BASE_LEN bytes, which BASE was read from without a problem, and
 * of what was ADDED behind it, without reading the first again.  BASE stays as it is.  An
 * lz4 frame that continues one before it is a segment of its own here.
 */
void initramfs_read_on(struct pool *pool, const struct initramfs *base, size_t base_len,
		       struct bytes added, const struct initramfs_options *options,
		       struct initramfs **out);

/* The file at PATH, or NULL; links to directories are followed, a last link is not. */
const struct initramfs_file *initramfs_find(const struct initramfs *archive,
					    const char *path);

/* The same with a last link followed. */
const struct initramfs_file *initramfs_resolve(const struct initramfs *archive,
					       const char *path);

/* Where the modules of kernel KVER really lie ("/usr/lib/modules/6.1.0"), or NULL. */
const char *initramfs_modules_dir(const struct initramfs *archive, const char *kver);

/* Whether module NAME ('-' and '_' are the same) of kernel KVER is there as a file. */
bool initramfs_has_module(const struct initramfs *archive, const char *kver,
			  const char *name);

struct initramfs_new_file {
	const char *path;
	uint32_t mode; /* 0100644, 0120777 with the target as data, 040755 … */
	struct bytes data;
};

/*
 * The bytes to append at offset IMAGE_LEN, the end of the image ARCHIVE was read from, so
 * that COUNT files are added or replaced.  Paths follow the links of the archive;
 * directories that exist get no entry (one over a link to a directory would delete the
 * link); missing ones get one of mode 0755.  After an lz4-legacy segment comes another
 * one without padding, all that kernels before 2020 take; else zeros up to 4 and gzip.
 *
 * Returns 0; -EBADMSG where ARCHIVE has a problem (the kernel would not come so far),
 * -ENOTDIR, -EISDIR, -ELOOP, -ENOENT or -ENAMETOOLONG where a path cannot be placed.
 */
int initramfs_segment_make(struct pool *pool, const struct initramfs *archive,
			   size_t image_len, const struct initramfs_new_file *file,
			   size_t count, struct bytes *out);

struct initramfs_filter {
	bool (*drop)(const char *name, void *ctx); /* NAME is as the archive writes it */
	void *ctx;
	uint64_t limit; /* bytes of what stays, and of what is read of one segment */
};

/*
 * IMAGE, which ARCHIVE was read from, without the files FILTER drops.  Plain archives
 * before the first packed one stay as they are; the others become one, packed with gzip,
 * or lz4 where the last was.  Returns 0, -EBADMSG where ARCHIVE has a problem, -EFBIG
 * where it is more than the limit, or what reading said.
 */
int initramfs_filter(struct pool *pool, struct bytes image,
		     const struct initramfs *archive,
		     const struct initramfs_filter *filter, struct bytes *out);
