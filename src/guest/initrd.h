/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The content of a guest's initramfs images, each inflated once however many rules ask.
 *
 * The one law: an index belongs to an inode and its planned edits; two names of one image
 * share it, and an image that is appended to gets a new one.
 */
#pragma once

#include "format/initramfs.h"
#include "guest/guest.h"

/*
 * The index of the image PATH.  Kept files: configuration, lists of modules and scripts,
 * not the modules themselves.  Returns 0; -EMEDIUMTYPE for an old initrd (the index then
 * holds the problem); or the error of reading the file.
 */
int guest_initramfs(struct guest *guest, const char *path,
		    const struct initramfs **archive);

/*
 * The SEGMENT to append to the image PATH so that COUNT files are added or replaced.
 * Returns 0, or -errno with one line in *WHY.
 */
int guest_initramfs_segment(struct guest *guest, const char *path,
			    const struct initramfs_new_file *file, size_t count,
			    struct bytes *segment, const char **why);

/* What of an image is kept: for initramfs_options. */
bool initrd_keeps(const char *path, uint64_t size, void *ctx);
