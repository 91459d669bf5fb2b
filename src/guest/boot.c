/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/boot.h"

#include <string.h>

#include "base/path.h"
#include "guest/boot-internal.h"
#include "guest/facts-internal.h"
#include "guest/grubpath.h"

/* One file for each of them. */
static const struct {
	bool (*is_there)(struct guest *guest);
	void (*read)(struct guest *guest, struct boot *boot);
} loaders[] = {
	{ boot_has_grub2, boot_read_grub2 },
	{ boot_has_menulst, boot_read_menulst },
	{ boot_has_syslinux, boot_read_syslinux },
	{ boot_has_systemd, boot_read_systemd },
};

const char *boot_loader_name(enum boot_loader loader)
{
	static const char *const names[] = {
		[BOOT_GRUB2] = "GRUB 2",
		[BOOT_GRUB2_BLS] = "GRUB 2 (blscfg)",
		[BOOT_GRUB_LEGACY] = "GRUB legacy",
		[BOOT_SYSLINUX] = "SYSLINUX",
		[BOOT_SYSTEMD] = "systemd-boot",
		[BOOT_UKI] = "unified kernel image",
	};

	return names[loader];
}

const struct boot *guest_boot(struct guest *guest)
{
	struct fact_key key = fact_of_tree(guest, FACT_BOOT);
	struct boot *boot = fact_find(guest, &key);

	if (boot)
		return boot;
	boot = pool_alloc(guest->pool, sizeof(*boot));
	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++)
		loaders[i].read(guest, boot);
	fact_keep(guest, &key, boot);
	return boot;
}

bool boot_has_loader(struct guest *guest)
{
	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++)
		if (loaders[i].is_there(guest))
			return true;
	return false;
}

struct boot_entry *boot_new(struct guest *guest, struct boot *boot,
			    enum boot_loader loader, const char *file, unsigned line)
{
	struct boot_entry *entry;

	if (boot->count == BOOT_ENTRIES_MAX) {
		boot->too_many = true;
		return NULL;
	}
	boot->entry =
		text_room(guest->pool, boot->entry, boot->count, sizeof(*boot->entry));
	entry = &boot->entry[boot->count++];
	*entry = (struct boot_entry){
		.loader = loader,
		.config = file,
		.file = file,
		.file_line = line,
		.source = file,
		.line = line,
		.title = "",
		.cmdline = cmdline_parse(guest->pool, (struct bytes){ 0 },
					 (struct span){ 0 }),
		.kernel = "",
		.initrd = { .pool = guest->pool },
	};
	return entry;
}

static void take_part(struct boot_entry *entry, const struct boot_args *part)
{
	entry->source = part->source;
	entry->line = part->line;
	entry->text = part->text;
	entry->args = part->args;
	entry->cmdline = part->cmdline;
	entry->fixed = part->fixed;
}

static const char *why_fixed(const char *source, struct bytes text)
{
	if (strcmp(path_name(source), "grubenv") == 0 && text.len != GRUBENV_LEN)
		return "the environment block is not 1024 bytes long";
	return NULL;
}

struct boot_args boot_args_in(struct guest *guest, const char *source, unsigned line,
			      struct bytes text, struct span args)
{
	return (struct boot_args){
		.source = source,
		.line = line,
		.text = text,
		.args = args,
		.cmdline = cmdline_parse(guest->pool, text, args),
		.fixed = why_fixed(source, text),
	};
}

void boot_add_part(struct guest *guest, struct boot_entry *entry, const char *source,
		   unsigned line, struct bytes text, struct span args)
{
	struct boot_args *part;

	entry->part =
		text_room(guest->pool, entry->part, entry->parts, sizeof(*entry->part));
	part = &entry->part[entry->parts++];
	*part = boot_args_in(guest, source, line, text, args);
	part->loader = entry->loader;
	if (entry->parts == 1 || cmdline_has(part->cmdline, "root"))
		take_part(entry, part);
}

const char *boot_path(struct guest *guest, const char *dir, const char *written,
		      bool *there)
{
	const char *path = written;
	char *below;

	if (path[0] == '(' && strchr(path, ')'))
		path = strchr(path, ')') + 1;
	path = path_join(guest->pool, dir, path);
	if (!tree_has(guest->tree, path, TREE_FILE))
		path = grub_path_in_guest(guest, path);
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

void boot_set_kernel(struct guest *guest, struct boot_entry *entry, const char *dir,
		     const char *written)
{
	entry->kernel = boot_path(guest, dir, written, &entry->kernel_there);
	entry->version = kernel_version(guest, entry->kernel);
	entry->is_own =
		entry->kernel_there && (entry->version || boot_arg(entry, "root", NULL));
}

void boot_add_initrd(struct guest *guest, struct boot_entry *entry, const char *dir,
		     const char *written)
{
	bool there;
	const char *path = boot_path(guest, dir, written, &there);

	/* "$tuned_initrd" of EL 7 is nearly always empty. */
	if (there || !strchr(path, '$'))
		strs_add(&entry->initrd, path);
}

void boot_add_config(struct guest *guest, struct strs *found, const char *path)
{
	char *real, *other;

	if (found->count == BOOT_CONFIGS_MAX || !tree_has(guest->tree, path, TREE_FILE) ||
	    tree_resolve(guest->tree, path, &real) < 0)
		return;
	for (size_t i = 0; i < found->count; i++)
		if (tree_resolve(guest->tree, found->item[i], &other) == 0 &&
		    strcmp(real, other) == 0)
			return;
	strs_add(found, path);
}

static void add_esp(struct guest *guest, struct strs *esps, const char *path)
{
	if (!strs_has(esps, path) &&
	    tree_has(guest->tree, path_join(guest->pool, path, "EFI"), TREE_DIR))
		strs_add(esps, path);
}

struct strs boot_esps(struct guest *guest)
{
	static const char *const known[] = { "/boot/efi", "/efi", "/boot" };
	struct strs esps = { .pool = guest->pool };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		add_esp(guest, &esps, known[i]);
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].is_esp && guest->volume[i].mountpoint)
			add_esp(guest, &esps, guest->volume[i].mountpoint);
	return esps;
}

static void add_vendors(struct guest *guest, struct strs *found, const char *esp,
			const char *name)
{
	struct strs vendors =
		tree_match(guest->tree, path_join(guest->pool, esp, "EFI"), "*");

	for (size_t i = 0; i < vendors.count; i++)
		boot_add_config(guest, found,
				path_join(guest->pool, vendors.item[i], name));
}

struct strs boot_configs(struct guest *guest, const char *const *known, const char *name)
{
	struct strs found = { .pool = guest->pool }, esps = boot_esps(guest);

	for (; *known; known++)
		boot_add_config(guest, &found, *known);
	for (size_t i = 0; i < esps.count; i++)
		add_vendors(guest, &found, esps.item[i], name);
	return found;
}
