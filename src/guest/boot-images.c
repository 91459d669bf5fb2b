/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/boot.h"

#include <string.h>

#include "base/path.h"

struct images {
	struct guest *guest;
	struct boot_image *image;
	size_t count;
};

/* One image may have two names: /initrd.img is a link, a boot entry's may be a hard one.
 */
static bool is_same_file(struct guest *guest, const char *a, const char *b)
{
	struct tree_stat sa, sb;

	if (strcmp(a, b) == 0)
		return true;
	return tree_stat(guest->tree, a, &sa) == 0 &&
	       tree_stat(guest->tree, b, &sb) == 0 && sa.dev == sb.dev &&
	       sa.ino == sb.ino;
}

static void add_image(struct images *images, const char *path, const char *version,
		      bool is_default)
{
	const char *name = path_name(path);

	if (strstr(name, "kdump") || strstr(name, "rescue"))
		return;
	for (size_t i = 0; i < images->count; i++)
		if (is_same_file(images->guest, images->image[i].path, path)) {
			images->image[i].is_default |= is_default;
			return;
		}
	images->image = text_room(images->guest->pool, images->image, images->count,
				  sizeof(*images->image));
	images->image[images->count++] = (struct boot_image){ .path = path,
							      .version = version,
							      .is_default = is_default };
}

/* Names initramfs-tools, dracut, SUSE's mkinitrd and EL 5's give an image. */
static void add_by_name(struct images *images, const char *version)
{
	static const char *const forms[] = { "/boot/initrd.img-%s",
					     "/boot/initramfs-%s.img", "/boot/initrd-%s",
					     "/boot/initrd-%s.img" };
	struct pool *pool = images->guest->pool;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const char *star = strstr(forms[i], "%s");
		char *path = pool_printf(pool, "%.*s%s%s", (int)(star - forms[i]),
					 forms[i], version, star + 2);

		if (tree_has(images->guest->tree, path, TREE_FILE))
			add_image(images, path, version, false);
	}
}

/* The image among the files of an initrd line: microcode is loaded before it. */
static const char *main_image(const struct boot_entry *entry)
{
	for (size_t i = 0; i < entry->initrd.count; i++) {
		const char *name = path_name(entry->initrd.item[i]);

		if (!strstr(name, "ucode") && !strstr(name, "microcode"))
			return entry->initrd.item[i];
	}
	return NULL;
}

struct boot_image *guest_boot_images(struct guest *guest, size_t *count)
{
	struct images images = { .guest = guest };
	const struct boot *boot = guest_boot(guest);
	bool default_known = false;
	struct strs versions;

	for (size_t e = 0; e < boot->count; e++) {
		const struct boot_entry *entry = &boot->entry[e];
		const char *path = main_image(entry);

		if (path && entry->is_own)
			add_image(&images, path, entry->version, entry->is_default);
	}
	if (images.count == 0 && tree_list(guest->tree, "/lib/modules", &versions) == 0)
		for (size_t i = 0; i < versions.count; i++)
			add_by_name(&images, versions.item[i]);
	for (size_t i = 0; i < images.count; i++)
		default_known |= images.image[i].is_default;
	for (size_t i = 0; i < images.count; i++)
		images.image[i].is_lesser = default_known && !images.image[i].is_default;
	*count = images.count;
	return images.image;
}

const struct boot_image *guest_boot_image(struct guest *guest, const char *path)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(image[i].path, path) == 0)
			return &image[i];
	return NULL;
}
