/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/chain.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

enum { DEPTH_MAX = 64 };

/* O_EXCL on a block device: not while it is mounted or part of a RAID (open(2)). */
static int file_open(const char *path, struct stat *seen)
{
	int fd, err, flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

	if (stat(path, seen) < 0)
		return -errno;
	if (S_ISDIR(seen->st_mode))
		return -EISDIR;
	if (!S_ISREG(seen->st_mode) && !S_ISBLK(seen->st_mode))
		return -EMEDIUMTYPE;
	fd = open(path, S_ISBLK(seen->st_mode) ? flags | O_EXCL : flags);
	if (fd < 0)
		return -errno;
	err = fstat(fd, seen) < 0 ? -errno : 0;
	if (!err && !S_ISREG(seen->st_mode) && !S_ISBLK(seen->st_mode))
		err = -EMEDIUMTYPE;
	if (err)
		(void)close(fd);
	return err ? err : fd;
}

/*
 * What a running VM may write carries QEMU's shared lock on this byte: RAW_LOCK_PERM_BASE
 * and the bit BLK_PERM_WRITE, in its block/file-posix.c and include/block/block-common.h.
 */
static bool is_written_by_qemu(int fd)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 101, .l_len = 1
	};

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

int image_file_open(const char *path, const char *shown, struct span *span,
		    struct stat *seen, struct host_error *error)
{
	int fd = file_open(path, seen);
	off_t size;

	switch (fd) {
	case -ENOENT:
		return host_fail(error, ENOENT, "'%s': no such file", shown);
	case -EISDIR:
		return host_fail(error, EISDIR, "'%s' is a directory", shown);
	case -EMEDIUMTYPE:
		return host_fail(error, EMEDIUMTYPE,
				 "'%s' is neither a regular file nor a block device",
				 shown);
	case -EBUSY:
		return host_fail(error, EBUSY, "'%s' is in use (mounted?)", shown);
	default:
		break;
	}
	if (fd < 0)
		return host_fail(error, -fd, "cannot open '%s': %s", shown,
				 strerror(-fd));
	if (is_written_by_qemu(fd)) {
		(void)close(fd);
		return host_fail(error, EBUSY,
				 "'%s' is in use by another process (a running VM?)",
				 shown);
	}
	size = lseek(fd, 0, SEEK_END);
	*span = (struct span){ fd, 0, size > 0 ? (uint64_t)size : 0 };
	return fd;
}

static void add_file(struct chain *chain, const char *path, const struct stat *seen)
{
	size_t size = chain->files * sizeof(*chain->file);

	if ((chain->files & (chain->files - 1)) == 0)
		chain->file = pool_grow(chain->pool, chain->file, size,
					2 * size + sizeof(*chain->file));
	chain->file[chain->files++] = (struct chain_file){ path, *seen };
}

/*
 * Whether PATH is a file that may be meant in the directory ROOT.  An image in a home
 * directory has no business in its ".ssh", and one in "/" none in "/etc".
 */
static bool is_inside(const char *path, const char *root)
{
	const char *rest = path + strlen(root);

	if (!path_is_below(path, root))
		return false;
	if (strcmp(root, "/") == 0)
		return !strchr(path + 1, '/') && path[1] != '.';
	return !strstr(rest, "/.");
}

/*
 * Where REF of IMAGE leads, as an absolute path without links, if it may.
 */
static int resolve(struct chain *chain, const struct image *image, const struct ref *ref,
		   const char **path)
{
	const char *kind = ref_kind_text(ref->kind), *joined;
	enum ref_shape shape = ref_shape(ref->name);
	char *real;

	if (chain->trust == TRUST_NONE || shape == REF_EMPTY)
		return host_fail(chain->error, EPERM,
				 "'%s' needs the %s '%s', which is not in the archive",
				 image->path, kind, ref->name);
	if (shape != REF_PLAIN && chain->trust != TRUST_ALL)
		return host_fail(chain->error, EPERM,
				 "'%s' names the %s '%s', which %s: refused "
				 "(--trust-references allows it)",
				 image->path, kind, ref->name, ref_shape_text(shape));
	joined = ref->name[0] == '/'
			 ? ref->name
			 : pool_printf(chain->pool, "%s/%s",
				       path_parent(chain->pool, image->path), ref->name);
	real = realpath(joined, NULL);
	if (!real)
		return host_fail(chain->error, ENODATA,
				 "'%s' needs the %s '%s', which cannot be found: %s",
				 image->path, kind, joined, strerror(errno));
	*path = pool_strdup(chain->pool, real);
	free(real);
	if (chain->trust != TRUST_ALL && !is_inside(*path, chain->root))
		return host_fail(
			chain->error, EPERM,
			"'%s' names the %s '%s', which is '%s', hidden or outside "
			"of its directory: refused (--trust-references allows it)",
			image->path, kind, ref->name, *path);
	return 0;
}

/* A data file or an extent: opened, measured and closed. */
static int check_part(struct chain *chain, const struct image *image,
		      const struct ref *ref, const char *path)
{
	struct refs nested = { 0 };
	const char *why = NULL;
	struct stat seen;
	struct span span;
	int err = 0, fd = image_file_open(path, path, &span, &seen, chain->error);

	if (fd < 0)
		return fd;
	if (S_ISBLK(seen.st_mode) && chain->trust != TRUST_ALL)
		err = host_fail(chain->error, EPERM,
				"'%s' names the device '%s': refused "
				"(--trust-references allows it)",
				image->path, path);
	else if (span.size < ref->needs)
		err = host_fail(chain->error, ENODATA, "'%s' is truncated, '%s' says",
				path, image->path);
	/* A sparse extent that is a descriptor again would be followed by QEMU. */
	else if (ref->kind == REF_EXTENT && strcmp(ref->format, "vmdk") == 0 &&
		 (vmdk_refs_read(chain->pool, &span, &nested, &why) || nested.count))
		err = host_fail(chain->error, EPERM,
				"'%s', an extent of '%s', names further files: refused",
				path, image->path);
	(void)close(fd);
	if (!err)
		add_file(chain, path, &seen);
	return err;
}

static int image_open(struct chain *chain, const struct chain_top *top, unsigned depth,
		      struct image **opened);

static int open_backing(struct chain *chain, struct image *image, const struct ref *ref,
			const char *path, unsigned depth)
{
	struct chain_top next = { .path = path, .shown = path, .kind = IMAGE_OTHER };

	if (ref->format)
		next.kind = image_kind_named(ref->format);
	if (ref->format && next.kind == IMAGE_OTHER)
		return host_fail(chain->error, EOPNOTSUPP,
				 "'%s' says that its backing file is of the format '%s', "
				 "which is not supported",
				 image->path, ref->format);
	image->has_backing = BACKING_IMAGE;
	return image_open(chain, &next, depth + 1, &image->backing);
}

static int open_ref(struct chain *chain, struct image *image, const struct ref *ref,
		    unsigned depth)
{
	const char *path = NULL;
	int err;

	if (chain->trust == TRUST_ALL && ref_shape(ref->name) == REF_PROTOCOL) {
		if (ref->kind == REF_BACKING)
			image->has_backing = BACKING_TRUSTED_URL;
		return 0;
	}
	err = resolve(chain, image, ref, &path);
	if (err)
		return err;
	if (ref->kind == REF_BACKING)
		return open_backing(chain, image, ref, path, depth);
	if (ref->kind == REF_DATA)
		image->data_file = path;
	return check_part(chain, image, ref, path);
}

static int open_refs(struct chain *chain, struct image *image, unsigned depth)
{
	const char *why = "cannot be read";
	struct refs refs;
	int err = refs_read(chain->pool, &image->span, image->kind, &refs, &why);

	if (err)
		return host_fail(chain->error, -err, "'%s' %s", image->path, why);
	for (size_t i = 0; !err && i < refs.count; i++)
		err = open_ref(chain, image, &refs.item[i], depth);
	return err;
}

/* What the header says, and that QEMU can be told of it. */
static int image_identify(struct chain *chain, const struct chain_top *top,
			  struct image *image)
{
	struct sniff sniff;
	json_t *name = json_string(image->path);
	int err;

	if (!name)
		return host_fail(chain->error, EINVAL,
				 "'%s': QEMU takes no name that is not UTF-8",
				 top->shown);
	json_decref(name);
	err = top->kind == IMAGE_OTHER ? image_sniff(&image->span, &sniff)
				       : image_sniff_as(&image->span, top->kind, &sniff);
	if (err)
		return host_fail(chain->error, -err, "cannot read '%s': %s", top->shown,
				 strerror(-err));
	image->kind = sniff.kind;
	image->what = sniff.what;
	if (sniff.kind == IMAGE_OTHER && image->span.size > 0)
		return host_fail(chain->error, EMEDIUMTYPE,
				 "'%s' is %s, not a disk image", top->shown, sniff.what);
	if (sniff.error)
		return host_fail(chain->error, sniff.error, "'%s' %s", top->shown,
				 sniff.problem);
	if (!image_driver(sniff.kind))
		return host_fail(chain->error, EMEDIUMTYPE, "'%s' is %s inside an image",
				 top->shown, sniff.what);
	return 0;
}

static bool is_above(const struct chain *chain, const struct stat *seen)
{
	for (size_t i = 0; i < chain->files; i++)
		if (chain->file[i].seen.st_dev == seen->st_dev &&
		    chain->file[i].seen.st_ino == seen->st_ino)
			return true;
	return false;
}

static int image_open(struct chain *chain, const struct chain_top *top, unsigned depth,
		      struct image **opened)
{
	struct image *image = pool_alloc(chain->pool, sizeof(*image));
	struct stat seen;
	int err, fd;

	*opened = image;
	image->path = top->path;
	image->span.fd = -1;
	fd = image_file_open(top->path, top->shown, &image->span, &seen, chain->error);
	if (fd < 0) {
		image->span.fd = -1;
		return fd;
	}
	image->is_device = S_ISBLK(seen.st_mode);
	if (image->is_device && depth > 0 && chain->trust != TRUST_ALL)
		return host_fail(chain->error, EPERM,
				 "the device '%s' as a backing file: refused "
				 "(--trust-references allows it)",
				 top->path);
	if (depth > DEPTH_MAX || is_above(chain, &seen))
		return host_fail(chain->error, EBADMSG,
				 "'%s' is its own backing file, or the chain is too long",
				 top->path);
	if (top->size) {
		image->span = span_slice(&image->span, top->start, top->size);
		image->is_window = true;
	}
	add_file(chain, top->path, &seen);
	err = image_identify(chain, top, image);
	return err ? err : open_refs(chain, image, depth);
}

int chain_open(struct pool *pool, const struct chain_top *top, struct chain *chain,
	       struct host_error *error)
{
	char *root = realpath(path_parent(pool, top->path), NULL);

	*chain = (struct chain){ .pool = pool, .trust = chain->trust, .error = error };
	if (!root)
		return host_fail(error, errno, "'%s': %s", top->shown, strerror(errno));
	chain->root = pool_strdup(pool, root);
	free(root);
	return image_open(chain, top, 0, &chain->top);
}

void chain_close(struct chain *chain)
{
	for (struct image *image = chain->top; image; image = image->backing) {
		if (image->span.fd >= 0)
			(void)close(image->span.fd);
		image->span.fd = -1;
	}
}

int chain_file_unchanged(const struct chain_file *file, struct host_error *error)
{
	const struct stat *was = &file->seen;
	struct stat now;

	if (stat(file->path, &now) == 0 && now.st_dev == was->st_dev &&
	    now.st_ino == was->st_ino && now.st_size == was->st_size &&
	    now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == was->st_mtim.tv_nsec)
		return 0;
	return host_fail(error, ESTALE, "'%s' was changed by another program meanwhile",
			 file->path);
}

int chain_unchanged(const struct chain *chain, struct host_error *error)
{
	int err = 0;

	for (size_t i = 0; !err && i < chain->files; i++)
		err = chain_file_unchanged(&chain->file[i], error);
	return err;
}
