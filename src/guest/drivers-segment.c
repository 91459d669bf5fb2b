/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The segment that brings drivers into an image, and the indexes modprobe finds them by.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "format/modindex.h"
#include "format/modprobe.h"
#include "format/nash.h"
#include "guest/drivers-internal.h"

enum { MODULE_MAX = 64 << 20 }; /* bytes of one module */

struct additions {
	struct drivers_job *job;
	struct initramfs_new_file *file;
	size_t count;
};

static void add_file(struct additions *add, const char *name, uint32_t mode,
		     struct bytes data)
{
	struct pool *pool = add->job->pool;

	add->file = text_room(pool, add->file, add->count, sizeof(*add->file));
	add->file[add->count++] = (struct initramfs_new_file){
		.path = path_join(pool, add->job->archive_dir, name),
		.mode = S_IFREG | mode,
		.data = data,
	};
}

/* DATA of the file *PATH made plain; what is not packed stays. */
static int unpack(struct drivers_job *job, const char **path, struct bytes *data)
{
	const char *ko = strstr(path_name(*path), ".ko.");
	int err;

	if (!job->unpacks || !ko)
		return 0;
	err = inflate_bytes(job->pool, *data, MODULE_MAX, data);
	if (err < 0)
		job->why = pool_printf(job->pool, "\"%s\": %s", *path, strerror(-err));
	*path = pool_strndup(job->pool, *path, (size_t)(ko - *path) + 3);
	return err;
}

static int add_modules(struct additions *add, const struct strs *paths)
{
	struct drivers_job *job = add->job;

	for (size_t i = 0; i < paths->count; i++) {
		const char *path = paths->item[i];
		const char *from = path_join(job->pool, job->tree_dir, path);
		struct bytes data;
		int err;

		if (drivers_has_file(job, moddep_name(job->pool, paths->item[i])))
			continue;
		err = tree_read_large(job->guest->tree, from, MODULE_MAX, job->pool,
				      &data);
		if (err < 0) {
			job->why = pool_printf(job->pool, "\"%s\": %s", from,
					       strerror(-err));
			return err;
		}
		err = unpack(job, &path, &data);
		if (err < 0)
			return err;
		add_file(add, job->generator == GENERATOR_NASH ? path_name(path) : path,
			 0644, data);
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

static void hold(struct drivers_job *job, struct holding *all, const char *path)
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
	struct drivers_job *job = add->job;
	struct modindex *index = modindex_new(job->pool);
	struct buf text = { .pool = job->pool };

	for (size_t i = 0; i < job->dep->count; i++) {
		const struct moddep_module *module = &job->dep->module[i];
		const struct held *held = held_find(all, module->name);
		struct buf line = { .pool = job->pool };
		struct strs deps;

		if (!held)
			continue;
		buf_addf(&line, "%s:", held->path);
		deps = moddep_needs(job->pool, module);
		for (size_t d = 0; d < deps.count; d++) {
			const struct held *need =
				held_find(all, moddep_name(job->pool, deps.item[d]));

			if (need)
				buf_addf(&line, " %s", need->path);
		}
		modindex_add(index, module->name, bytes_str(job->pool, buf_bytes(&line)),
			     (uint32_t)i);
		buf_add(&text, buf_bytes(&line));
		buf_adds(&text, "\n");
	}
	add_file(add, "modules.dep", 0644, buf_bytes(&text));
	add_file(add, "modules.dep.bin", 0644, modindex_write(index));
}

/* modules.alias: how udev finds the module of a device it sees. */
static int add_alias(struct additions *add, const struct holding *held)
{
	struct drivers_job *job = add->job;
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
	add_file(add, "modules.alias", 0644, buf_bytes(&text));
	add_file(add, "modules.alias.bin", 0644, modindex_write(index));
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
	struct drivers_job *job = add->job;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct bytes data;
		const char *in = path_join(job->pool, job->archive_dir, names[i]);

		if (!initramfs_resolve(job->archive, in) &&
		    tree_read(job->guest->tree,
			      path_join(job->pool, job->tree_dir, names[i]), &data) == 0)
			add_file(add, names[i], 0644, data);
	}
}

/* nash has no index: its script names what it loads. */
static int add_insmods(struct additions *add, const struct strs *paths)
{
	struct drivers_job *job = add->job;
	struct strs files = { .pool = job->pool };
	struct bytes text;

	for (size_t i = 0; i < paths->count; i++)
		if (!nash_loads(job->init, moddep_name(job->pool, paths->item[i])))
			strs_add(&files, path_name(paths->item[i]));
	if (files.count == 0)
		return 0;
	text = nash_insmod(job->pool, job->init, &files);
	if (text.len == 0) {
		job->why = pool_printf(job->pool,
				       "\"%s\": /init in it never comes to a "
				       "root device",
				       job->image->path);
		return -ENOEXEC;
	}
	add_file(add, "/init", 0755, text);
	return 0;
}

static int add_indexes(struct additions *add)
{
	struct holding held = holding_of(add);
	int err;

	add_dep(add, &held);
	err = add_alias(add, &held);
	if (err == 0)
		add_as_is(add);
	return err;
}

/* Files of the image that keep one of PATHS from loading, with these lines commented. */
static void add_unblocked(struct additions *add, const struct strs *paths)
{
	struct drivers_job *job = add->job;
	struct strs names = { .pool = job->pool };
	struct blacklist blocked;

	for (size_t i = 0; i < paths->count; i++)
		strs_add(&names, moddep_name(job->pool, paths->item[i]));
	blocked = guest_image_blacklist(job->guest, job->archive, &names);
	for (size_t i = 0; i < blocked.count; i++) {
		const char *file = blocked.item[i].file;

		if (i == 0 || strcmp(file, blocked.item[i - 1].file) != 0)
			add_file(
				add, file, 0644,
				modprobe_unblock(job->pool,
						 initramfs_find(job->archive, file)->data,
						 &names));
	}
}

static int add_all(struct additions *add, const struct strs *paths)
{
	int err = add_modules(add, paths);

	if (err < 0 || add->job->generator == GENERATOR_NASH)
		return err < 0 ? err : add_insmods(add, paths);
	if (add->count > 0)
		err = add_indexes(add);
	add_unblocked(add, paths);
	return err;
}

int drivers_bring(struct drivers_job *job, const struct strs *names, size_t image_len,
		  struct bytes *segment)
{
	struct additions add = { .job = job };
	struct strs wanted = *names, paths = drivers_closure(job, &wanted, NULL);
	int err = add_all(&add, &paths);

	if (err == 0)
		err = initramfs_segment_make(job->pool, job->archive, image_len, add.file,
					     add.count, segment);
	return err;
}

int drivers_complete(struct drivers_job *job, const struct strs *names,
		     struct bytes *content)
{
	struct buf whole = { .pool = job->pool };
	struct bytes segment;
	int err = drivers_bring(job, names, content->len, &segment);

	if (err < 0)
		return err;
	buf_add(&whole, *content);
	buf_add(&whole, segment);
	*content = buf_bytes(&whole);
	return 0;
}

int drivers_segment(struct guest *guest, const struct boot_image *image,
		    const struct strs *names, struct bytes *segment, const char **why)
{
	struct drivers_job job = { .guest = guest, .pool = guest->pool, .image = image };
	struct tree_stat st;
	int err = drivers_open(&job);

	if (err == 0)
		err = tree_stat(guest->tree, image->path, &st);
	if (err == 0)
		err = drivers_bring(&job, names, st.size, segment);
	*why = job.why ? job.why : strerror(-err);
	return err;
}
