/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootmake.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "format/core-make.h"
#include "format/text.h"
#include "guest/grubpath.h"

enum {
	FILES_MAX = 1024, /* of one pattern; a build of GRUB has about 300 modules */
	LAYERS_MAX = 8,   /* of volumes over each other */
};

/* Modules of GRUB by what blkid(8) calls the file system. */
static const struct {
	const char *type, *module;
} filesystems[] = {
	{ "ext2", "ext2" }, { "ext3", "ext2" },   { "ext4", "ext2" },
	{ "xfs", "xfs" },   { "btrfs", "btrfs" }, { "vfat", "fat" },
	{ "f2fs", "f2fs" }, { "jfs", "jfs" },     { "reiserfs", "reiserfs" },
};

struct job {
	struct guest *guest;
	const struct bootdisk *bootdisk;
	const struct volume *volume; /* that GRUB's directory is on */
	const char *dir;             /* of GRUB, as GRUB sees it: "/boot/grub" */
	struct core_parts parts;
	const char *why;
};

static bool read_part(struct job *job, const char *name, struct bytes *content)
{
	struct guest *guest = job->guest;
	const char *path = path_join(guest->pool, job->bootdisk->parts, name);
	int err = tree_read(guest->tree, path, content);

	if (err < 0)
		job->why = pool_printf(guest->pool, "\"%s\": %s", path, strerror(-err));
	return err == 0;
}

static bool find_volume(struct job *job)
{
	struct guest *guest = job->guest;

	job->why = "its own files are nowhere on this system";
	if (!job->bootdisk->parts)
		return false;
	job->volume = guest_volume_of(guest, job->bootdisk->images);
	job->why = "the volume of its modules is not known";
	if (!job->volume || !job->volume->type)
		return false;
	job->dir = grub_path(guest, job->volume,
			     path_parent(guest->pool, job->bootdisk->images));
	job->why = "the btrfs subvolume of its modules is not known";
	return job->dir != NULL;
}

static bool add_filesystem(struct job *job, struct strs *names)
{
	const char *type = job->volume->type;

	for (size_t i = 0; i < sizeof(filesystems) / sizeof(*filesystems); i++) {
		if (strcmp(filesystems[i].type, type) != 0)
			continue;
		strs_add(names, filesystems[i].module);
		return true;
	}
	job->why = pool_printf(job->guest->pool, "its files lie on %s", type);
	return false;
}

/* What GRUB needs to read VOLUME but for its own file system, and what is below it. */
static bool add_layers(struct job *job, const struct volume *volume, struct strs *names,
		       unsigned depth)
{
	const struct guest *guest = job->guest;

	job->why = "its files are encrypted";
	if (volume->kind == VOLUME_CRYPT || depth > LAYERS_MAX)
		return false;
	if (volume->kind == VOLUME_LV)
		strs_add(names, "lvm");
	if (volume->kind == VOLUME_MD) {
		strs_add(names, "mdraid09");
		strs_add(names, "mdraid1x");
	}
	if (volume->disk && volume->disk->table)
		strs_add(names, volume->disk->table->kind == TABLE_GPT ? "part_gpt"
								       : "part_msdos");
	for (size_t i = 0; i < volume->under_count; i++)
		if (!add_layers(job, &guest->volume[volume->under[i]], names, depth + 1))
			return false;
	return true;
}

/* On one disk the partition is enough; what lies over several is searched by its UUID. */
static bool name_volume(struct job *job, struct strs *names)
{
	const struct volume *volume = job->volume;
	struct pool *pool = job->guest->pool;

	strs_add(names, "biosdisk");
	if (!add_layers(job, volume, names, 0))
		return false;
	if (volume->disk == job->bootdisk->disk && volume->part > 0) {
		bool is_gpt = volume->disk->table->kind == TABLE_GPT;

		job->parts.prefix =
			pool_printf(pool, "(,%s%u)%s", is_gpt ? "gpt" : "msdos",
				    volume->part, job->dir);
		return true;
	}
	job->why = "the volume of its modules has no UUID";
	if (!volume->uuid)
		return false;
	strs_add(names, "search_fs_uuid");
	job->parts.prefix = job->dir;
	job->parts.config = bytes_of(
		pool_printf(pool, "search.fs_uuid %s root\nset prefix=($root)'%s'\n",
			    volume->uuid, job->dir));
	return true;
}

static bool read_modules(struct job *job, const struct strs *names)
{
	struct pool *pool = job->guest->pool;
	struct bytes moddep;
	struct strs order;
	const char *missing;

	if (!read_part(job, "moddep.lst", &moddep))
		return false;
	if (core_modules(pool, moddep, names, &order, &missing) < 0) {
		job->why = pool_printf(pool, "its list of modules has no %s", missing);
		return false;
	}
	job->parts.module = pool_alloc(pool, (order.count + 1) * sizeof(struct bytes));
	for (size_t i = 0; i < order.count; i++)
		if (!read_part(job, pool_printf(pool, "%s.mod", order.item[i]),
			       &job->parts.module[job->parts.modules++]))
			return false;
	return true;
}

static bool make_core(struct job *job, struct bootmake *made)
{
	struct strs names = { .pool = job->guest->pool };

	return find_volume(job) && name_volume(job, &names) &&
	       add_filesystem(job, &names) && read_modules(job, &names) &&
	       read_part(job, "boot.img", &made->boot) &&
	       read_part(job, "diskboot.img", &job->parts.diskboot) &&
	       read_part(job, "lzma_decompress.img", &job->parts.unpacker) &&
	       read_part(job, "kernel.img", &job->parts.kernel) &&
	       core_make(job->guest->pool, &job->parts, &made->core, &job->why) == 0;
}

/* DATA is to be below /boot as NAME, unless it is there already. */
static void bring(struct job *job, struct bootmake *made, const char *name,
		  struct bytes data)
{
	struct guest *guest = job->guest;
	const char *path = path_join(guest->pool, job->bootdisk->images, name);
	struct bytes there;

	if (tree_has_text(guest->tree, path, &there) && bytes_equal(there, data))
		return;
	made->file = text_room(guest->pool, made->file, made->count, sizeof(*made->file));
	made->file[made->count++] = (struct bootmake_file){ path, data };
}

static bool bring_all(struct job *job, struct bootmake *made, const char *pattern)
{
	struct guest *guest = job->guest;
	struct strs paths = tree_match(guest->tree, job->bootdisk->parts, pattern);
	struct bytes data;

	for (size_t i = 0; i < paths.count && i < FILES_MAX; i++) {
		const char *name = path_name(paths.item[i]);

		if (!read_part(job, name, &data))
			return false;
		bring(job, made, name, data);
	}
	return true;
}

int bootmake(struct guest *guest, const struct bootdisk *bootdisk, struct bootmake *made,
	     const char **why)
{
	struct job job = { .guest = guest, .bootdisk = bootdisk };
	bool same_dir;

	*made = (struct bootmake){ 0 };
	if (!make_core(&job, made)) {
		*why = job.why;
		return -ENOENT;
	}
	same_dir = strcmp(bootdisk->parts, bootdisk->images) == 0;
	if (!same_dir &&
	    (!bring_all(&job, made, "*.mod") || !bring_all(&job, made, "*.lst") ||
	     !bring_all(&job, made, "efiemu*.o"))) {
		*why = job.why;
		return -ENOENT;
	}
	bring(&job, made, "boot.img", made->boot);
	bring(&job, made, "core.img", made->core);
	return 0;
}
