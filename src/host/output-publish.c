/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is complete gets its name, all of it or nothing. */
#include "host/output-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/manifest.h"

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

/* Give the first COUNT their old state back: the file that was replaced, or none. */
static void take_back(struct pool *pool, const struct output_job *job, size_t count,
		      const struct workdir *work)
{
	for (size_t i = 0; i < count; i++) {
		const char *made = output_in_work(pool, work, &job[i]);

		if (renameat2(AT_FDCWD, made, AT_FDCWD, job[i].output.path,
			      RENAME_EXCHANGE) < 0)
			(void)unlink(job[i].output.path);
	}
}

/* The file that is replaced is kept in WORK until all that belongs together is there. */
static int publish_one(const struct output_job *job, const char *made)
{
	if (job->output.replace == REPLACE_FILE &&
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
		char *made =
			output_beside(pool, &output, output_in_work(pool, work, &job[i]));

		output.path = output_beside(pool, &output, output.path);
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
				manifest_path(pool, output_in_work(pool, work, &job[i])));
		if (err)
			remove_manifests(pool, job, i);
	}
	return err;
}

int output_publish(struct pool *pool, const struct output_job *job, size_t count,
		   const struct workdir *work, struct host_error *error)
{
	int err = 0;

	if (job->output.replace == REPLACE_FILE)
		remove_manifests(pool, job, count);
	for (size_t i = 0; i < count; i++) {
		err = publish_one(&job[i], output_in_work(pool, work, &job[i]));
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
	err = fd_sync_path(job->output.dir);
	if (err && err != -EINVAL)
		return host_fail(error, -err, "cannot write '%s': %s", job->output.path,
				 strerror(-err));
	return 0;
}
