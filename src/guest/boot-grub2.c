/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GRUB 2: grub.cfg, and those on an ESP that only lead to it. */
#include "guest/boot-internal.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "guest/volumes.h"

/* The word behind configfile with what is known of its variables put in. */
static const char *expand(struct guest *guest, const struct grubcfg *cfg,
			  const char *config, const char *word)
{
	static const char *const here[] = { "$config_directory", "${config_directory}",
					    "$cmdpath", "${cmdpath}" };
	static const char *const prefix[] = { "$prefix", "${prefix}" };
	const char *dir = path_parent(guest->pool, config);
	const struct grubcfg_set *set = grubcfg_find_set(cfg, "prefix");

	for (size_t i = 0; i < sizeof(here) / sizeof(*here); i++)
		if (strncmp(word, here[i], strlen(here[i])) == 0)
			return pool_printf(guest->pool, "%s%s", dir,
					   word + strlen(here[i]));
	for (size_t i = 0; i < sizeof(prefix) / sizeof(*prefix); i++)
		if (strncmp(word, prefix[i], strlen(prefix[i])) == 0)
			return pool_printf(guest->pool, "%s%s", set ? set->value : dir,
					   word + strlen(prefix[i]));
	return word;
}

const char *boot_followed(struct guest *guest, const struct grubcfg *cfg,
			  const char *config, const struct grubcfg_file *file,
			  bool *there)
{
	return boot_path(guest, "/", expand(guest, cfg, config, file->path.text), there);
}

/* What CONFIG reads besides: the stub on an ESP ends in "configfile $prefix/grub.cfg". */
static void add_followed(struct guest *guest, struct strs *found, const char *config)
{
	struct grubcfg *cfg;
	struct bytes text;
	bool there;

	if (tree_read(guest->tree, config, &text) < 0)
		return;
	cfg = grubcfg_parse(guest->pool, text);
	for (size_t i = 0; i < cfg->files && i < BOOT_CONFIGS_MAX; i++) {
		const char *path =
			boot_followed(guest, cfg, config, &cfg->file[i], &there);

		if (there)
			boot_add_config(guest, found, path);
	}
}

/* Where configurations are by name. */
static struct strs known_configs(struct guest *guest)
{
	static const char *const known[] = { "/boot/grub/grub.cfg",
					     "/boot/grub2/grub.cfg", NULL };

	return boot_configs(guest, known, "grub.cfg");
}

bool boot_has_grub2(struct guest *guest)
{
	return known_configs(guest).count > 0;
}

struct strs guest_grub_configs(struct guest *guest)
{
	struct strs found = known_configs(guest);

	for (size_t i = 0; i < found.count; i++)
		add_followed(guest, &found, found.item[i]);
	return found;
}

/* The environment block beside the configuration. */
static struct boot_env read_env(struct guest *guest, const char *config)
{
	char *path = path_join(guest->pool, path_parent(guest->pool, config), "grubenv");
	struct boot_env env = { .path = path };
	char *real;

	if (tree_resolve(guest->tree, path, &real) < 0 ||
	    tree_read(guest->tree, real, &env.text) < 0)
		return env;
	env.path = real;
	env.env = grubenv_parse(guest->pool, env.text);
	return env;
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
	return uuid && own && own->uuid && strcasecmp(own->uuid, uuid) != 0 &&
	       volume_with_uuid(guest, uuid);
}

/* Two systems may have kernels of one name, so that the file alone proves nothing. */
static bool is_other_system(struct guest *guest, const struct grubcfg *cfg,
			    ptrdiff_t number, const char *kernel)
{
	for (ptrdiff_t e = number; e >= 0; e = cfg->entry[e].parent)
		if (cfg->entry[e].id && strncmp(cfg->entry[e].id, "osprober-", 9) == 0)
			return true;
	return searches_elsewhere(guest, cfg, number, kernel);
}

/* Below a hypervisor the first module is Linux, the others are its initramfs. */
static bool is_linux_module(const struct grubcfg *cfg, size_t at)
{
	const struct grubcfg_load *load = &cfg->load[at];
	const struct grubcfg_load *before = at > 0 ? load - 1 : NULL;

	return load->kind == GRUBCFG_MODULE && before && before->entry == load->entry &&
	       before->kind == GRUBCFG_HYPERVISOR;
}

/*
 * What is loaded behind the kernel, before another one: Ubuntu's entries for clouds have
 * a branch without an initramfs.  Two kernels in a row are branches that share what
 * follows.
 */
static void add_initrds(struct guest *guest, struct boot_entry *entry,
			const struct grubcfg *cfg, size_t kernel)
{
	const struct grubcfg_load *own = &cfg->load[kernel];
	enum grubcfg_kind kind =
		own->kind == GRUBCFG_MODULE ? GRUBCFG_MODULE : GRUBCFG_INITRD;

	for (size_t i = kernel + 1; i < cfg->loads; i++) {
		const struct grubcfg_load *load = &cfg->load[i];

		if (load->entry != own->entry ||
		    (load->kind == own->kind && load->kind != kind &&
		     entry->initrd.count > 0))
			break;
		for (size_t f = 0; f < load->files && load->kind == kind; f++)
			boot_add_initrd(guest, entry, "/", load->file[f].text);
	}
}

struct config {
	const char *path;
	struct bytes text;
	const struct grubcfg *cfg;
	const struct grubcfg_entry *is_default;
};

static void add_entry(struct guest *guest, struct boot *boot, const struct config *config,
		      size_t at)
{
	const struct grubcfg *cfg = config->cfg;
	const struct grubcfg_load *load = &cfg->load[at];
	struct boot_entry *entry =
		boot_new(guest, boot, BOOT_GRUB2, config->path, load->line);

	if (!entry)
		return;
	if (load->entry >= 0) {
		entry->title = cfg->entry[load->entry].title;
		entry->id = cfg->entry[load->entry].id;
		entry->is_default = &cfg->entry[load->entry] == config->is_default;
	}
	boot_add_part(guest, entry, config->path, load->line, config->text, load->args);
	boot_set_kernel(guest, entry, "/", load->file[0].text);
	if (is_other_system(guest, cfg, load->entry, entry->kernel))
		entry->is_own = false;
	add_initrds(guest, entry, cfg, at);
}

static void add_config(struct guest *guest, struct boot *boot, const char *path)
{
	struct config config = { .path = path };
	const struct grubcfg *cfg;
	struct boot_env env;

	if (tree_read(guest->tree, path, &config.text) < 0)
		return;
	cfg = config.cfg = grubcfg_parse(guest->pool, config.text);
	env = read_env(guest, path);
	config.is_default = grubcfg_default(
		guest->pool, cfg, env.env ? grubenv_get(env.env, "saved_entry") : NULL);
	boot->too_many |= cfg->too_deep;
	for (size_t i = 0; i < cfg->loads && !boot->too_many; i++)
		if (cfg->load[i].files > 0 &&
		    (cfg->load[i].kind == GRUBCFG_LINUX || is_linux_module(cfg, i)))
			add_entry(guest, boot, &config, i);
	if (cfg->blscfg)
		boot_read_bls(guest, boot, path, config.text, cfg, &env);
}

void boot_read_grub2(struct guest *guest, struct boot *boot)
{
	struct strs configs = guest_grub_configs(guest);

	for (size_t i = 0; i < configs.count; i++)
		add_config(guest, boot, configs.item[i]);
}
