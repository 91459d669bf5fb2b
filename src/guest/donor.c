/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/donor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "guest/drivers-internal.h"
#include "guest/families.h"

enum {
	IMAGE_MAX = 1 << 29,   /* bytes of a donor */
	UNPACKED_MAX = 1 << 30 /* bytes of what of it stays */
};

static const char *const modules_dirs[] = { "lib/modules/", "usr/lib/modules/" };

/* Modules of any kernel; NAME is as the archive writes it. */
static bool is_of_a_kernel(const char *name, void *ctx)
{
	(void)ctx;
	if (strncmp(name, "./", 2) == 0)
		name += 2;
	name += strspn(name, "/");
	for (size_t i = 0; i < sizeof(modules_dirs) / sizeof(*modules_dirs); i++)
		if (strncmp(name, modules_dirs[i], strlen(modules_dirs[i])) == 0)
			return true;
	return false;
}

/* The modules ARCHIVE holds, each asked for only where the other kernel has it. */
static struct strs held_modules(struct pool *pool, const struct initramfs *archive)
{
	struct strs names = { .pool = pool };

	for (size_t i = 0; i < archive->file_count; i++) {
		const struct initramfs_file *file = &archive->file[i];
		const char *name = path_name(file->path);

		if (S_ISREG(file->mode) && is_of_a_kernel(file->path, NULL) &&
		    strstr(name, ".ko"))
			strs_addf(&names, "?%s", moddep_name(pool, name));
	}
	return names;
}

static const struct boot_image *find_donor(struct guest *guest,
					   const struct boot_image *lost,
					   const struct initramfs **archive)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	for (size_t i = 0; i < count; i++) {
		enum generator generator;

		if (strcmp(image[i].path, lost->path) == 0 ||
		    guest_initramfs(guest, image[i].path, archive) < 0 ||
		    (*archive)->problem)
			continue;
		generator = generator_of(*archive);
		if (generator != GENERATOR_UNKNOWN && generator != GENERATOR_NASH)
			return &image[i];
	}
	return NULL;
}

/* The donor's bytes without modules, and their index. */
static int strip(struct guest *guest, const char *path, const struct initramfs *archive,
		 struct bytes *content, struct initramfs **stripped)
{
	static const struct initramfs_filter filter = { .drop = is_of_a_kernel,
							.limit = UNPACKED_MAX };
	static const struct initramfs_options options = { .keep = initrd_keeps };
	struct pool *scratch = pool_new();
	struct bytes image;
	int err = tree_read_large(guest->tree, path, IMAGE_MAX, scratch, &image);

	if (err == 0)
		err = initramfs_filter(guest->pool, image, archive, &filter, content);
	if (err == 0)
		err = initramfs_read(guest->pool, *content, &options, stripped);
	pool_free(scratch);
	return err;
}

int donor_image(struct guest *guest, const struct boot_image *image,
		struct bytes *content, const char **from, const char **why)
{
	const struct initramfs *archive;
	const struct boot_image *donor = find_donor(guest, image, &archive);
	struct drivers_job job = { .guest = guest, .pool = guest->pool, .image = image };
	struct initramfs *stripped;
	struct strs names, families;
	int err;

	*why = "no other initramfs of this system is whole, to make it from";
	if (!donor)
		return -ENOENT;
	*from = donor->path;
	names = held_modules(guest->pool, archive);
	families = family_profile_modules(guest->pool, guest->profile);
	for (size_t i = 0; i < families.count; i++)
		strs_add(&names, families.item[i]);
	err = strip(guest, donor->path, archive, content, &stripped);
	if (err == 0) {
		job.archive = stripped;
		err = drivers_open(&job);
	}
	if (err == 0)
		err = drivers_complete(&job, &names, content);
	if (err < 0)
		*why = job.why ? job.why : strerror(-err);
	return err;
}
