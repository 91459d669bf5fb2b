/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/drivers.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "format/nash.h"
#include "guest/drivers-internal.h"
#include "guest/families.h"
#include "guest/modules.h"

static int open_archive(struct drivers_job *job)
{
	int err = guest_initramfs(job->guest, job->image->path, &job->archive);

	if (err < 0)
		job->why = pool_printf(job->pool, "\"%s\": %s", job->image->path,
				       err == -EMEDIUMTYPE ? job->archive->problem
							   : strerror(-err));
	else if (job->archive->problem)
		job->why =
			pool_printf(job->pool, "\"%s\": %s at byte %zu", job->image->path,
				    job->archive->problem, job->archive->problem_offset);
	return job->why ? -EBADMSG : 0;
}

/* "vmlinuz-linux" of Arch tells no version: the modules in the image do. */
static const char *version_of(const struct drivers_job *job)
{
	struct guest *guest = job->guest;
	struct strs kernels = guest_kernels(guest);
	const char *found = job->image->version;

	if (found && strs_has(&kernels, found))
		return found;
	for (size_t i = 0; i < kernels.count; i++)
		if (initramfs_modules_dir(job->archive, kernels.item[i]))
			return kernels.item[i];
	return found ? found : kernels.count == 1 ? kernels.item[0] : "?";
}

/* Where modules lie: nash's images are flat, and its script says what is loaded. */
static void open_places(struct drivers_job *job)
{
	const struct initramfs_file *init = initramfs_resolve(job->archive, "/init");

	job->generator = generator_of(job->archive);
	if (job->generator == GENERATOR_NASH) {
		job->archive_dir = "/lib";
		job->init = init->data;
		return;
	}
	job->archive_dir = initramfs_modules_dir(job->archive, job->version);
	if (!job->archive_dir)
		job->archive_dir = job->tree_dir;
}

int drivers_open(struct drivers_job *job)
{
	int err = job->archive ? 0 : open_archive(job);

	if (err < 0)
		return err;
	job->version = version_of(job);
	job->tree_dir = pool_printf(job->pool, "/lib/modules/%s", job->version);
	open_places(job);
	err = guest_modules(job->guest, job->tree_dir, MODULES_SOFT, &job->dep);
	if (err < 0) {
		job->why = pool_printf(job->pool, "\"%s/modules.dep\": %s", job->tree_dir,
				       strerror(-err));
		return err;
	}
	(void)tree_read(job->guest->tree,
			path_join(job->pool, job->tree_dir, "modules.builtin"),
			&job->builtin);
	return 0;
}

/* Kernels before 2.6.33 have no modules.builtin: there the configuration tells. */
static bool is_builtin(struct drivers_job *job, const char *name)
{
	if (job->builtin.len > 0)
		return moddep_builtin_has(job->builtin, name);
	if (!job->kernel)
		job->kernel = kernel_open(job->guest, job->version);
	return kernel_driver(job->kernel, name).has == KERNEL_HAS_BUILTIN;
}

static bool is_known(struct drivers_job *job, const char *name)
{
	return moddep_find(job->dep, name) || is_builtin(job, name);
}

/* What this kernel calls the module ASKED for; NULL where it can do without. */
static const char *pick(struct drivers_job *job, const char *asked)
{
	char *first = NULL, *name, *rest = pool_strdup(job->pool, asked);

	if (asked[0] == '?')
		return is_known(job, asked + 1) ? asked + 1 : NULL;
	while ((name = strsep(&rest, "|"))) {
		if (is_known(job, name))
			return name;
		if (!first)
			first = name;
	}
	return first;
}

/* NAMES as this kernel calls them, and what these are of no use without. */
static struct strs pick_all(struct drivers_job *job, const struct strs *names)
{
	struct strs picked = { .pool = job->pool };

	for (size_t i = 0; i < names->count; i++) {
		const char *name = pick(job, names->item[i]);
		const char *with = name ? family_companion(name) : NULL;

		if (name && !strs_has(&picked, name))
			strs_add(&picked, name);
		if (with && !strs_has(&picked, with) && is_known(job, with))
			strs_add(&picked, with);
	}
	return picked;
}

struct strs drivers_closure(struct drivers_job *job, struct strs *names,
			    struct strs *absent)
{
	struct strs wanted = { .pool = job->pool }, paths = { .pool = job->pool };
	struct strs picked = pick_all(job, names), unknown = { .pool = job->pool };

	for (size_t i = 0; i < picked.count; i++) {
		const char *name = picked.item[i];

		if (job->builtin.len > 0 && is_builtin(job, name))
			continue;
		if (moddep_find(job->dep, name))
			strs_add(&wanted, name);
		else if (!is_builtin(job, name) && absent)
			strs_add(absent, name);
	}
	(void)moddep_closure(job->pool, job->dep, &wanted, &paths, &unknown);
	*names = picked;
	return paths;
}

bool drivers_has_file(const struct drivers_job *job, const char *name)
{
	if (job->generator != GENERATOR_NASH)
		return initramfs_has_module(job->archive, job->version, name);
	for (size_t i = 0; i < job->archive->file_count; i++)
		if (moddep_is_module(job->archive->file[i].path, name))
			return true;
	return false;
}

bool drivers_has(const struct drivers_job *job, const char *name)
{
	return drivers_has_file(job, name) &&
	       (job->generator != GENERATOR_NASH || nash_loads(job->init, name));
}

int drivers_look(struct guest *guest, const struct boot_image *image,
		 const struct strs *names, struct drivers_state *state, const char **why)
{
	struct drivers_job job = { .guest = guest, .pool = guest->pool, .image = image };
	struct strs closure = { .pool = guest->pool };
	int err = drivers_open(&job);

	*state = (struct drivers_state){ .names = *names,
					 .modules = { .pool = guest->pool },
					 .missing = { .pool = guest->pool },
					 .absent = { .pool = guest->pool },
					 .version = job.version,
					 .generator = job.generator };
	if (err < 0) {
		*why = job.why;
		return err;
	}
	state->paths = drivers_closure(&job, &state->names, &state->absent);
	for (size_t i = 0; i < state->names.count; i++)
		if (moddep_find(job.dep, state->names.item[i]) &&
		    !moddep_builtin_has(job.builtin, state->names.item[i]))
			strs_add(&state->modules, state->names.item[i]);
	for (size_t i = 0; i < state->paths.count; i++) {
		char *name = moddep_name(guest->pool, state->paths.item[i]);

		strs_add(&closure, name);
		if (!drivers_has(&job, name))
			strs_add(&state->missing, name);
	}
	if (job.generator != GENERATOR_NASH)
		state->blocked = guest_image_blacklist(guest, job.archive, &closure);
	return 0;
}
