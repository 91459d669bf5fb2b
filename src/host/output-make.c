/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "export/raw.h"
#include "host/blockread.h"
#include "host/imagetool.h"
#include "host/output-internal.h"
#include "host/partial.h"
#include "host/run.h"
#include "host/tar.h"

struct making {
	struct pool *pool;
	const struct output_job *job;
	const struct export_format *format;
	const struct workdir *work;
	const char *to;   /* NULL: a stream */
	const char *file; /* where it is until it is complete: TO, or what was left */
	const struct progress *progress;
	struct host_error *error;
	struct blockread *reader; /* where a writer of ours is at work */
	struct export_job export;
};

json_t *output_disk_spec(const struct output_job *job)
{
	return job->overlay ? blockspec_overlay(job->overlay, job->source->image)
			    : blockspec_image(job->source->image);
}

/* The layer grows, as a disk would; what is new reads as zeroes. */
static int align(struct making *making)
{
	uint64_t unit = making->format->align, size = making->job->size;
	const char *const argv[] = {
		"qemu-img",
		"resize",
		"-q",
		"-f",
		"qcow2",
		making->job->overlay,
		pool_printf(making->pool, "%llu",
			    (unsigned long long)((size + unit - 1) / unit * unit)),
		NULL,
	};

	if (size % unit == 0)
		return 0;
	if (!making->job->overlay)
		return host_fail(making->error, EINVAL,
				 "the disk is no whole number of the %llu bytes that %s "
				 "needs",
				 (unsigned long long)unit, making->format->name);
	return run_checked(making->pool, argv, NULL, NULL, making->error);
}

/* qemu-img tells a part of the whole disk, holes included. */
static void tell_bytes(void *arg, const char *stage, double done)
{
	const struct making *making = arg;
	uint64_t size = making->job->source->size;

	progress_report_bytes(making->progress, stage, (uint64_t)(done * (double)size),
			      size);
}

static int run_tool(struct making *making, const char *const argv[], const char *stage)
{
	const struct progress progress = { .report = tell_bytes, .arg = making };

	return imagetool_run(making->pool, argv, stage, &progress, making->error);
}

/* "compression_type=zstd" is of qcow2 alone. */
static const char *create_options(const struct making *making)
{
	const char *how = making->job->output.compression;

	return how ? pool_printf(making->pool, "compression_type=%s", how)
		   : making->format->options;
}

static int convert(struct making *making)
{
	const char *options = create_options(making);
	const char *argv[16] = { "qemu-img", "convert", "-p", "-O",
				 making->format->driver };
	size_t i = 5;

	if (making->job->output.compression) {
		/* As many at a time as qemu-img has them, in any order. */
		argv[i++] = "-c";
		argv[i++] = "-m";
		argv[i++] = "16";
		argv[i++] = "-W";
	}
	if (options) {
		argv[i++] = "-o";
		argv[i++] = options;
	}
	argv[i++] = blockspec_name(making->pool, output_disk_spec(making->job));
	argv[i++] = making->to;
	return run_tool(making, argv, "writing");
}

/* What a writer or a reader of ours said with ERR. */
static int explain(const struct making *making, int err)
{
	const struct output *output = &making->job->output;

	if (blockread_failed(making->reader, making->error))
		return -EIO;
	switch (-err) {
	case ENOSPC:
	case EDQUOT:
		return host_fail(making->error, ENOSPC,
				 "no space left on the disk of the output");
	case EPIPE:
		return host_fail(making->error, EPIPE,
				 "nobody reads standard output any more");
	case EBADMSG:
		return host_fail(making->error, EIO,
				 "'%s' does not read back as it was written",
				 output->path);
	case EFBIG:
		return host_fail(making->error, EFBIG,
				 "the disk is too large for a file of %s",
				 making->format->name);
	default:
		return host_fail(making->error, -err, "cannot write '%s': %s",
				 output->path, strerror(-err));
	}
}

static int open_reader(struct making *making)
{
	const struct output *output = &making->job->output;
	size_t len = strlen(output->name), end = strlen(making->format->extension);
	int err = blockread_open(making->pool, output_disk_spec(making->job),
				 making->work, &making->reader, making->error);

	if (err)
		return err;
	if (len > end &&
	    strcasecmp(output->name + len - end, making->format->extension) == 0)
		len -= end;
	making->export = (struct export_job){
		.disk = blockread_disk(making->reader),
		.compression = output->compression,
		.name = making->to ? pool_strndup(making->pool, output->name, len)
				   : "disk",
	};
	err = blockread_report(making->reader, "writing", making->progress);
	return err ? explain(making, err) : 0;
}

static int write_to(struct making *making, int fd)
{
	struct sink sink;
	int err;

	sink_begin(&sink, fd);
	err = making->format->write(&making->export, &sink);
	if (!err)
		err = sink_end(&sink);
	return err ? explain(making, err) : 0;
}

/* The map is made of the file as it is on the disk now. */
static int write_map(struct making *making, int fd)
{
	char *path =
		pool_printf(making->pool, "%s%s", making->to, making->format->beside);
	int map = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int err = map < 0 ? -errno : bmap_write(fd, map);

	if (map >= 0)
		(void)close(map);
	return err ? explain(making, err) : 0;
}

/* By a writer of ours, and where QEMU does not know the format a reader of ours. */
static int write_own(struct making *making)
{
	int fd = open(making->to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int err = fd < 0 ? explain(making, -errno) : open_reader(making);

	if (!err)
		err = write_to(making, fd);
	if (!err && making->format->verify) {
		(void)blockread_report(making->reader, "verifying", making->progress);
		err = making->format->verify(&making->export, fd);
		if (err)
			err = explain(making, err);
	}
	if (fd >= 0)
		(void)close(fd);
	return err;
}

static int write_partial(struct making *making, struct partial *partial)
{
	struct sink sink;
	int err = open_reader(making);

	if (err)
		return err;
	sink_begin(&sink, partial->fd);
	sink.is_stream = false;
	sink.at = partial->start;
	err = raw_write_from(&making->export, &sink, partial->start, &partial->mark);
	if (!err)
		err = sink_end(&sink);
	making->file = partial->file;
	return err ? explain(making, err) : 0;
}

static int compare(struct making *making, json_t *made)
{
	const char *const argv[] = {
		"qemu-img",
		"compare",
		"-p",
		blockspec_name(making->pool, output_disk_spec(making->job)),
		blockspec_name(making->pool, made),
		NULL,
	};

	return run_tool(making, argv, "verifying");
}

/* The disk in an OVA is found as that of any other OVA is. */
static int compare_ova(struct making *making)
{
	struct image image = { .path = making->to,
			       .kind = IMAGE_VMDK,
			       .is_window = true };
	struct tar_member disk;
	struct stat seen;
	struct span span;
	int err = image_file_open(making->to, making->to, &span, &seen, making->error);

	if (err < 0)
		return err;
	err = tar_find_disk(making->pool, &span, making->to, NULL, &disk, making->error);
	(void)close(span.fd);
	if (err)
		return err;
	image.span = span_slice(&span, disk.start, disk.size);
	return compare(making, blockspec_image(&image));
}

static int verify(struct making *making)
{
	int err;

	if (making->format->verify)
		return 0;
	if (making->format->write == ova_write) {
		err = compare_ova(making);
	} else {
		err = imagetool_check_file(making->pool, making->file,
					   making->format->driver, making->error);
		if (!err)
			err = compare(making, blockspec_file(making->file,
							     making->format->driver));
	}
	/* What we wrote and cannot read is no fault of the input. */
	return err == -EBADMSG || err == -ENODATA ? -EIO : err;
}

/* A raw disk can be gone on with where an earlier run was cut short. */
static int make_raw(struct making *making)
{
	struct partial partial;
	int err = partial_open(making->pool, &partial, making->job, making->work,
			       making->to, making->progress);

	if (err)
		return explain(making, err);
	err = write_partial(making, &partial);
	blockread_close(making->reader);
	making->reader = NULL;
	if (!err)
		err = verify(making);
	if (!err)
		err = write_map(making, partial.fd);
	if (!err)
		err = partial_finish(&partial);
	(void)close(partial.fd);
	if (err)
		partial_remove(&partial);
	return err;
}

static struct making begin(struct pool *pool, const struct output_job *job,
			   const struct workdir *work, const struct progress *progress,
			   struct host_error *error)
{
	return (struct making){ .pool = pool,
				.job = job,
				.format = job->output.format,
				.work = work,
				.progress = progress,
				.error = error };
}

int output_make(struct pool *pool, const struct output_job *job,
		const struct workdir *work, const char *to,
		const struct progress *progress, struct host_error *error)
{
	struct making making = begin(pool, job, work, progress, error);
	int err;

	making.to = making.file = to;
	err = align(&making);
	if (!err && making.format->beside)
		return make_raw(&making);
	if (!err)
		err = making.format->write ? write_own(&making) : convert(&making);
	blockread_close(making.reader);
	return err ? err : verify(&making);
}

int output_stream(struct pool *pool, const struct output_job *job,
		  const struct workdir *work, const struct progress *progress,
		  struct host_error *error)
{
	struct making making = begin(pool, job, work, progress, error);
	int err = align(&making);

	(void)signal(SIGPIPE, SIG_IGN);
	if (!err)
		err = open_reader(&making);
	if (!err)
		err = write_to(&making, job->output.stream);
	blockread_close(making.reader);
	return err ? err : source_unchanged(job->source, error);
}
