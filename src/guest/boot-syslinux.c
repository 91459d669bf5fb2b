/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSLINUX and EXTLINUX, with the files their configuration includes. */
#include "guest/boot-internal.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "format/syslinux.h"

enum { FILES_MAX = 16 };

static struct strs configs_of(struct guest *guest)
{
	static const char *const known[] = {
		"/boot/extlinux.conf",
		"/boot/extlinux/extlinux.conf",
		"/boot/syslinux/extlinux.conf",
		"/boot/syslinux/syslinux.cfg",
		"/boot/syslinux.cfg",
		"/extlinux.conf",
		"/extlinux/extlinux.conf",
		"/syslinux/syslinux.cfg",
		"/syslinux.cfg",
	};
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		boot_add_config(guest, &found, known[i]);
	return found;
}

bool boot_has_syslinux(struct guest *guest)
{
	return configs_of(guest).count > 0;
}

/* One file of a configuration. */
struct file {
	const char *path;
	struct bytes text;
	const struct syslinux *syslinux;
};

struct config {
	struct file file[FILES_MAX];
	size_t files;
	const struct file *append_in; /* has the global APPEND */
	struct syslinux_value append;
	const struct syslinux_label *start; /* what starts by itself */
};

static void read_file(struct guest *guest, struct boot *boot, struct config *config,
		      const char *path)
{
	struct file *file = &config->file[config->files];

	for (size_t i = 0; i < config->files; i++)
		if (strcmp(config->file[i].path, path) == 0)
			return;
	if (config->files == FILES_MAX) {
		boot->too_many = true;
		return;
	}
	if (tree_read(guest->tree, path, &file->text) < 0)
		return;
	file->path = path;
	file->syslinux = syslinux_parse(guest->pool, file->text);
	if (file->syslinux->append.value) {
		config->append_in = file;
		config->append = file->syslinux->append;
	}
	config->files++;
}

static void read_all(struct guest *guest, struct boot *boot, struct config *config,
		     const char *path)
{
	read_file(guest, boot, config, path);
	for (size_t f = 0; f < config->files; f++) {
		const struct file *file = &config->file[f];
		const char *dir = path_parent(guest->pool, file->path);

		for (size_t i = 0; i < file->syslinux->includes && !boot->too_many; i++) {
			bool there;
			const char *name = boot_path(
				guest, dir, file->syslinux->include[i].value, &there);

			if (there)
				read_file(guest, boot, config, name);
		}
	}
}

static const struct syslinux_label *label_called(const struct config *config,
						 struct syslinux_value value)
{
	size_t len = value.value ? strcspn(value.value, " \t") : 0;

	for (size_t f = 0; f < config->files && len; f++)
		for (size_t i = 0; i < config->file[f].syslinux->labels; i++) {
			const struct syslinux_label *label =
				&config->file[f].syslinux->label[i];

			if (strlen(label->name) == len &&
			    strncmp(label->name, value.value, len) == 0)
				return label;
		}
	return NULL;
}

/* The last of what one of the files says, in the order they are read. */
static struct syslinux_value last_of(const struct config *config, size_t offset)
{
	struct syslinux_value found = { 0 };

	for (size_t f = 0; f < config->files; f++) {
		const struct syslinux_value *value =
			(const void *)((const char *)config->file[f].syslinux + offset);

		if (value->value)
			found = *value;
	}
	return found;
}

/*
 * ONTIMEOUT goes before all; a menu starts what MENU DEFAULT marks, else the label of
 * DEFAULT, else its first; without a menu it is DEFAULT, else a label called linux.
 */
static const struct syslinux_label *start_of(const struct config *config)
{
	struct syslinux_value start = last_of(config, offsetof(struct syslinux, start));
	const struct syslinux_label *label = label_called(
		config, last_of(config, offsetof(struct syslinux, ontimeout)));
	bool is_menu = last_of(config, offsetof(struct syslinux, ui)).value ||
		       (start.value && strstr(start.value, ".c32"));

	for (size_t f = 0; f < config->files && is_menu && !label; f++)
		for (size_t i = 0; i < config->file[f].syslinux->labels; i++)
			if (config->file[f].syslinux->label[i].is_default)
				label = &config->file[f].syslinux->label[i];
	if (!label)
		label = label_called(config, start);
	if (!label && !start.value)
		label = label_called(config, (struct syslinux_value){ .value = "linux" });
	for (size_t f = 0; f < config->files && is_menu && !label; f++)
		if (config->file[f].syslinux->labels > 0)
			label = config->file[f].syslinux->label;
	return label;
}

static void add_initrds(struct guest *guest, struct boot_entry *entry, const char *dir,
			const char *files)
{
	while (files && *files) {
		size_t len = strcspn(files, ",");

		if (len)
			boot_add_initrd(guest, entry, dir,
					pool_strndup(guest->pool, files, len));
		files += len + (files[len] == ',');
	}
}

static void add_append(struct guest *guest, struct boot_entry *entry,
		       const struct config *config, const struct file *file,
		       const struct syslinux_label *label)
{
	if (label->append.value && strcmp(label->append.value, "-") != 0)
		boot_add_part(guest, entry, file->path, label->append.line, file->text,
			      label->append.span);
	else if (!label->append.value && config->append_in)
		boot_add_part(guest, entry, config->append_in->path, config->append.line,
			      config->append_in->text, config->append.span);
}

static void add_label(struct guest *guest, struct boot *boot, const struct config *config,
		      const struct file *file, const struct syslinux_label *label)
{
	const char *dir = path_parent(guest->pool, config->file[0].path);
	struct boot_entry *entry =
		boot_new(guest, boot, BOOT_SYSLINUX, file->path, label->kernel.line);
	const struct cmdline_arg *initrd;

	if (!entry)
		return;
	entry->config = config->file[0].path;
	entry->id = label->name;
	entry->title = label->title.value ? label->title.value : label->name;
	entry->is_default = label == config->start;
	add_append(guest, entry, config, file, label);
	boot_set_kernel(guest, entry, dir, label->kernel.value);
	initrd = boot_arg(entry, "initrd", NULL);
	add_initrds(guest, entry, dir,
		    label->initrd.value ? label->initrd.value
		    : initrd            ? initrd->value_text
					: NULL);
}

void boot_read_syslinux(struct guest *guest, struct boot *boot)
{
	struct strs paths = configs_of(guest);

	for (size_t p = 0; p < paths.count; p++) {
		struct config config = { 0 };

		read_all(guest, boot, &config, paths.item[p]);
		config.start = start_of(&config);
		for (size_t f = 0; f < config.files; f++)
			for (size_t i = 0; i < config.file[f].syslinux->labels; i++)
				if (config.file[f].syslinux->label[i].kernel.value &&
				    !boot->too_many)
					add_label(guest, boot, &config, &config.file[f],
						  &config.file[f].syslinux->label[i]);
	}
}
