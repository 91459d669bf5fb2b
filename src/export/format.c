/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/format.h"

#include <string.h>
#include <strings.h>

#include "base/strs.h"

enum { SECTOR = 512, GRAIN = 64 << 10, MIB = 1 << 20, GIB = 1 << 30 };

/*
 * Without force_size the disk of a VHD grows to a whole number of cylinders.  Azure takes
 * disks of whole MiB only ("Prepare a Linux VHD for upload", Microsoft), Google of whole
 * GiB ("Import virtual disks"), and who reads a ZVHD makes its disk one.
 */
const struct export_format export_formats[] = {
	{ .name = "qcow2",
	  .extension = ".qcow2",
	  .driver = "qcow2",
	  .compression = "zstd zlib",
	  .align = SECTOR },
	{ .name = "raw",
	  .extension = ".raw",
	  .driver = "raw",
	  .beside = ".bmap",
	  .align = SECTOR,
	  .streams = true,
	  .plain = true,
	  .write = raw_write },
	{ .name = "vhd",
	  .extension = ".vhd",
	  .driver = "vpc",
	  .options = "subformat=dynamic,force_size=on",
	  .align = SECTOR },
	{ .name = "vhd-fixed",
	  .extension = ".vhd",
	  .driver = "vpc",
	  .options = "subformat=fixed,force_size=on",
	  .align = MIB,
	  .plain = true },
	{ .name = "vhdx",
	  .extension = ".vhdx",
	  .driver = "vhdx",
	  .options = "subformat=dynamic",
	  .align = SECTOR },
	{ .name = "vmdk",
	  .extension = ".vmdk",
	  .driver = "vmdk",
	  .options = "subformat=monolithicSparse",
	  .align = SECTOR },
	{ .name = "vmdk-stream",
	  .extension = ".vmdk",
	  .driver = "vmdk",
	  .align = GRAIN,
	  .streams = true,
	  .write = vmdk_stream_write },
	{ .name = "vdi", .extension = ".vdi", .driver = "vdi", .align = SECTOR },
	{ .name = "qed", .extension = ".qed", .driver = "qed", .align = SECTOR },
	{ .name = "qcow", .extension = ".qcow", .driver = "qcow", .align = SECTOR },
	{ .name = "zvhd2",
	  .extension = ".zvhd2",
	  .compression = "zstd zlib",
	  .align = GIB,
	  .streams = true,
	  .write = zvhd2_write,
	  .verify = zvhd2_verify },
	{ .name = "zvhd",
	  .extension = ".zvhd",
	  .align = GIB,
	  .streams = true,
	  .write = zvhd_write,
	  .verify = zvhd_verify },
	{ .name = "raw-tar-gz",
	  .extension = ".tar.gz",
	  .align = GIB,
	  .streams = true,
	  .write = rawtar_write,
	  .verify = rawtar_verify },
	/* Its disk is a VMDK. */
	{ .name = "ova",
	  .extension = ".ova",
	  .driver = "vmdk",
	  .align = GRAIN,
	  .write = ova_write },
	{ 0 },
};

const struct export_format *export_format_named(const char *name)
{
	if (strcasecmp(name, "vpc") == 0)
		name = "vhd";
	for (const struct export_format *f = export_formats; f->name; f++)
		if (strcasecmp(f->name, name) == 0)
			return f;
	return NULL;
}

char *export_format_names(struct pool *pool, enum export_which which)
{
	struct strs names = { .pool = pool };

	for (const struct export_format *f = export_formats; f->name; f++)
		if (which == EXPORT_ALL || f->streams)
			strs_add(&names, f->name);
	return strs_join(&names, ", ");
}
