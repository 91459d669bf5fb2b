/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of an image that was done: the record beside its output. */
#include "app/batch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "version.h"

char *batch_sha256(struct pool *pool, struct bytes data)
{
	char digits[HASH_DIGITS];

	hash_digits(data.data, data.len, digits);
	return pool_strdup(pool, digits);
}

json_t *batch_hash(struct pool *pool, const char *path, bool (*go_on)(void *), void *arg)
{
	enum { CHUNK = 1 << 20 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char *data = pool_alloc(pool, CHUNK);
	char digits[HASH_DIGITS];
	struct sha256_ctx hash;
	ssize_t got = fd < 0 ? -1 : 1;

	sha256_init(&hash);
	while (got > 0 && (!go_on || go_on(arg))) {
		got = read(fd, data, CHUNK);
		if (got > 0)
			sha256_update(&hash, (size_t)got, data);
	}
	if (fd >= 0)
		(void)close(fd);
	if (got != 0)
		return NULL;
	hash_end(&hash, digits);
	return json_string(digits);
}

json_t *batch_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	return json_pack("{s:s, s:I, s:I}", "path", path, "size", (json_int_t)st.st_size,
			 "mtime",
			 (json_int_t)st.st_mtim.tv_sec * 1000000000 +
				 (json_int_t)st.st_mtim.tv_nsec);
}

static bool same(const json_t *a, const json_t *b, const char *name)
{
	return json_equal(json_object_get(a, name), json_object_get(b, name));
}

/* Whether all FILES are as they were; one that was only copied counts as the same. */
static bool unchanged(struct pool *pool, const json_t *files, bool may_hash)
{
	bool all = json_array_size(files) > 0;

	for (size_t i = 0; all && i < json_array_size(files); i++) {
		json_t *was = json_array_get(files, i);
		const char *path = json_string_value(json_object_get(was, "path"));
		json_t *is = path ? batch_file(path) : NULL;
		json_t *sum = json_object_get(was, "sha256");

		all = is && same(was, is, "size");
		if (all && !same(was, is, "mtime")) {
			json_t *now = may_hash && json_is_string(sum)
					      ? batch_hash(pool, path, NULL, NULL)
					      : NULL;

			all = now && json_equal(now, sum);
			json_decref(now);
		}
		json_decref(is);
	}
	return all;
}

static bool is_text(const json_t *record, const char *name, const char *text)
{
	const char *is = json_string_value(json_object_get(record, name));

	return is && strcmp(is, text) == 0;
}

json_t *batch_images(const struct batch_item *item)
{
	json_t *images = json_array();

	for (size_t i = 0; i < item->images.count; i++)
		json_array_append_new(images, json_string(item->images.item[i]));
	return images;
}

bool batch_is_done(struct pool *pool, const struct batch_item *item, const json_t *record,
		   bool may_hash)
{
	return is_text(record, "drydock", DRYDOCK_VERSION) &&
	       is_text(record, "rules", DRYDOCK_RULES) &&
	       is_text(record, "options_sha256", item->options) &&
	       unchanged(pool, json_object_get(record, "inputs"), may_hash);
}

bool batch_is_ours(struct pool *pool, const struct batch_item *item, const json_t *record)
{
	json_t *images = batch_images(item);
	bool ours = json_equal(images, json_object_get(record, "images")) &&
		    unchanged(pool, json_object_get(record, "outputs"), false);

	json_decref(images);
	return ours;
}

int batch_record_write(const struct batch_item *item, struct pool *pool,
		       const json_t *record)
{
	const char *path = pool_printf(pool, "%s.new", item->mark);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool good = fd >= 0 &&
		    json_dumpfd(record, fd, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0;

	good = good && write(fd, "\n", 1) == 1 && fsync(fd) == 0;
	if (fd >= 0)
		good = close(fd) == 0 && good;
	if (good && rename(path, item->record) == 0)
		return 0;
	(void)unlink(path);
	return -1;
}
