/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/datahash.h"
#include "export/filedisk.h"
#include "host/blockread.h"

/*
 * Holes have to be hashed as the zeroes they are.  A disk of terabytes with nothing in it
 * would take hours, and then the hash of its data tells the same.
 */
#define HOLES_MAX (64ULL << 30)

char *manifest_path(struct pool *pool, const char *path)
{
	return pool_printf(pool, "%s.manifest.json", path);
}

static int hash_file(struct pool *pool, int fd, uint64_t size,
		     const struct progress *progress, char digits[HASH_DIGITS])
{
	enum { PART = 1 << 20 };
	struct filedisk file = { .fd = fd };
	const struct export_disk disk = filedisk(&file, size);
	unsigned char *part = pool_alloc(pool, PART), *zeroes = pool_alloc(pool, PART);
	struct sha256_ctx hash;
	int err = 0;

	memset(zeroes, 0, PART);
	sha256_init(&hash);
	for (uint64_t at = 0, end = 0; at < size && !err; at = end) {
		bool data;

		err = disk.stretch(disk.arg, at, &end, &data);
		if (!err && end <= at)
			err = -EIO;
		end = end > size ? size : end;
		end = end - at > PART ? at + PART : end;
		if (!err && data)
			err = disk.read(disk.arg, at, part, (size_t)(end - at));
		if (!err)
			sha256_update(&hash, (size_t)(end - at), data ? part : zeroes);
		progress_report_bytes(progress, "hashing", end, size);
	}
	hash_end(&hash, digits);
	return err;
}

static bool is_too_sparse(const struct stat *seen)
{
	uint64_t size = (uint64_t)seen->st_size;
	uint64_t stored = (uint64_t)seen->st_blocks * 512;

	return size > stored && size - stored > HOLES_MAX;
}

static int add_file(struct pool *pool, json_t *manifest, const struct output *output,
		    int fd, const struct progress *progress)
{
	char digits[HASH_DIGITS];
	struct stat seen;
	bool is_hashed;
	int err = 0;

	if (fstat(fd, &seen) < 0)
		return -errno;
	is_hashed = !is_too_sparse(&seen);
	if (is_hashed)
		err = hash_file(pool, fd, (uint64_t)seen.st_size, progress, digits);
	if (!err)
		(void)json_object_set_new(manifest, "file",
					  json_pack("{s:s%, s:s, s:I, s:s?}", "name",
						    output->name, strlen(output->name),
						    "format", output->format->name,
						    "bytes", (json_int_t)seen.st_size,
						    "sha256", is_hashed ? digits : NULL));
	return err;
}

/*
 * Of the layer that the file was compared with, read once more.  -ENOPKG where there is
 * no qemu-nbd, which the writers of most formats can do without.
 */
static int hash_layer(struct pool *pool, const struct output_job *job,
		      const struct workdir *work, const struct progress *progress,
		      char digits[HASH_DIGITS], struct host_error *error)
{
	struct blockread *reader = NULL;
	int err = blockread_open(pool, output_disk_spec(job), work, &reader, error);

	if (!err) {
		err = blockread_report(reader, "hashing the data", progress);
		if (!err)
			err = datahash(blockread_disk(reader), digits);
		if (err && !blockread_failed(reader, error))
			(void)host_fail(error, -err, "cannot hash the disk of '%s': %s",
					job->output.path, strerror(-err));
	}
	blockread_close(reader);
	return err;
}

static int add_data(struct pool *pool, json_t *manifest, const struct output_job *job,
		    const struct workdir *work, int fd, const struct progress *progress,
		    struct host_error *error)
{
	json_t *disk = json_object_get(manifest, "disk");
	json_int_t size = json_integer_value(json_object_get(disk, "bytes"));
	char digits[HASH_DIGITS];
	int err;

	if (job->output.format->plain) {
		err = datahash_file(fd, (uint64_t)size, digits);
		if (err)
			(void)host_fail(error, -err, "cannot read '%s': %s",
					job->output.path, strerror(-err));
	} else {
		err = hash_layer(pool, job, work, progress, digits, error);
	}
	if (err == -ENOPKG) {
		progress_say(progress, pool_printf(pool,
						   "warning: no hash of the data is in "
						   "the manifest: %s",
						   error->text));
		(void)json_object_set_new(disk, "data_sha256", json_null());
		return 0;
	}
	if (!err)
		(void)json_object_set_new(disk, "data_sha256", json_string(digits));
	return err;
}

static int measure(struct pool *pool, json_t *manifest, const struct output_job *job,
		   const struct workdir *work, const char *made,
		   const struct progress *progress, struct host_error *error)
{
	int fd = open(made, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return host_fail(error, errno, "'%s': %s", made, strerror(errno));
	err = add_data(pool, manifest, job, work, fd, progress, error);
	if (!err) {
		err = add_file(pool, manifest, &job->output, fd, progress);
		if (err)
			(void)host_fail(error, -err, "cannot read '%s': %s",
					job->output.path, strerror(-err));
	}
	(void)close(fd);
	return err;
}

static int store(const char *path, const json_t *manifest)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), err = 0;

	if (fd < 0)
		return -errno;
	errno = ENOMEM;
	if (json_dumpfd(manifest, fd, JSON_INDENT(2)) < 0)
		err = -errno;
	if (!err && write(fd, "\n", 1) != 1)
		err = -errno;
	if (!err && fsync(fd) < 0)
		err = -errno;
	(void)close(fd);
	return err;
}

int manifest_write(struct pool *pool, const struct output_job *job,
		   const struct workdir *work, const char *made,
		   const struct progress *progress, struct host_error *error)
{
	json_t *manifest = json_deep_copy(job->manifest);
	int err = measure(pool, manifest, job, work, made, progress, error);

	if (!err) {
		err = store(manifest_path(pool, made), manifest);
		if (err)
			(void)host_fail(error, -err,
					"cannot make the manifest of '%s': %s",
					job->output.path, strerror(-err));
	}
	json_decref(manifest);
	return err;
}
