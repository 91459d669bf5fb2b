/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a repair changed: where the layer holds something, compared with what is below. */
#include "host/imagefix-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "disk/undostore.h"
#include "host/blockread.h"
#include "host/blockspec.h"
#include "host/run.h"

enum { GRAIN = 4096, PART = 1 << 20 };

const char *imagefix_disk_name(struct pool *pool, size_t number)
{
	return pool_printf(pool, "disk%zu", number);
}

int imagefix_directory(struct pool *pool, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dir = !slash ? "."
			  : slash == path
				  ? "/"
				  : pool_strndup(pool, path, (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* The JSON that qemu-img WORD prints of SPEC, whose reference is taken. */
static int ask(struct pool *pool, const char *word, json_t *spec, json_t **answer,
	       struct host_error *error)
{
	const char *const argv[] = { "qemu-img", word, "--output=json",
				     blockspec_name(pool, spec), NULL };
	struct run_result result;
	int err = run_program(pool, argv, NULL, NULL, &result, error);

	if (err)
		return err;
	*answer = result.status == 0 ? json_loads(result.out, 0, NULL) : NULL;
	if (*answer)
		return 0;
	return host_fail(error, EIO, "qemu-img %s failed: %s", word,
			 run_last_line(pool, result.err));
}

int imagefix_format(const struct source *source, struct host_error *error)
{
	json_t *info = NULL;
	const char *type = NULL;
	int err;

	if (source->image->kind != IMAGE_VMDK)
		return 0;
	err = ask(source->pool, "info", blockspec_alone(source->image), &info, error);
	if (err)
		return err;
	(void)json_unpack(info, "{s:{s:{s:s}}}", "format-specific", "data", "create-type",
			  &type);
	if (!type || strcmp(type, "streamOptimized") == 0)
		err = host_fail(error, EOPNOTSUPP,
				"'%s' is a stream-optimized VMDK, which nobody writes in "
				"place: take an output with -o",
				source->shown);
	json_decref(info);
	return err;
}

struct collect {
	struct pool *pool;
	struct undo_log *log;
	const char *name;
	const struct export_disk *below, *above;
	uint64_t total;
};

static void add(struct collect *collect, uint64_t offset, const unsigned char *before,
		const unsigned char *after, size_t len)
{
	struct undo_log *log = collect->log;

	if ((log->blocks & (log->blocks - 1)) == 0)
		log->block = pool_grow(
			collect->pool, log->block, log->blocks * sizeof(*log->block),
			(log->blocks ? log->blocks * 2 : 1) * sizeof(*log->block));
	log->block[log->blocks++] = (struct undo_block){
		.disk = collect->name,
		.disk_size = collect->below->size,
		.offset = offset,
		.what = "disk",
		.before = bytes_copy(collect->pool, (struct bytes){ before, len }),
		.after = bytes_copy(collect->pool, (struct bytes){ after, len }),
	};
	collect->total += 2 * (uint64_t)len;
}

static int compare_part(struct collect *collect, uint64_t from, size_t len,
			struct host_error *error)
{
	static unsigned char before[PART], after[PART];
	const struct export_disk *below = collect->below, *above = collect->above;
	size_t start = 0;
	bool differs = false;

	if (below->read(below->arg, from, before, len) < 0 ||
	    above->read(above->arg, from, after, len) < 0)
		return host_fail(error, EIO, "the layer cannot be compared");
	for (size_t at = 0; at <= len; at += GRAIN) {
		size_t grain = len - at < GRAIN ? len - at : GRAIN;
		bool is = grain && memcmp(before + at, after + at, grain) != 0;

		if (is && !differs)
			start = at;
		if (!is && differs)
			add(collect, from + start, before + start, after + start,
			    at - start);
		differs = is;
		if (grain && grain < GRAIN) {
			if (is)
				add(collect, from + start, before + start, after + start,
				    len - start);
			break;
		}
	}
	if (collect->total > UNDOSTORE_MAX / 2)
		return host_fail(error, EFBIG,
				 "nothing was changed: the repair changes more than an "
				 "undo file holds; take an output with -o");
	return 0;
}

static int compare(struct collect *collect, const json_t *map, struct host_error *error)
{
	const json_t *item;
	size_t i;
	int err = 0;

	json_array_foreach(map, i, item)
	{
		uint64_t start =
			(uint64_t)json_integer_value(json_object_get(item, "start"));
		uint64_t end = start + (uint64_t)json_integer_value(
					       json_object_get(item, "length"));

		if (!json_is_true(json_object_get(item, "present")))
			continue;
		if (end > collect->below->size)
			end = collect->below->size;
		while (!err && start < end) {
			size_t len = end - start < PART ? (size_t)(end - start) : PART;

			err = compare_part(collect, start, len, error);
			start += len;
		}
		if (err)
			break;
	}
	return err;
}

int imagefix_collect(struct pool *pool, const struct output_job *job, size_t number,
		     const struct workdir *work, struct undo_log *log,
		     struct host_error *error)
{
	const struct image *image = job->source->image;
	struct blockread *below = NULL, *above = NULL;
	json_t *map = NULL;
	int err = ask(pool, "map", blockspec_file(job->overlay, "qcow2"), &map, error);

	if (!err)
		err = blockread_open(pool, blockspec_image(image), work, &below, error);
	if (!err)
		err = blockread_open(pool, blockspec_overlay(job->overlay, image), work,
				     &above, error);
	if (!err) {
		struct collect collect = {
			pool,
			log,
			imagefix_disk_name(pool, number),
			blockread_disk(below),
			blockread_disk(above),
			0,
		};

		err = compare(&collect, map, error);
	}
	blockread_close(above);
	blockread_close(below);
	json_decref(map);
	return err;
}
