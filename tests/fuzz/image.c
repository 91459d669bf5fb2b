/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that says it is a disk image or an archive: what it is, what its header says
 * against it, which other files it names, and which member of it is the disk.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/header.h"
#include "host/refs.h"
#include "host/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
	if (!good)
		abort();
}

static void look_into_archive(struct pool *pool, const struct span *span)
{
	struct host_error error = { 0 };
	struct tar_member disk;
	struct tar tar;

	if (tar_list(pool, span, &tar) == 0)
		for (size_t i = 0; i < tar.count; i++)
			require(tar.item[i].start <= span->size &&
				tar.item[i].size <= span->size - tar.item[i].start);
	if (tar_find_disk(pool, span, "box.ova", NULL, &disk, &error) == 0)
		require(disk.start <= span->size && disk.size <= span->size - disk.start);
	else
		require(*error.text);
}

static void look_as(struct pool *pool, const struct span *span, enum image_kind kind)
{
	const char *why = NULL;
	struct vmdk_origin origin;
	struct sniff sniff;
	struct refs refs = { 0 };

	(void)image_sniff_as(span, kind, &sniff);
	if (refs_read(pool, span, kind, &refs, &why) == 0)
		for (size_t i = 0; i < refs.count; i++)
			require(refs.item[i].name &&
				ref_shape_text(ref_shape(refs.item[i].name)));
	if (kind == IMAGE_VMDK)
		(void)vmdk_origin_read(pool, span, &origin);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct pool *pool = pool_new();
	struct span span;
	struct sniff sniff;

	if (fd < 0)
		fd = memfd_create("image", MFD_CLOEXEC);
	require(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
	span = (struct span){ fd, 0, size };
	if (image_sniff(&span, &sniff) == 0)
		look_as(pool, &span, sniff.kind);
	look_as(pool, &span, size ? data[size - 1] % (IMAGE_QED + 1) : IMAGE_VMDK);
	look_into_archive(pool, &span);
	(void)ovf_disks(pool, (struct bytes){ data, size });
	pool_free(pool);
	return 0;
}
