/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/boot.h"

#include <string.h>
#include <strings.h>

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

/* "/boot/x" of btrfs' "/@/boot/x": GRUB sees subvolumes as directories. */
static const char *without_subvolume(const char *path)
{
	const char *at = strrchr(path, '@'), *slash = at ? strchr(at, '/') : NULL;

	return slash ? slash : path;
}

/* A file as the loader names it, "($root)/boot/x" too, as a path in the guest. */
static const char *in_guest(struct guest *guest, const char *written, bool *there)
{
	const char *path = written;
	char *below;

	if (path[0] == '(' && strchr(path, ')'))
		path = strchr(path, ')') + 1;
	path = path_clean(guest->pool, path);
	if (!tree_has(guest->tree, path, TREE_FILE))
		path = without_subvolume(path);
	*there = tree_has(guest->tree, path, TREE_FILE);
	if (*there)
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
		for (size_t f = 0; f < load->files; f++) {
			const char *path = in_guest(guest, load->file[f].text, &there);

			/* "$tuned_initrd" of EL 7 is nearly always empty. */
			if (there || !strchr(path, '$'))
				strs_add(&entry->initrd, path);
		}
	}
}

/* Whether the entry takes its files from a volume that is here, but not the kernel's. */
static bool searches_elsewhere(struct guest *guest, const struct grubcfg *cfg,
			       ptrdiff_t number, const char *kernel)
{
	const struct volume *own = guest_volume_of(guest, kernel);
	const char *uuid = NULL;

	for (size_t i = 0; i < cfg->searches; i++)
		if (cfg->search[i].entry == number &&
		    strcmp(cfg->search[i].by, "fs-uuid") == 0)
			uuid = cfg->search[i].key.text;
	if (!uuid || !own || !own->uuid || strcasecmp(own->uuid, uuid) == 0)
		return false;
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].uuid && strcasecmp(guest->volume[i].uuid, uuid) == 0)
			return true;
	return false;
}

/* Two systems may have kernels of one name, so that the file alone proves nothing. */
static bool is_own(struct guest *guest, const struct grubcfg *cfg, ptrdiff_t number,
		   const struct boot_entry *entry)
{
	if (!entry->kernel_there ||
	    (!entry->version && !cmdline_has(entry->cmdline, "root")))
		return false;
	for (ptrdiff_t e = number; e >= 0; e = cfg->entry[e].parent)
		if (cfg->entry[e].id && strncmp(cfg->entry[e].id, "osprober-", 9) == 0)
			return false;
	return !searches_elsewhere(guest, cfg, number, entry->kernel);
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
	entry->cmdline = cmdline_parse(guest->pool, text, load->args);
	entry->kernel = in_guest(guest, load->file[0].text, &entry->kernel_there);
	entry->version = kernel_version(guest, entry->kernel);
	entry->is_own = is_own(guest, cfg, load->entry, entry);
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
	boot->too_many |= cfg->too_deep;
	boot->elsewhere |= cfg->blscfg;
	for (size_t i = 0; i < cfg->loads; i++) {
		if (cfg->load[i].kind != GRUBCFG_LINUX || cfg->load[i].files == 0)
			continue;
		if (boot->count == BOOT_ENTRIES_MAX) {
			boot->too_many = true;
			return;
		}
		add_entry(guest, boot, config, text, cfg, &cfg->load[i], is_default);
	}
}

struct boot *guest_boot(struct guest *guest)
{
	struct boot *boot = pool_alloc(guest->pool, sizeof(*boot));
	struct strs configs = guest_grub_configs(guest);

	for (size_t i = 0; i < configs.count; i++)
		add_config(guest, boot, configs.item[i]);
	return boot;
}

struct bytes boot_set_arg(struct guest *guest, const struct boot_entry *entry,
			  const char *name, const char *value)
{
	const struct cmdline_arg *arg = cmdline_last(entry->cmdline, name);

	if (!arg)
		return cmdline_add(guest->pool, entry->text, entry->cmdline,
				   pool_printf(guest->pool, "%s=%s", name, value));
	return text_replace(guest->pool, entry->text, arg->span,
			    pool_printf(guest->pool, "%s=%s", name, value));
}

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
	*count = images.count;
	return images.image;
}
