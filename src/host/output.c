/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/output-internal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "host/manifest.h"

char *output_beside(struct pool *pool, const struct output *output, const char *file)
{
	const char *ending = output->format->beside;

	return ending ? pool_printf(pool, "%s%s", file, ending) : NULL;
}

char *output_in_work(struct pool *pool, const struct workdir *work,
		     const struct output_job *job)
{
	return pool_printf(pool, "%s/%s", workdir_file(pool, work, "out"),
			   job->output.name);
}

/* Private as the source was; nobody but the umask decides where the source was not. */
static int set_mode(const struct source *source, const char *path)
{
	mode_t mask = umask(077);

	(void)umask(mask);
	return chmod(path, (source->mode | 0600) & ~mask) < 0 && errno != EPERM ? -errno
										: 0;
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
		err = fd_sync_path(signature);
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
	char *to = output_in_work(pool, work, job),
	     *with = output_beside(pool, &job->output, to);
	int err = output_make(pool, job, work, to, progress, error);

	if (err)
		return err;
	if (with)
		err = set_mode(job->source, with);
	if (!err && with)
		err = fd_sync_path(with);
	if (!err)
		err = set_mode(job->source, to);
	if (!err)
		err = fd_sync_path(to);
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
	return err ? err : output_publish(pool, job, count, work, error);
}
