/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/format.h"

#include <string.h>
#include <strings.h>

#include "base/strs.h"

enum { SECTOR = 512, MIB = 1 << 20 };

/*
 * Without force_size the disk of a VHD grows to a whole number of cylinders.  Azure takes
 * disks of whole MiB only ("Prepare a Linux VHD for upload", Microsoft).
 */
const struct export_format export_formats[] = {
	{ "qcow2", ".qcow2", "qcow2", NULL, .align = SECTOR },
	{ "raw", ".raw", "raw", NULL, .align = SECTOR },
	{ "vhd", ".vhd", "vpc", "subformat=dynamic,force_size=on", .align = SECTOR },
	{ "vhd-fixed", ".vhd", "vpc", "subformat=fixed,force_size=on", .align = MIB },
	{ "vhdx", ".vhdx", "vhdx", "subformat=dynamic", .align = SECTOR },
	{ "vmdk", ".vmdk", "vmdk", "subformat=monolithicSparse", .align = SECTOR },
	{ "vmdk-stream", ".vmdk", "vmdk", "subformat=streamOptimized", .align = SECTOR },
	{ "vdi", ".vdi", "vdi", NULL, .align = SECTOR },
	{ "qed", ".qed", "qed", NULL, .align = SECTOR },
	{ "qcow", ".qcow", "qcow", NULL, .align = SECTOR },
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

char *export_format_names(struct pool *pool)
{
	struct strs names = { .pool = pool };

	for (const struct export_format *f = export_formats; f->name; f++)
		strs_add(&names, f->name);
	return strs_join(&names, ", ");
}
