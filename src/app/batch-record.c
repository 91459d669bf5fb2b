/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of an image that was done: the record beside its output. */
#include "app/batch.h"

#include <fcntl.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "version.h"

static const char *hex(struct pool *pool, const uint8_t *digest)
{
	struct buf buf = { .pool = pool };

	for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++)
		buf_addf(&buf, "%02x", digest[i]);
	return bytes_str(pool, buf_bytes(&buf));
}

char *batch_sha256(struct pool *pool, struct bytes data)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, data.data, data.len);
	SHA256Final(digest, &context);
	return pool_strdup(pool, hex(pool, digest));
}

json_t *batch_hash(struct pool *pool, const char *path, bool (*go_on)(void *), void *arg)
{
	enum { CHUNK = 1 << 20 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t digest[SHA256_DIGEST_LENGTH], *data = pool_alloc(pool, CHUNK);
	SHA2_CTX context;
	ssize_t got = fd < 0 ? -1 : 1;

	SHA256Init(&context);
	while (got > 0 && (!go_on || go_on(arg))) {
		got = read(fd, data, CHUNK);
		if (got > 0)
			SHA256Update(&context, data, (size_t)got);
	}
	if (fd >= 0)
		(void)close(fd);
	if (got != 0)
		return NULL;
	SHA256Final(digest, &context);
	return json_string(hex(pool, digest));
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
