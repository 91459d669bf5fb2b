/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/resume.h"

#include <string.h>

#include "base/path.h"
#include "format/shellvars.h"
#include "guest/devname.h"
#include "guest/initrd.h"

#define TOOLS "/etc/initramfs-tools"

struct settings {
	struct guest *guest;
	struct resume_setting *setting;
	size_t count;
};

static struct devname *as_swap(const struct guest *guest, const char *value)
{
	struct devname *name = devname_parse(guest->pool, value);

	name->type = "swap";
	return name;
}

/* "8:3": a device by its numbers, which the kernel takes too. */
static bool is_numbers(const char *value)
{
	size_t major = strspn(value, "0123456789"), minor;

	if (major == 0 || value[major] != ':')
		return false;
	minor = strspn(value + major + 1, "0123456789");
	return minor > 0 && value[major + 1 + minor] == '\0';
}

static const char *problem_of(const struct guest *guest, const char *value)
{
	const struct devname *name = as_swap(guest, value);

	if (strchr(value, '$'))
		return NULL;
	if (devname_is_positional(name) || is_numbers(value))
		return "depends on the old machine's controller";
	if (devname_is_missing(guest, name))
		return "is no volume of this disk";
	return NULL;
}

static void add(struct settings *all, struct resume_setting setting)
{
	setting.problem = problem_of(all->guest, setting.value);
	if (!setting.problem)
		return;
	all->setting =
		text_room(all->guest->pool, all->setting, all->count, sizeof(setting));
	all->setting[all->count++] = setting;
}

static void add_cmdlines(struct settings *all)
{
	size_t count;
	const struct boot_place *place = guest_boot_places(all->guest, "resume", &count);

	for (size_t i = 0; i < count; i++)
		if (!cmdline_has(place[i].part.cmdline, "noresume"))
			add(all, (struct resume_setting){
					 .kind = RESUME_CMDLINE,
					 .path = place[i].part.source,
					 .line = place[i].part.line,
					 .value = place[i].arg.value_text,
					 .place = place[i],
				 });
}

static const struct shell_assignment *assignment_in(struct pool *pool, struct bytes text)
{
	const struct shell_assignment *set =
		shellvars_find(shellvars_parse(pool, text), "RESUME");

	return set && !set->complex && !set->expands ? set : NULL;
}

static void add_conf(struct settings *all, const char *path)
{
	const struct shell_assignment *set;
	struct bytes text;

	if (!tree_has_text(all->guest->tree, path, &text))
		return;
	set = assignment_in(all->guest->pool, text);
	if (set)
		add(all, (struct resume_setting){ .kind = RESUME_CONF,
						  .path = path,
						  .line = set->line,
						  .value = set->value,
						  .text = text });
}

/* conf/initramfs.conf and conf/conf.d/ of an image of initramfs-tools. */
static void add_image(struct settings *all, const char *path)
{
	const struct initramfs *archive;

	if (guest_initramfs(all->guest, path, &archive) < 0)
		return;
	for (size_t i = 0; i < archive->file_count; i++) {
		const struct initramfs_file *file = &archive->file[i];
		const struct shell_assignment *set;

		if (strcmp(file->path, "/conf/initramfs.conf") != 0 &&
		    !path_is_below(file->path, "/conf/conf.d"))
			continue;
		set = assignment_in(all->guest->pool, file->data);
		if (set)
			add(all, (struct resume_setting){ .kind = RESUME_IN_IMAGE,
							  .path = path,
							  .value = set->value,
							  .inside = file->path,
							  .text = file->data });
	}
}

struct resume_setting *guest_resume_problems(struct guest *guest, size_t *count)
{
	struct settings all = { .guest = guest };
	struct strs confs = tree_match(guest->tree, TOOLS "/conf.d", "*");
	const struct boot_image *image;
	size_t images;

	add_cmdlines(&all);
	add_conf(&all, TOOLS "/initramfs.conf");
	for (size_t i = 0; i < confs.count; i++)
		add_conf(&all, confs.item[i]);
	image = guest_boot_images(guest, &images);
	for (size_t i = 0; i < images; i++)
		add_image(&all, image[i].path);
	*count = all.count;
	return all.setting;
}

static bool is_swap(const struct volume *volume)
{
	return volume->type && (strcmp(volume->type, "swap") == 0 ||
				strcmp(volume->type, "swsuspend") == 0);
}

/* The swap of that partition number on the root's disk, else the only one there is. */
static const struct volume *swap_of(const struct guest *guest, const struct devname *name)
{
	const struct volume *root = guest_volume_at(guest, "/"), *only = NULL;
	unsigned swaps = 0;

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (!is_swap(volume))
			continue;
		if (devname_is_positional(name) && name->part &&
		    volume->part == name->part && (!root || volume->disk == root->disk))
			return volume;
		only = volume;
		swaps++;
	}
	return swaps == 1 ? only : NULL;
}

const char *resume_stable(struct guest *guest, const struct resume_setting *setting)
{
	const struct volume *swap = swap_of(guest, as_swap(guest, setting->value));

	return swap ? devname_stable(guest, swap) : NULL;
}

struct boot_change resume_change(struct guest *guest,
				 const struct resume_setting *setting, const char *value)
{
	const struct boot_args *part = &setting->place.part;
	const struct cmdline_arg *arg = &setting->place.arg;

	return boot_changed(
		guest, part,
		value ? text_replace(guest->pool, part->text, arg->value, value)
		      : cmdline_remove(guest->pool, part->text, part->cmdline, arg));
}
