/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/imagefacts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "export/format.h"
#include "host/bigend.h"
#include "host/blockspec.h"
#include "host/imagetool.h"

enum {
	MIB = 1 << 20,
	QCOW2_SNAPSHOTS = 60,
	VHD_FOOTER = 512,
	VHD_TYPE = 60,
	VHD_FIXED = 2
};

/* A number of the header, or of the footer where AT is below 0; 0 where there is none. */
static uint32_t number_at(const struct span *span, int64_t at)
{
	uint64_t offset = at < 0 ? span->size + (uint64_t)at : (uint64_t)at;
	unsigned char number[4] = { 0 };

	return span_read(span, offset, number, sizeof(number)) == sizeof(number)
		       ? be32(number)
		       : 0;
}

static void set_vmdk(struct pool *pool, const struct span *span, struct imagefile *image)
{
	struct vmdk_origin origin;

	image->format = "vmdk";
	if (vmdk_origin_read(pool, span, &origin) < 0)
		return;
	image->tools = origin.tools;
	if (origin.create_type && strcasecmp(origin.create_type, "streamOptimized") == 0)
		image->format = "vmdk-stream";
	if (origin.create_type)
		image->what =
			pool_printf(pool, "a VMDK image (%.40s)", origin.create_type);
}

static void set_format(struct pool *pool, const struct image *from,
		       struct imagefile *image)
{
	bool fixed;

	image->what = from->what;
	switch (from->kind) {
	case IMAGE_VMDK:
		set_vmdk(pool, &from->span, image);
		break;
	case IMAGE_VPC:
		fixed = from->span.size >= VHD_FOOTER &&
			number_at(&from->span, VHD_TYPE - VHD_FOOTER) == VHD_FIXED;
		image->format = fixed ? "vhd-fixed" : "vhd";
		image->what = fixed ? "a fixed VHD image" : "a dynamic VHD image";
		break;
	case IMAGE_QCOW2:
		image->snapshots = number_at(&from->span, QCOW2_SNAPSHOTS);
		image->format = "qcow2";
		break;
	default:
		image->format = image_driver(from->kind);
		break;
	}
}

/* The file beside "web.raw" that is called "web.mf". */
static enum image_bitmap bitmap_of(struct pool *pool, const char *path)
{
	const char *dot = strrchr(path_name(path), '.');
	size_t len = dot ? (size_t)(dot - path) : strlen(path);
	char *name = pool_printf(pool, "%.*s.mf", (int)len, path), head[8] = { 0 };
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? -1 : read(fd, head, sizeof(head) - 1);

	if (fd >= 0)
		(void)close(fd);
	if (got <= 0)
		return IMAGE_BITMAP_NONE;
	/* DSP0243, 6.1: "SHA256(package.ovf)= …" */
	return strncasecmp(head, "SHA", 3) == 0 ? IMAGE_BITMAP_OVF : IMAGE_BITMAP_THERE;
}

int imagefacts_read(struct pool *pool, const struct source *source, const char *name,
		    struct imagefile *image, struct host_error *error)
{
	const struct image *top = source->image;

	*image = (struct imagefile){
		.disk = pool_printf(pool, "disk%u", source->number),
		.name = pool_strdup(pool, path_name(name)),
		.format = "",
		.size = source->size,
		.packed = source->packed,
		.container = source->container ? source->container : "",
		.others = source->chain.files > 1 ? (unsigned)source->chain.files - 1 : 0,
		.bitmap = bitmap_of(pool, source->file.path),
	};
	set_format(pool, top, image);
	image->file_size = source->packed || !top->is_device
				   ? (uint64_t)source->file.seen.st_size
				   : top->span.size;
	return imagetool_measure(pool, blockspec_image(top), source->shown,
				 &image->stored, error);
}

bool imagefacts_read_locked(struct pool *pool, const char *path, struct imagefile *image)
{
	struct host_error unsaid;
	struct sniff sniff = { 0 };
	struct stat seen;
	struct span span;
	int fd = image_file_open(path, path, &span, &seen, &unsaid), err;

	if (fd < 0)
		return false;
	err = image_sniff(&span, &sniff);
	(void)close(fd);
	if (err || sniff.error != ENOKEY)
		return false;
	*image = (struct imagefile){
		.disk = "disk0",
		.name = pool_strdup(pool, path_name(path)),
		.format = image_driver(sniff.kind) ? image_driver(sniff.kind) : "",
		.what = sniff.what,
		.file_size = span.size,
		.container = "",
		.encrypted = true,
		.tools = true,
		.bitmap = bitmap_of(pool, path),
	};
	return true;
}

void imagefacts_write(struct imagefile *image, const struct export_format *format,
		      const char *name)
{
	bool whole = strcmp(format->name, "raw") == 0 ||
		     strcmp(format->name, "vhd-fixed") == 0;

	image->name = path_name(name);
	image->format = format->name;
	image->what = format->name;
	/* Less is the grain of a format, which nobody counts in. */
	image->whole = format->align < MIB ? 0 : format->align;
	image->packed = NULL;
	image->container = "";
	image->others = 0;
	image->snapshots = 0;
	image->bitmap = IMAGE_BITMAP_NONE;
	image->tools = true; /* QEMU writes its version too */
	image->written = true;
	image->estimated = !whole;
	image->file_size = whole ? image->size : image->stored;
}
