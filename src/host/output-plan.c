/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request is looked at before any work: what is there already, what a format can do. */
#include "host/output-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/strs.h"
#include "host/manifest.h"

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
	const char *path = output_beside(pool, output, output->path);

	if (!path || output->replace == REPLACE_FILE || access(path, F_OK) < 0 ||
	    is_map(path))
		return 0;
	return host_fail(error, EEXIST,
			 "'%s', which goes with the output, exists already",
			 output_beside(pool, output, shown));
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
