/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/boot.h"

#include <string.h>

#include "base/path.h"
#include "format/shellvars.h"

struct strs guest_grub_configs(struct guest *guest)
{
	static const char *const known[] = { "/boot/grub/grub.cfg",
					     "/boot/grub2/grub.cfg" };
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (tree_has(guest->tree, known[i], TREE_FILE))
			strs_add(&found, known[i]);
	return found;
}

/* The saved entry of the environment block beside the configuration, or NULL. */
static const char *saved_entry(struct guest *guest, const char *config)
{
	struct bytes text;
	char *path = path_join(guest->pool, path_parent(guest->pool, config), "grubenv");

	if (tree_read(guest->tree, path, &text) < 0)
		return NULL;
	return shellvars_get(shellvars_parse(guest->pool, text), "saved_entry");
}

/* A file as the loader names it, "($root)/boot/x" too, as a path in the guest. */
static const char *in_guest(struct guest *guest, const char *written, bool *there)
{
	const char *path = written;
	char *below;

	if (path[0] == '(' && strchr(path, ')'))
		path = strchr(path, ')') + 1;
	path = path_clean(guest->pool, path);
	*there = tree_has(guest->tree, path, TREE_FILE);
	if (*there || !guest_volume_at(guest, "/boot"))
		return path;
	below = path_join(guest->pool, "/boot", path + 1);
	*there = tree_has(guest->tree, below, TREE_FILE);
	return *there ? below : path;
}

static const char *version_in(const char *name)
{
	static const char *const prefixes[] = { "vmlinuz-", "vmlinux-", "kernel-",
						"Image-",   "bzImage-", "initrd.img-" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], len) == 0 && name[len])
			return name + len;
	}
	return NULL;
}

/* "/vmlinuz" is a link to "boot/vmlinuz-6.1.0-1-amd64" on some systems. */
static const char *kernel_version(struct guest *guest, const char *path)
{
	const char *version = version_in(path_name(path));
	char *real;

	if (!version && tree_resolve(guest->tree, path, &real) == 0)
		version = version_in(path_name(real));
	return version;
}

static void add_initrds(struct guest *guest, const struct grubcfg *cfg,
			const struct grubcfg_load *kernel, struct boot_entry *entry)
{
	bool there;

	entry->initrd.pool = guest->pool;
	for (size_t i = 0; i < cfg->loads; i++) {
		const struct grubcfg_load *load = &cfg->load[i];

		if (load->kind != GRUBCFG_INITRD || load->entry != kernel->entry)
			continue;
		for (size_t f = 0; f < load->files; f++)
			strs_add(&entry->initrd,
				 in_guest(guest, load->file[f].text, &there));
	}
}

static void add_entry(struct guest *guest, struct boot *boot, const char *config,
		      struct bytes text, const struct grubcfg *cfg,
		      const struct grubcfg_load *load,
		      const struct grubcfg_entry *is_default)
{
	struct boot_entry *entry;

	boot->entry =
		text_room(guest->pool, boot->entry, boot->count, sizeof(*boot->entry));
	entry = &boot->entry[boot->count++];
	*entry = (struct boot_entry){ .source = config, .line = load->line };
	entry->title = load->entry >= 0 ? cfg->entry[load->entry].title : "";
	entry->is_default =
		is_default && load->entry >= 0 && &cfg->entry[load->entry] == is_default;
	entry->text = text;
	entry->args = load->args;
	entry->kernel = in_guest(guest, load->file[0].text, &entry->kernel_there);
	entry->version = kernel_version(guest, entry->kernel);
	add_initrds(guest, cfg, load, entry);
}

static void add_config(struct guest *guest, struct boot *boot, const char *config)
{
	const struct grubcfg_entry *is_default;
	struct grubcfg *cfg;
	struct bytes text;

	if (tree_read(guest->tree, config, &text) < 0)
		return;
	cfg = grubcfg_parse(guest->pool, text);
	is_default = grubcfg_default(guest->pool, cfg, saved_entry(guest, config));
	for (size_t i = 0; i < cfg->loads; i++)
		if (cfg->load[i].kind == GRUBCFG_LINUX && cfg->load[i].files > 0)
			add_entry(guest, boot, config, text, cfg, &cfg->load[i],
				  is_default);
}

struct boot *guest_boot(struct guest *guest)
{
	struct boot *boot = pool_alloc(guest->pool, sizeof(*boot));
	struct strs configs = guest_grub_configs(guest);

	for (size_t i = 0; i < configs.count; i++)
		add_config(guest, boot, configs.item[i]);
	return boot;
}

struct images {
	struct guest *guest;
	struct boot_image *image;
	size_t count;
};

static void add_image(struct images *images, const char *path, const char *version,
		      bool is_default)
{
	if (strstr(path, "kdump") || strstr(path, "rescue") || !version)
		return;
	for (size_t i = 0; i < images->count; i++)
		if (strcmp(images->image[i].path, path) == 0) {
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

struct boot_image *guest_boot_images(struct guest *guest, size_t *count)
{
	struct images images = { .guest = guest };
	const struct boot *boot = guest_boot(guest);
	struct strs versions;

	for (size_t e = 0; e < boot->count; e++)
		for (size_t i = 0; i < boot->entry[e].initrd.count; i++)
			add_image(&images, boot->entry[e].initrd.item[i],
				  boot->entry[e].version, boot->entry[e].is_default);
	if (images.count == 0 && tree_list(guest->tree, "/lib/modules", &versions) == 0)
		for (size_t i = 0; i < versions.count; i++)
			add_by_name(&images, versions.item[i]);
	*count = images.count;
	return images.image;
}
