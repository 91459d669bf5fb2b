/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/blockspec.h"
#include "host/imagetool.h"
#include "host/tar.h"
#include "host/unpack.h"

enum { NESTING_MAX = 4 /* an .ova.xz with a disk that is packed again is three */ };

/* The archive or packed file that is being looked into. */
struct layer {
	const char *path;
	struct span span; /* of the image; the descriptor is ours */
	struct stat seen;
};

static int layer_open(struct layer *layer, const char *path, const char *shown,
		      struct host_error *error)
{
	int fd;

	layer->path = path;
	fd = image_file_open(path, shown, &layer->span, &layer->seen, error);
	return fd < 0 ? fd : 0;
}

static void layer_close(struct layer *layer)
{
	if (layer->span.fd >= 0)
		(void)close(layer->span.fd);
	layer->span.fd = -1;
}

/* Goes on with what is packed in LAYER, in a new file of the work directory. */
static int enter_packed(struct source *source, const struct source_request *request,
			struct workdir *work, struct layer *layer, int depth,
			struct host_error *error)
{
	char *to = workdir_file(
		source->pool, work,
		pool_printf(source->pool, "source-%u-%d", source->number, depth));
	int err = unpack(&layer->span, source->shown, to, request->progress, error);

	layer_close(layer);
	return err ? err : layer_open(layer, to, source->shown, error);
}

static int enter_tar(struct source *source, const struct source_request *request,
		     struct layer *layer, int depth, struct host_error *error)
{
	struct tar_member disk;
	int err = tar_find_disk(source->pool, &layer->span, source->shown,
				request->member, &disk, error);

	if (err)
		return err;
	layer->span = span_slice(&layer->span, disk.start, disk.size);
	if (layer->span.size == 0)
		return host_fail(error, EMEDIUMTYPE, "'%s': its disk '%s' is empty",
				 source->shown, disk.name);
	source->shown = pool_printf(source->pool, "%s: %s", source->shown, disk.name);
	if (disk.in_ovf && depth == 0)
		source->container = "ova";
	else if (depth == 1 && strcmp(disk.name, "disk.raw") == 0)
		source->container = "raw-tar-gz";
	return 0;
}

/* Opens archives and packed files until there is an image. */
static int enter(struct source *source, const struct source_request *request,
		 struct workdir *work, struct layer *layer, struct host_error *error)
{
	int err = 0;

	for (int depth = 0; !err; depth++) {
		struct sniff sniff;

		err = image_sniff(&layer->span, &sniff);
		if (err)
			return host_fail(error, -err, "cannot read '%s': %s",
					 source->shown, strerror(-err));
		if (sniff.kind != IMAGE_PACKED && sniff.kind != IMAGE_TAR)
			return 0;
		if (depth == NESTING_MAX)
			return host_fail(error, EMEDIUMTYPE,
					 "'%s' is packed too many times", source->shown);
		if (depth == 0)
			source->packed = sniff.what;
		err = sniff.kind == IMAGE_TAR
			      ? enter_tar(source, request, layer, depth, error)
			      : enter_packed(source, request, work, layer, depth, error);
	}
	return err;
}

static int open_image(struct source *source, const struct source_request *request,
		      struct workdir *work, const char *real, struct host_error *error)
{
	struct chain_top top = { .path = real,
				 .shown = request->path,
				 .kind = IMAGE_OTHER };
	struct layer layer = { .span.fd = -1 };
	int err = layer_open(&layer, real, request->path, error);

	if (err)
		return err;
	source->mode = layer.seen.st_mode & 0666;
	source->file = (struct chain_file){ real, layer.seen };
	source->chain.trust = request->trust;
	if (request->input_format)
		top.kind = image_kind_named(request->input_format);
	else
		err = enter(source, request, work, &layer, error);
	if (!err && (layer.span.start > 0 || strcmp(layer.path, real) != 0)) {
		source->chain.trust = TRUST_NONE;
		top.path = layer.path;
		top.shown = source->shown;
	}
	if (!err && layer.span.start > 0) {
		top.start = layer.span.start;
		top.size = layer.span.size;
	}
	layer_close(&layer);
	if (!err)
		err = chain_open(source->pool, &top, &source->chain, error);
	source->image = source->chain.top;
	return err;
}

/* VMware's lock is a directory beside the image. */
static int check_vmware_lock(const struct source *source, struct host_error *error)
{
	char *lock = pool_printf(source->pool, "%s.lck", source->image->path);

	if (source->image->kind != IMAGE_VMDK || access(lock, F_OK) < 0)
		return 0;
	return host_fail(error, EBUSY, "'%s' is in use by a running VM ('%s' is there)",
			 source->shown, lock);
}

static int inspect(struct source *source, struct host_error *error)
{
	int err = check_vmware_lock(source, error);

	for (struct image *image = source->image; !err && image; image = image->backing) {
		const char *shown = image == source->image ? source->shown : image->path;
		uint64_t size;

		err = imagetool_size(source->pool, image, shown, &size, error);
		if (!err && image == source->image)
			source->size = size;
		if (!err)
			err = imagetool_check(source->pool, image, shown, error);
	}
	if (!err && source->size == 0)
		return host_fail(error, EMEDIUMTYPE, "'%s' is a disk of no size",
				 source->shown);
	return err;
}

int source_open(struct pool *pool, const struct source_request *request,
		struct workdir *work, struct source **opened, struct host_error *error)
{
	struct source *source = pool_alloc(pool, sizeof(*source));
	char *real;
	int err;

	source->pool = pool;
	source->shown = pool_strdup(pool, request->path);
	source->number = request->number;
	if (request->input_format &&
	    image_kind_named(request->input_format) == IMAGE_OTHER)
		return host_fail(error, EINVAL, "unknown input format '%s'",
				 request->input_format);
	real = realpath(request->path, NULL);
	if (!real)
		return host_fail(error, errno, "'%s': %s", request->path,
				 strerror(errno));
	err = open_image(source, request, work, pool_strdup(pool, real), error);
	free(real);
	if (!err)
		err = inspect(source, error);
	if (err)
		source_close(source);
	else
		*opened = source;
	return err;
}

void source_close(struct source *source)
{
	if (source)
		chain_close(&source->chain);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool source_has_file(const struct source *source, const char *path)
{
	struct stat seen;

	if (stat(path, &seen) < 0)
		return false;
	for (size_t i = 0; i < source->chain.files; i++)
		if (is_same(&source->chain.file[i].seen, &seen))
			return true;
	return is_same(&source->file.seen, &seen);
}

int source_unchanged(const struct source *source, struct host_error *error)
{
	int err = chain_file_unchanged(&source->file, error);

	return err ? err : chain_unchanged(&source->chain, error);
}
