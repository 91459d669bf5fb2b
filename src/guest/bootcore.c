/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootcore.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guest/grubpath.h"
#include "guest/volumes.h"

enum {
	FILES_MAX = 1024,          /* looked at; a directory has about 300 */
	MODULES_MAX = 64,          /* compared; a core image has about ten */
	MODULE_ALIGN = 8,          /* bytes grub-mkimage fills them up to */
	MODULE_FILE_MAX = 1 << 20, /* the largest is 150 kB */
};

/*
 * The number of ",msdos1" or "hd0,gpt2"; 0 where the device is named otherwise (LVM, md,
 * a UUID) or is another disk.
 */
static unsigned partition_of(const char *device, size_t len)
{
	size_t at = 0;

	if (len > 4 && strncmp(device, "hd0", 3) == 0)
		at = 3;
	if (at >= len || device[at++] != ',')
		return 0;
	while (at < len && isalpha((unsigned char)device[at]))
		at++;
	if (at >= len || strspn(device + at, "0123456789") != len - at)
		return 0;
	return (unsigned)strtoul(device + at, NULL, 10);
}

static bool has_modules(struct guest *guest, const char *dir)
{
	return tree_has(guest->tree, path_join(guest->pool, dir, "i386-pc/normal.mod"),
			TREE_FILE);
}

/* PREFIX is counted from the volume's top; on btrfs it may begin with a subvolume. */
static bool leads_to_modules(struct guest *guest, const struct volume *volume,
			     const char *prefix)
{
	const char *inner;

	if (has_modules(guest, path_join(guest->pool, volume->mountpoint, prefix + 1)))
		return true;
	inner = grub_path_in_guest(guest, prefix);
	return volume->type && strcmp(volume->type, "btrfs") == 0 &&
	       (has_modules(guest, inner) ||
		has_modules(guest,
			    path_join(guest->pool, volume->mountpoint, inner + 1)));
}

/* Without a file system; a member of an array may be read as if it were one. */
static bool is_container(const char *type)
{
	static const char *const types[] = { "LVM2_member", "crypto_LUKS", "swap" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

static const char *judge_partition(struct guest *guest, const struct disk *disk,
				   unsigned part, const char *path)
{
	const struct volume *volume = volume_at(guest, disk, part);

	if (!volume)
		return pool_printf(guest->pool,
				   "it looks for its modules on partition %u, which is "
				   "not there",
				   part);
	if (volume->type ? is_container(volume->type) : !volume->problem)
		return pool_printf(guest->pool,
				   "it looks for its modules on partition %u, which "
				   "holds no file system",
				   part);
	if (!volume->mountpoint || path[0] != '/' ||
	    leads_to_modules(guest, volume, path))
		return NULL;
	return pool_printf(guest->pool,
			   "it looks for its modules in %s/i386-pc on partition %u, and "
			   "they are not there",
			   path, part);
}

const char *bootcore_problem(struct guest *guest, const struct disk *disk,
			     const struct grubmods *mods)
{
	const char *prefix = mods->prefix, *end, *uuid;
	unsigned part;

	if (!prefix)
		return NULL;
	uuid = grubmods_search_uuid(guest->pool, mods);
	if (uuid)
		return volume_with_uuid(guest, uuid)
			       ? NULL
			       : pool_printf(guest->pool,
					     "it searches the file system %s, which is "
					     "not here",
					     uuid);
	end = prefix[0] == '(' ? strchr(prefix, ')') : NULL;
	part = end ? partition_of(prefix + 1, (size_t)(end - prefix) - 1) : 0;
	return part ? judge_partition(guest, disk, part, end + 1) : NULL;
}

struct module_file {
	const char *path;
	uint64_t size;
};

static struct module_file *module_files(struct guest *guest, const char *dir,
					size_t *count)
{
	struct strs paths = tree_match(guest->tree, dir, "*.mod");
	struct module_file *file =
		pool_alloc(guest->pool, (FILES_MAX + 1) * sizeof(*file));
	struct tree_stat st;

	*count = 0;
	for (size_t i = 0; i < paths.count && *count < FILES_MAX; i++)
		if (tree_stat(guest->tree, paths.item[i], &st) == 0 &&
		    st.kind == TREE_FILE && st.size <= MODULE_FILE_MAX)
			file[(*count)++] = (struct module_file){ paths.item[i], st.size };
	return file;
}

/* Whether FILE is MODULE, but for the padding. */
static bool is_file(struct guest *guest, const struct module_file *file,
		    struct bytes module)
{
	struct pool *scratch;
	struct bytes text;
	bool same;

	if (file->size > module.len || file->size + MODULE_ALIGN <= module.len)
		return false;
	scratch = pool_new();
	same = tree_read_large(guest->tree, file->path, MODULE_FILE_MAX, scratch,
			       &text) == 0 &&
	       bytes_equal(bytes_slice(module, 0, text.len), text) &&
	       bytes_are_zero(bytes_slice(module, text.len, SIZE_MAX));
	pool_free(scratch);
	return same;
}

bool bootcore_is_foreign(struct guest *guest, const char *dir,
			 const struct grubmods *mods)
{
	size_t count;
	const struct module_file *file = module_files(guest, dir, &count);

	for (size_t m = 0; count && m < mods->modules && m < MODULES_MAX; m++) {
		bool found = false;

		for (size_t i = 0; !found && i < count; i++)
			found = is_file(guest, &file[i], mods->module[m]);
		if (!found)
			return true;
	}
	return false;
}
