/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/imagefile.h"

#include <string.h>

const struct imagefile *guest_imagefile(const struct guest *guest,
					const struct disk *disk)
{
	for (size_t i = 0; i < guest->image_count; i++)
		if (strcmp(guest->image[i].disk, disk->name) == 0)
			return &guest->image[i];
	return NULL;
}

/* A fixed VHD is a VHD, and a stream-optimized VMDK a VMDK; a raw-tar-gz is no raw. */
bool imagefile_format_taken(const struct profile *profile, const char *format)
{
	static const char *const kinds[][2] = { { "vhd-fixed", "vhd" },
						{ "vmdk-stream", "vmdk" } };

	if (profile->formats.count == 0 || strs_has(&profile->formats, format))
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(format, kinds[i][0]) == 0)
			return strs_has(&profile->formats, kinds[i][1]);
	return false;
}

uint64_t imagefile_counted(const struct profile *profile, const struct imagefile *image)
{
	return profile->file_max_stored && image->stored ? image->stored
							 : image->file_size;
}

bool imagefile_goes_fast(const struct profile *profile, const struct imagefile *image)
{
	return profile->file_max && profile->fast_max &&
	       imagefile_counted(profile, image) > profile->file_max;
}

bool guest_goes_fast(const struct guest *guest)
{
	for (size_t i = 0; i < guest->image_count; i++)
		if (imagefile_goes_fast(guest->profile, &guest->image[i]))
			return true;
	return false;
}

const char *imagefile_choose(const struct profile *profile, uint64_t stored)
{
	if (profile->file_max && profile->fast_max && stored > profile->file_max)
		for (size_t i = 0; i < profile->fast_formats.count; i++)
			if (imagefile_format_taken(profile,
						   profile->fast_formats.item[i]))
				return profile->fast_formats.item[i];
	return profile->formats.count ? profile->formats.item[0] : "qcow2";
}

uint64_t imagefile_whole(const struct profile *profile, const struct imagefile *image)
{
	uint64_t whole = image && image->whole ? image->whole : 1;

	return profile->vsize_align > whole ? profile->vsize_align : whole;
}

const char *imagefile_size_text(struct pool *pool, uint64_t size)
{
	unsigned long long mib = size >> 20;

	if (size % (1u << 20))
		return pool_printf(pool, "%llu bytes", (unsigned long long)size);
	return mib % 1024 ? pool_printf(pool, "%llu MiB", mib)
			  : pool_printf(pool, "%llu GiB", mib / 1024);
}
