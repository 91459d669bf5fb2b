/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writers of formats that QEMU has not, or does not write to a pipe.
 *
 * The one law: a writer writes from the first byte to the last, and what it wrote is read
 * back by other code than its own.
 */
#pragma once

#include "base/pool.h"
#include "export/disk.h"
#include "export/sink.h"

struct export_job {
	const struct export_disk *disk;
	const char *compression; /* a word of the format's, or NULL: its default */
	const char *name;        /* of the file without its ending, for what is in it */
};

typedef int export_writer(const struct export_job *job, struct sink *sink);
typedef int export_verifier(const struct export_job *job, int fd);

/* 0, or -errno: of the disk, of the sink; -EFBIG where the format has no room for it. */
export_writer raw_write, zvhd2_write, zvhd_write, vmdk_stream_write, rawtar_write,
	ova_write;

/* 0 where the file FD holds what the disk holds, -EBADMSG where it does not, or -errno.
 */
export_verifier zvhd2_verify, zvhd_verify, rawtar_verify;
