/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules are told of the file that a disk came in (guest/imagefile.h).
 *
 * The one law: it is read from the bytes that QEMU was told of; the name of the file is
 * only passed on.
 */
#pragma once

#include "guest/imagefile.h"
#include "host/source.h"

/*
 * Fill IMAGE with what SOURCE shows, named NAME by the user ("dir/web.qcow2"); what it
 * points to is of POOL.  0, or -errno with ERROR said.
 */
int imagefacts_read(struct pool *pool, const struct source *source, const char *name,
		    struct imagefile *image, struct host_error *error);

/*
 * Fill IMAGE with what the header of the encrypted image PATH says, the only one of its
 * machine.  False where it is something else: packed, or not encrypted itself.
 */
bool imagefacts_read_locked(struct pool *pool, const char *path, struct imagefile *image);

/*
 * IMAGE is to be written as FORMAT, called NAME ("": not known).  Of the size of its file
 * only the most that it will be is known.
 */
struct export_format;
void imagefacts_write(struct imagefile *image, const struct export_format *format,
		      const char *name);
