/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootlegacy.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "guest/boot.h"
#include "guest/grubpath.h"

/* By what blkid(8) calls the file system.  Those that read ext4 are patched, and keep the
 * name. */
static const struct {
	const char *type, *file;
} stages15[] = {
	{ "ext2", "e2fs_stage1_5" },         { "ext3", "e2fs_stage1_5" },
	{ "ext4", "e2fs_stage1_5" },         { "xfs", "xfs_stage1_5" },
	{ "reiserfs", "reiserfs_stage1_5" }, { "jfs", "jfs_stage1_5" },
	{ "vfat", "fat_stage1_5" },          { "minix", "minix_stage1_5" },
};

/* Where the packages of Debian, SUSE and Red Hat have what grub-install copies. */
static const char *const package_dirs[] = {
	"/usr/lib/grub/x86_64-pc",       "/usr/lib/grub/i386-pc",       "/usr/lib/grub",
	"/usr/share/grub/x86_64-redhat", "/usr/share/grub/i386-redhat",
};

enum { STAGE1, STAGE15, STAGE2, STAGES };

struct job {
	struct guest *guest;
	const char *dir; /* of the menu: "/boot/grub" */
	const char *name[STAGES];
	struct bytes content[STAGES];
	struct bootlegacy *found;
	const char *why;
};

static const char *find_menu(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == BOOT_GRUB_LEGACY)
			return boot->entry[i].config;
	return NULL;
}

static bool find_volume(struct job *job, const struct bootdisk *bootdisk,
			const struct volume **volume, const char *menu)
{
	*volume = guest_volume_of(job->guest, menu);
	job->why = "its menu is not on a partition of the disk";
	if (!*volume || (*volume)->disk != bootdisk->disk || (*volume)->part == 0)
		return false;
	job->why = "the partition table is none that it knows";
	if (bootdisk->disk->table->kind != TABLE_DOS)
		return false;
	for (size_t i = 0; i < sizeof(stages15) / sizeof(*stages15); i++)
		if ((*volume)->type && strcmp(stages15[i].type, (*volume)->type) == 0)
			job->name[STAGE15] = stages15[i].file;
	job->why = "it has no stage 1.5 for the file system of its menu";
	return job->name[STAGE15] != NULL;
}

static bool read_stages(struct job *job, const char *dir)
{
	struct guest *guest = job->guest;

	for (size_t i = 0; i < STAGES; i++) {
		const char *path = path_join(guest->pool, dir, job->name[i]);

		if (!tree_has_text(guest->tree, path, &job->content[i]))
			return false;
	}
	job->found->from = dir;
	return true;
}

static bool find_stages(struct job *job)
{
	if (read_stages(job, job->dir))
		return true;
	for (size_t i = 0; i < sizeof(package_dirs) / sizeof(*package_dirs); i++)
		if (read_stages(job, package_dirs[i]))
			return true;
	job->why = pool_printf(job->guest->pool, "%s, %s and %s are nowhere together",
			       job->name[STAGE1], job->name[STAGE15], job->name[STAGE2]);
	return false;
}

/* What stage 1.5 will read must be of its build as well. */
static void add_files(struct job *job)
{
	struct guest *guest = job->guest;
	struct bootlegacy *found = job->found;

	found->file = pool_alloc(guest->pool, STAGES * sizeof(*found->file));
	for (size_t i = 0; i < STAGES; i++) {
		const char *path = path_join(guest->pool, job->dir, job->name[i]);
		struct bytes old;

		if (strcmp(found->from, job->dir) == 0 ||
		    (tree_read(guest->tree, path, &old) == 0 &&
		     bytes_equal(old, job->content[i])))
			continue;
		found->file[found->count++] =
			(struct bootmake_file){ path, job->content[i] };
	}
}

static bool find(struct job *job, const struct bootdisk *bootdisk)
{
	struct guest *guest = job->guest;
	struct bootcode_legacy *code = &job->found->code;
	const char *menu = find_menu(guest), *stage2;
	const struct volume *volume;

	job->why = "there is no menu of it";
	if (!menu)
		return false;
	job->dir = path_parent(guest->pool, menu);
	if (!find_volume(job, bootdisk, &volume, menu) || !find_stages(job))
		return false;
	stage2 = path_join(guest->pool, job->dir, job->name[STAGE2]);
	*code = (struct bootcode_legacy){
		.stage1 = job->content[STAGE1],
		.stage15 = job->content[STAGE15],
		.part = volume->part,
		.stage2 = grub_path(guest, volume, stage2),
		.menu = grub_path(guest, volume, menu),
	};
	add_files(job);
	return code->stage2 && code->menu;
}

int bootlegacy(struct guest *guest, const struct bootdisk *bootdisk,
	       struct bootlegacy *found, const char **why)
{
	struct job job = {
		.guest = guest,
		.name = { [STAGE1] = "stage1", [STAGE2] = "stage2" },
		.found = found,
	};

	*found = (struct bootlegacy){ 0 };
	if (find(&job, bootdisk))
		return 0;
	*why = job.why;
	return -ENOENT;
}
