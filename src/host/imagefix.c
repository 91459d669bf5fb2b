/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/imagefix.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "disk/undostore.h"
#include "engine/undo-torn.h"
#include "host/blockread.h"
#include "host/blockspec.h"
#include "host/imagefix-internal.h"

int imagefix_can(const struct source *source, struct host_error *error)
{
	if (source->image->is_window ||
	    strcmp(source->image->path, source->file.path) != 0)
		return host_fail(error, EOPNOTSUPP,
				 "'%s' is packed, or in an archive: unpack it first, or "
				 "take an output with -o",
				 source->shown);
	return imagefix_format(source, error);
}

int imagefix_plan(struct pool *pool, const char *undo, struct host_error *error)
{
	struct stat st;
	int fd;

	if (stat(undo, &st) == 0)
		return host_fail(error, EEXIST,
				 "'%s' is there already; of a repair before? see drydock "
				 "undo, finish and commit",
				 undo);
	fd = imagefix_directory(pool, undo);
	if (fd < 0)
		return host_fail(error, -fd, "'%s': %s", undo, strerror(-fd));
	(void)close(fd);
	return 0;
}

/* Its directory is fsynced too: the name must be there after a power cut. */
static int keep(struct pool *pool, const struct undo_log *log, const char *undo,
		struct host_error *error)
{
	int dir = imagefix_directory(pool, undo), err = dir < 0 ? dir : 0;
	int fd = err ? -1 : open(undo, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (!err && fd < 0)
		err = -errno;
	if (fd >= 0) {
		err = undostore_write_to(fd, log);
		if (close(fd) < 0 && !err)
			err = -errno;
		if (!err && fsync(dir) < 0)
			err = -errno;
		if (err)
			(void)unlink(undo);
	}
	if (dir >= 0)
		(void)close(dir);
	if (!err)
		return 0;
	return host_fail(error, -err, "nothing was changed: the undo file '%s': %s", undo,
			 strerror(-err));
}

static struct undo_head head_of(const struct source *source)
{
	return (struct undo_head){
		.system = source->file.path,
		.note = source->shown,
		.time = (uint64_t)time(NULL),
		.size = source->size,
		.file_size = (uint64_t)source->file.seen.st_size,
	};
}

/* The blocks of disk NUMBER; FORWARD: as after. */
static int write_disk(struct pool *pool, const struct source *source, size_t number,
		      const struct undo_log *log, bool forward,
		      const struct workdir *work, struct host_error *error)
{
	struct blockread *disk = NULL;
	int err = blockread_open_writable(pool, blockspec_writable(source->image), work,
					  &disk, error);

	for (size_t i = 0; !err && i < log->blocks; i++) {
		const struct undo_block *block = &log->block[i];
		struct bytes data = forward ? block->after : block->before;

		if (strcmp(block->disk, imagefix_disk_name(pool, number)) == 0)
			err = blockread_write(disk, block->offset, data.data, data.len,
					      error);
	}
	if (!err)
		err = blockread_flush(disk, error);
	blockread_close(disk);
	return err;
}

static int write_disks(struct pool *pool, const struct output_job *job, size_t count,
		       const struct undo_log *log, bool forward,
		       const struct workdir *work, struct host_error *error)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++)
		err = write_disk(pool, job[i].source, i, log, forward, work, error);
	return err;
}

int imagefix_write(struct pool *pool, const struct output_job *job, size_t count,
		   const char *undo, const struct workdir *work, uint64_t *bytes,
		   struct host_error *error)
{
	struct undo_log log = { .head = head_of(job[0].source) };
	int err = 0;

	for (size_t i = 0; !err && i < count; i++)
		err = imagefix_collect(pool, &job[i], i, work, &log, error);
	for (size_t i = 0; !err && i < count; i++)
		err = source_unchanged(job[i].source, error);
	if (!err && undo)
		err = keep(pool, &log, undo, error);
	*bytes = 0;
	for (size_t i = 0; i < log.blocks; i++)
		*bytes += log.block[i].after.len;
	return err ? err : write_disks(pool, job, count, &log, true, work, error);
}

enum is { IS_BEFORE = 1, IS_AFTER = 2, IS_BETWEEN = 4, IS_OTHER = 8 };

static enum is look(struct bytes now, const struct undo_block *block)
{
	if (bytes_equal(now, block->before))
		return IS_BEFORE;
	if (bytes_equal(now, block->after))
		return IS_AFTER;
	return torn_sectors(now, block->before, block->after) ? IS_BETWEEN : IS_OTHER;
}

/* What is found of the blocks of disk NUMBER: a set of enum is. */
static int look_at_disk(struct pool *pool, const struct source *source, size_t number,
			const struct undo_log *log, const struct workdir *work,
			unsigned *found, struct host_error *error)
{
	struct blockread *disk = NULL;
	int err =
		blockread_open(pool, blockspec_image(source->image), work, &disk, error);

	for (size_t i = 0; !err && i < log->blocks; i++) {
		const struct undo_block *block = &log->block[i];
		struct pool *scratch = pool_new();
		unsigned char *now = pool_alloc(scratch, block->before.len + 1);

		if (strcmp(block->disk, imagefix_disk_name(scratch, number)) == 0) {
			const struct export_disk *reader = blockread_disk(disk);

			if (reader->size != block->disk_size)
				*found |= IS_OTHER;
			else if (reader->read(reader->arg, block->offset, now,
					      block->before.len) < 0)
				err = host_fail(error, EIO, "'%s' cannot be read",
						source->shown);
			else
				*found |= look((struct bytes){ now, block->before.len },
					       block);
		}
		pool_free(scratch);
	}
	blockread_close(disk);
	return err;
}

static int read_undo(struct pool *pool, const char *undo, struct undo_log *log,
		     struct host_error *error)
{
	int fd = open(undo, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return host_fail(error, errno, "'%s': %s", undo, strerror(errno));
	err = undostore_read(pool, fd, log);
	(void)close(fd);
	if (!err && log->head.size)
		return 0;
	return host_fail(error, EBADMSG, "'%s' is no whole undo file of an image", undo);
}

/* A raw file may have grown to whole sectors. */
static int cut(const struct source *source, uint64_t size, struct host_error *error)
{
	struct stat st;

	if (source->image->kind != IMAGE_RAW || source->image->is_device ||
	    stat(source->file.path, &st) < 0 || (uint64_t)st.st_size == size)
		return 0;
	if (truncate(source->file.path, (off_t)size) == 0)
		return 0;
	return host_fail(error, errno, "'%s': %s", source->shown, strerror(errno));
}

int imagefix_again(struct pool *pool, const struct output_job *job, size_t count,
		   const char *undo, enum imagefix what, const struct workdir *work,
		   struct host_error *error)
{
	struct undo_log log;
	unsigned found = 0;
	int err = read_undo(pool, undo, &log, error);

	for (size_t i = 0; !err && i < count; i++)
		err = look_at_disk(pool, job[i].source, i, &log, work, &found, error);
	if (err)
		return err;
	if (found & IS_OTHER)
		return host_fail(error, ENODATA,
				 "nothing was done: '%s' was changed since the repair",
				 job[0].source->shown);
	if (what == IMAGEFIX_COMMIT && found & ~(unsigned)IS_AFTER)
		return host_fail(error, ENODATA,
				 "the repair of '%s' is not complete: finish it, or undo "
				 "it",
				 job[0].source->shown);
	if (what == IMAGEFIX_COMMIT)
		return unlink(undo) < 0 ? host_fail(error, errno, "'%s': %s", undo,
						    strerror(errno))
					: 0;
	err = write_disks(pool, job, count, &log, what == IMAGEFIX_FINISH, work, error);
	if (!err && what == IMAGEFIX_UNDO && count == 1)
		err = cut(job[0].source, log.head.file_size, error);
	return err;
}
