/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/drivers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "format/moddep.h"
#include "format/modindex.h"

enum { MODULE_MAX = 64 << 20 }; /* bytes of one module */

/* An image with the modules of its kernel, as everything here needs it. */
struct job {
	struct guest *guest;
	struct pool *pool;
	const struct boot_image *image;
	const struct initramfs *archive;
	const char *version;     /* of the kernel, as its modules are called */
	const char *tree_dir;    /* of the kernel's modules, in the guest */
	const char *archive_dir; /* in the image */
	struct moddep *dep;
	struct bytes builtin;
	const char *why;
};

static int open_archive(struct job *job)
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
static const char *version_of(const struct job *job)
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

static int job_open(struct job *job)
{
	struct bytes text;
	const char *file;
	int err = open_archive(job);

	if (err < 0)
		return err;
	job->version = version_of(job);
	job->tree_dir = pool_printf(job->pool, "/lib/modules/%s", job->version);
	file = path_join(job->pool, job->tree_dir, "modules.dep");
	err = tree_read(job->guest->tree, file, &text);
	if (err < 0) {
		job->why = pool_printf(job->pool, "\"%s\": %s", file, strerror(-err));
		return err;
	}
	job->dep = moddep_parse(job->pool, text);
	if (tree_read(job->guest->tree,
		      path_join(job->pool, job->tree_dir, "modules.softdep"), &text) == 0)
		moddep_add_soft(job->pool, job->dep, text);
	(void)tree_read(job->guest->tree,
			path_join(job->pool, job->tree_dir, "modules.builtin"),
			&job->builtin);
	job->archive_dir = initramfs_modules_dir(job->archive, job->version);
	if (!job->archive_dir)
		job->archive_dir = job->tree_dir;
	return 0;
}

static bool is_builtin(const struct job *job, const char *name)
{
	return moddep_builtin_has(job->builtin, name);
}

/* Paths of NAMES and all they need; names the kernel does not have go to ABSENT. */
static struct strs closure(struct job *job, const struct strs *names, struct strs *absent)
{
	struct strs wanted = { .pool = job->pool }, paths = { .pool = job->pool };
	struct strs unknown = { .pool = job->pool };

	for (size_t i = 0; i < names->count; i++) {
		if (is_builtin(job, names->item[i]))
			continue;
		if (moddep_find(job->dep, names->item[i]))
			strs_add(&wanted, names->item[i]);
		else
			strs_add(absent, names->item[i]);
	}
	(void)moddep_closure(job->pool, job->dep, &wanted, &paths, &unknown);
	return paths;
}

int drivers_look(struct guest *guest, const struct boot_image *image,
		 const struct strs *names, struct drivers_state *state, const char **why)
{
	struct job job = { .guest = guest, .pool = guest->pool, .image = image };
	struct strs paths;
	int err = job_open(&job);

	*state = (struct drivers_state){ .missing = { .pool = guest->pool },
					 .absent = { .pool = guest->pool },
					 .version = job.version };
	if (err < 0) {
		*why = job.why;
		return err;
	}
	paths = closure(&job, names, &state->absent);
	for (size_t i = 0; i < paths.count; i++) {
		char *name = moddep_name(guest->pool, paths.item[i]);

		if (!initramfs_has_module(job.archive, job.version, name))
			strs_add(&state->missing, name);
	}
	return 0;
}

struct additions {
	struct job *job;
	struct initramfs_new_file *file;
	size_t count;
};

static void add_file(struct additions *add, const char *name, struct bytes data)
{
	struct pool *pool = add->job->pool;

	add->file = text_room(pool, add->file, add->count, sizeof(*add->file));
	add->file[add->count++] = (struct initramfs_new_file){
		.path = path_join(pool, add->job->archive_dir, name),
		.mode = S_IFREG | 0644,
		.data = data,
	};
}

static int add_modules(struct additions *add, const struct strs *paths)
{
	struct job *job = add->job;

	for (size_t i = 0; i < paths->count; i++) {
		const char *from = path_join(job->pool, job->tree_dir, paths->item[i]);
		struct bytes data;
		int err;

		if (initramfs_has_module(job->archive, job->version,
					 moddep_name(job->pool, paths->item[i])))
			continue;
		err = tree_read_large(job->guest->tree, from, MODULE_MAX, job->pool,
				      &data);
		if (err < 0) {
			job->why = pool_printf(job->pool, "\"%s\": %s", from,
					       strerror(-err));
			return err;
		}
		add_file(add, paths->item[i], data);
	}
	return 0;
}

/* A module the image will hold: its name, and its path below the modules directory. */
struct held {
	const char *name, *path;
};

struct holding {
	struct held *held;
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct held *)a)->name, ((const struct held *)b)->name);
}

static bool is_module(const char *path)
{
	const char *suffix = strstr(path_name(path), ".ko");

	return suffix && (suffix[3] == '\0' || suffix[3] == '.');
}

static void hold(struct job *job, struct holding *all, const char *path)
{
	if (!path_is_below(path, job->archive_dir) || !is_module(path))
		return;
	all->held = text_room(job->pool, all->held, all->count, sizeof(*all->held));
	all->held[all->count++] = (struct held){
		moddep_name(job->pool, path),
		path + strlen(job->archive_dir) + 1,
	};
}

/*
 * Where each module will lie in the image.  Its own paths count, not those of the guest's
 * modules.dep: an image may hold "x.ko" of a kernel whose tree has "x.ko.xz".
 */
static struct holding holding_of(const struct additions *add)
{
	const struct initramfs *archive = add->job->archive;
	struct holding all = { 0 };

	for (size_t i = 0; i < add->count; i++)
		hold(add->job, &all, add->file[i].path);
	for (size_t i = 0; i < archive->file_count; i++)
		if (S_ISREG(archive->file[i].mode))
			hold(add->job, &all, archive->file[i].path);
	if (all.count > 1)
		qsort(all.held, all.count, sizeof(*all.held), by_name);
	return all;
}

static const struct held *held_find(const struct holding *all, const char *name)
{
	struct held key = { .name = name };

	if (all->count == 0)
		return NULL;
	return bsearch(&key, all->held, all->count, sizeof(key), by_name);
}

/* modules.dep and its index for exactly the modules the image will hold. */
static void add_dep(struct additions *add, const struct holding *all)
{
	struct job *job = add->job;
	struct modindex *index = modindex_new(job->pool);
	struct buf text = { .pool = job->pool };

	for (size_t i = 0; i < job->dep->count; i++) {
		const struct moddep_module *module = &job->dep->module[i];
		const struct held *held = held_find(all, module->name);
		struct buf line = { .pool = job->pool };

		if (!held)
			continue;
		buf_addf(&line, "%s:", held->path);
		for (size_t d = 0; d < module->deps.count; d++) {
			const struct held *need = held_find(
				all, moddep_name(job->pool, module->deps.item[d]));

			if (need)
				buf_addf(&line, " %s", need->path);
		}
		modindex_add(index, module->name, bytes_str(job->pool, buf_bytes(&line)),
			     (uint32_t)i);
		buf_add(&text, buf_bytes(&line));
		buf_adds(&text, "\n");
	}
	add_file(add, "modules.dep", buf_bytes(&text));
	add_file(add, "modules.dep.bin", modindex_write(index));
}

/* modules.alias: how udev finds the module of a device it sees. */
static int add_alias(struct additions *add, const struct holding *held)
{
	struct job *job = add->job;
	struct modindex *index = modindex_new(job->pool);
	struct buf text = { .pool = job->pool };
	const char *file = path_join(job->pool, job->tree_dir, "modules.alias");
	struct bytes all, line;
	int err = tree_read(job->guest->tree, file, &all);

	if (err < 0) {
		job->why = pool_printf(job->pool, "\"%s\": %s", file, strerror(-err));
		return err;
	}
	for (uint32_t priority = 0; bytes_line(&all, &line); priority++) {
		struct strs word = strs_words(job->pool, bytes_str(job->pool, line));

		if (word.count != 3 || strcmp(word.item[0], "alias") != 0 ||
		    !held_find(held, moddep_name(job->pool, word.item[2])))
			continue;
		modindex_add(index, word.item[1], word.item[2], priority);
		buf_add(&text, line);
	}
	add_file(add, "modules.alias", buf_bytes(&text));
	add_file(add, "modules.alias.bin", modindex_write(index));
	return 0;
}

/* Index files that name modules without their paths go in as the guest has them. */
static void add_as_is(struct additions *add)
{
	static const char *const names[] = {
		"modules.softdep",         "modules.builtin",
		"modules.builtin.bin",     "modules.builtin.alias.bin",
		"modules.builtin.modinfo", "modules.order"
	};
	struct job *job = add->job;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct bytes data;
		const char *in = path_join(job->pool, job->archive_dir, names[i]);

		if (!initramfs_resolve(job->archive, in) &&
		    tree_read(job->guest->tree,
			      path_join(job->pool, job->tree_dir, names[i]), &data) == 0)
			add_file(add, names[i], data);
	}
}

int drivers_segment(struct guest *guest, const struct boot_image *image,
		    const struct strs *names, struct bytes *segment, const char **why)
{
	struct job job = { .guest = guest, .pool = guest->pool, .image = image };
	struct additions add = { .job = &job };
	struct strs absent = { .pool = guest->pool }, paths;
	struct holding held;
	struct tree_stat st;
	int err = job_open(&job);

	if (err == 0)
		err = tree_stat(guest->tree, image->path, &st);
	if (err == 0) {
		paths = closure(&job, names, &absent);
		err = add_modules(&add, &paths);
	}
	if (err == 0) {
		held = holding_of(&add);
		add_dep(&add, &held);
		err = add_alias(&add, &held);
	}
	if (err == 0) {
		add_as_is(&add);
		err = initramfs_segment_make(guest->pool, job.archive, st.size, add.file,
					     add.count, segment);
	}
	*why = job.why ? job.why : strerror(-err);
	return err;
}
