/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/strs.h"
#include "host/manifest.h"
#include "host/output-internal.h"

static int split(struct pool *pool, const char *path, struct output *output,
		 struct host_error *error)
{
	const char *slash = strrchr(path, '/');
	const char *dir =
		slash ? pool_strndup(pool, path, (size_t)(slash - path) + 1) : ".";
	char *real = realpath(dir, NULL);

	if (!real && errno == ENOENT)
		return host_fail(error, ENOENT,
				 "cannot write '%s': its directory does not exist", path);
	if (!real)
		return host_fail(error, errno, "cannot write '%s': %s", path,
				 strerror(errno));
	output->dir = pool_strdup(pool, real);
	free(real);
	output->name = slash ? slash + 1 : path;
	output->path = path_join(pool, output->dir, output->name);
	if (strlen(output->name) > NAME_MAX - sizeof(".manifest.json.minisig") + 1)
		return host_fail(error, ENAMETOOLONG, "the name of '%s' is too long",
				 path);
	return 0;
}

/* What goes with the output FILE, wherever that lies; NULL: nothing. */
static char *beside(struct pool *pool, const struct output *output, const char *file)
{
	const char *ending = output->format->beside;

	return ending ? pool_printf(pool, "%s%s", file, ending) : NULL;
}

/* A block map that is left of an image that is gone is nobody's. */
static bool is_map(const char *path)
{
	char head[1024] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head) - 1);

	if (fd >= 0)
		(void)close(fd);
	return n > 0 && strstr(head, "<bmap version=");
}

static int check_beside(struct pool *pool, const struct output *output, const char *shown,
			struct host_error *error)
{
	const char *path = beside(pool, output, output->path);

	if (!path || output->replace == REPLACE_FILE || access(path, F_OK) < 0 ||
	    is_map(path))
		return 0;
	return host_fail(error, EEXIST,
			 "'%s', which goes with the output, exists already",
			 beside(pool, output, shown));
}

/* A manifest without its image was made of another one: nobody is to read it here. */
static int check_manifest(struct pool *pool, const struct output *output,
			  const char *shown, struct host_error *error)
{
	struct stat seen;

	if (lstat(manifest_path(pool, output->path), &seen) < 0)
		return 0;
	if (output->replace == REPLACE_FILE && S_ISREG(seen.st_mode))
		return 0;
	return host_fail(error, EEXIST, "the manifest '%s' of the output exists already",
			 manifest_path(pool, shown));
}

/* That of another manifest would be taken for this one's. */
static int check_signature(struct pool *pool, const struct output *output,
			   const char *shown, struct host_error *error)
{
	struct stat seen;

	for (size_t i = 0; sign_endings[i]; i++) {
		const char *ending = sign_endings[i];
		const char *path = pool_printf(pool, "%s%s",
					       manifest_path(pool, output->path), ending);

		if (lstat(path, &seen) < 0 ||
		    (output->replace == REPLACE_FILE && S_ISREG(seen.st_mode)))
			continue;
		return host_fail(error, EEXIST, "the signature '%s%s' exists already",
				 manifest_path(pool, shown), ending);
	}
	return 0;
}

static int check_existing(const struct output *output, const char *shown,
			  struct host_error *error)
{
	struct stat seen;

	if (lstat(output->path, &seen) < 0)
		return errno == ENOENT ? 0
				       : host_fail(error, errno, "'%s': %s", shown,
						   strerror(errno));
	if (S_ISDIR(seen.st_mode))
		return host_fail(error, EISDIR, "the output '%s' is a directory", shown);
	if (output->replace == REPLACE_NEVER)
		return host_fail(error, EEXIST, "the output '%s' exists already", shown);
	if (!S_ISREG(seen.st_mode))
		return host_fail(error, EEXIST, "the output '%s' is not a regular file",
				 shown);
	return 0;
}

static int plan_stream(struct pool *pool, struct output *output, struct host_error *error)
{
	if (!output->format->streams)
		return host_fail(error, EINVAL,
				 "%s cannot be written to standard output; these can: %s",
				 output->format->name,
				 export_format_names(pool, EXPORT_STREAMING));
	if (isatty(STDOUT_FILENO))
		return host_fail(error, EINVAL,
				 "standard output is a terminal, which takes no image");
	output->path = output->name = "-";
	output->stream = STDOUT_FILENO;
	return 0;
}

int output_plan(struct pool *pool, const char *path, const char *format,
		enum replace replace, struct output *output, struct host_error *error)
{
	const struct export_format *found =
		export_format_named(format ? format : "qcow2");
	int err;

	*output = (struct output){ .format = found, .replace = replace };
	if (!found)
		return host_fail(error, EINVAL, "unknown output format '%s' (%s)", format,
				 export_format_names(pool, EXPORT_ALL));
	if (strcmp(path, "-") == 0)
		return plan_stream(pool, output, error);
	err = split(pool, path, output, error);
	if (err)
		return err;
	if (*output->name == '\0' || strcmp(output->name, ".") == 0 ||
	    strcmp(output->name, "..") == 0)
		return host_fail(error, EISDIR, "the output '%s' is a directory", path);
	err = check_existing(output, path, error);
	if (!err)
		err = check_manifest(pool, output, path, error);
	if (!err)
		err = check_signature(pool, output, path, error);
	return err ? err : check_beside(pool, output, path, error);
}

int output_compress(struct pool *pool, struct output *output, const char *how,
		    struct host_error *error)
{
	const char *known = output->format->compression;
	struct strs words = strs_words(pool, known ? known : "");

	if (!strs_has(&words, how))
		return host_fail(error, EINVAL, "%s is not compressed by '%s' (%s)",
				 output->format->name, how,
				 known ? strs_join(&words, ", ")
				       : "there is no choice of compression");
	output->compression = how;
	return 0;
}

int output_change(struct pool *pool, struct output *output,
		  const struct export_format *format, const char *compression,
		  struct host_error *error)
{
	int err;

	output->format = format;
	if (output->stream && !format->streams)
		return host_fail(error, EINVAL,
				 "%s cannot be written to standard output; these can: %s",
				 format->name,
				 export_format_names(pool, EXPORT_STREAMING));
	err = output->stream ? 0 : check_beside(pool, output, output->path, error);
	return !err && compression ? output_compress(pool, output, compression, error)
				   : err;
}

int output_check_source(const struct output *output, const struct source *source,
			struct host_error *error)
{
	if (!output->stream && source_has_file(source, output->path))
		return host_fail(error, EINVAL,
				 "the output '%s' is a file that '%s' is read from",
				 output->path, source->shown);
	return 0;
}

static int sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags), err = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0)
		err = -errno;
	(void)close(fd);
	return err;
}

/*
 * FAT and some network file systems have no RENAME_NOREPLACE.  There OUT is looked for
 * once more; no other drydock makes it, for we hold its lock.
 */
static int take_name(const struct output *output, const char *from)
{
	struct stat seen;

	if (output->replace == REPLACE_NEVER) {
		if (renameat2(AT_FDCWD, from, AT_FDCWD, output->path, RENAME_NOREPLACE) ==
		    0)
			return 0;
		if (errno != EINVAL && errno != ENOSYS)
			return -errno;
		if (lstat(output->path, &seen) == 0)
			return -EEXIST;
	}
	return rename(from, output->path) == 0 ? 0 : -errno;
}

/* Private as the source was; nobody but the umask decides where the source was not. */
static int set_mode(const struct source *source, const char *path)
{
	mode_t mask = umask(077);

	(void)umask(mask);
	return chmod(path, (source->mode | 0600) & ~mask) < 0 && errno != EPERM ? -errno
										: 0;
}

/* The name of what was made in WORK before it gets its own. */
static char *made_name(struct pool *pool, const struct workdir *work,
		       const struct output_job *job)
{
	return pool_printf(pool, "%s/%s", workdir_file(pool, work, "out"),
			   job->output.name);
}

/* Give the first COUNT their old state back: the file that was replaced, or none. */
static void take_back(struct pool *pool, const struct output_job *job, size_t count,
		      const struct workdir *work)
{
	for (size_t i = 0; i < count; i++) {
		const char *made = made_name(pool, work, &job[i]);

		if (renameat2(AT_FDCWD, made, AT_FDCWD, job[i].output.path,
			      RENAME_EXCHANGE) < 0)
			(void)unlink(job[i].output.path);
	}
}

/* With several the file that is replaced is kept in WORK until all are there. */
static int publish_one(const struct output_job *job, size_t count, const char *made)
{
	if (count > 1 && job->output.replace == REPLACE_FILE &&
	    renameat2(AT_FDCWD, made, AT_FDCWD, job->output.path, RENAME_EXCHANGE) == 0)
		return 0;
	return take_name(&job->output, made);
}

static int publish_beside(struct pool *pool, const struct output_job *job, size_t count,
			  const struct workdir *work)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++) {
		struct output output = job[i].output;
		char *made = beside(pool, &output, made_name(pool, work, &job[i]));

		output.path = beside(pool, &output, output.path);
		if (made && rename(made, output.path) < 0)
			err = -errno;
	}
	return err;
}

/* What was replaced has no manifest any more, whatever happens from here on. */
static void remove_manifests(struct pool *pool, const struct output_job *job,
			     size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = manifest_path(pool, job[i].output.path);

		if (!job[i].manifest)
			continue;
		for (size_t e = 0; sign_endings[e]; e++)
			(void)unlink(pool_printf(pool, "%s%s", path, sign_endings[e]));
		(void)unlink(path);
	}
}

/* The manifest MADE, and before it its signature: it is never there without. */
static int publish_manifest(struct pool *pool, const struct output_job *job,
			    const char *made)
{
	struct output manifest = job->output, signature = job->output;
	int err = 0;

	manifest.path = manifest_path(pool, manifest.path);
	if (job->sign) {
		signature.path =
			pool_printf(pool, "%s%s", manifest.path, job->sign->ending);
		err = take_name(&signature,
				pool_printf(pool, "%s%s", made, job->sign->ending));
	}
	if (err)
		return err;
	err = take_name(&manifest, made);
	if (err && job->sign)
		(void)unlink(signature.path);
	return err;
}

/* Their outputs have their names. */
static int publish_manifests(struct pool *pool, const struct output_job *job,
			     size_t count, const struct workdir *work)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++) {
		if (job[i].manifest)
			err = publish_manifest(
				pool, &job[i],
				manifest_path(pool, made_name(pool, work, &job[i])));
		if (err)
			remove_manifests(pool, job, i);
	}
	return err;
}

static int publish(struct pool *pool, const struct output_job *job, size_t count,
		   const struct workdir *work, struct host_error *error)
{
	int err = 0;

	if (job->output.replace == REPLACE_FILE)
		remove_manifests(pool, job, count);
	for (size_t i = 0; i < count; i++) {
		err = publish_one(&job[i], count, made_name(pool, work, &job[i]));
		if (err < 0) {
			take_back(pool, job, i, work);
			return err == -EEXIST
				       ? host_fail(error, EEXIST,
						   "the output '%s' has come into being "
						   "meanwhile",
						   job[i].output.path)
				       : host_fail(error, -err, "cannot write '%s': %s",
						   job[i].output.path, strerror(-err));
		}
	}
	err = publish_beside(pool, job, count, work);
	if (!err)
		err = publish_manifests(pool, job, count, work);
	if (err) {
		take_back(pool, job, count, work);
		return host_fail(error, -err, "cannot write what goes with '%s': %s",
				 job->output.path, strerror(-err));
	}
	err = sync_path(job->output.dir, O_DIRECTORY);
	if (err && err != -EINVAL)
		return host_fail(error, -err, "cannot write '%s': %s", job->output.path,
				 strerror(-err));
	return 0;
}

static int sign_manifest(struct pool *pool, const struct output_job *job,
			 const char *manifest, struct host_error *error)
{
	const char *signature = pool_printf(pool, "%s%s", manifest, job->sign->ending);
	int err = sign_file(pool, job->sign, manifest, error);

	if (err)
		return err;
	err = set_mode(job->source, signature);
	if (!err)
		err = sync_path(signature, 0);
	return err ? host_fail(error, -err, "cannot write the signature of '%s': %s",
			       job->output.path, strerror(-err))
		   : 0;
}

static int make_manifest(struct pool *pool, const struct output_job *job,
			 const struct workdir *work, const char *made,
			 const struct progress *progress, struct host_error *error)
{
	const char *manifest = manifest_path(pool, made);
	int err = manifest_write(pool, job, work, made, progress, error);

	if (err)
		return err;
	err = set_mode(job->source, manifest);
	if (err)
		return host_fail(error, -err, "cannot write the manifest of '%s': %s",
				 job->output.path, strerror(-err));
	return job->sign ? sign_manifest(pool, job, manifest, error) : 0;
}

/* All but the name: complete, private as its source, and on the disk. */
static int make(struct pool *pool, const struct output_job *job,
		const struct workdir *work, const struct progress *progress,
		struct host_error *error)
{
	char *to = made_name(pool, work, job), *with = beside(pool, &job->output, to);
	int err = output_make(pool, job, work, to, progress, error);

	if (err)
		return err;
	if (with)
		err = set_mode(job->source, with);
	if (!err && with)
		err = sync_path(with, 0);
	if (!err)
		err = set_mode(job->source, to);
	if (!err)
		err = sync_path(to, 0);
	if (!err && job->manifest)
		return make_manifest(pool, job, work, to, progress, error);
	return err ? host_fail(error, -err, "cannot write '%s': %s", job->output.path,
			       strerror(-err))
		   : 0;
}

int output_write(struct pool *pool, const struct output_job *job, size_t count,
		 const struct workdir *work, const struct progress *progress,
		 struct host_error *error)
{
	/* A directory of its own: the name goes into the descriptor of a VMDK. */
	char *dir = workdir_file(pool, work, "out");
	int err = 0;

	if (job->output.stream)
		return output_stream(pool, job, work, progress, error);
	if (mkdir(dir, 0700) < 0)
		return host_fail(error, errno, "cannot make '%s': %s", dir,
				 strerror(errno));
	for (size_t i = 0; !err && i < count; i++)
		err = make(pool, &job[i], work, progress, error);
	for (size_t i = 0; !err && i < count; i++)
		err = source_unchanged(job[i].source, error);
	return err ? err : publish(pool, job, count, work, error);
}
