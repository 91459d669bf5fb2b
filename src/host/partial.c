/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fd.h"

/* Between two notes; each waits for the disk. */
enum { BETWEEN = 128 << 20 };

static void add_file(struct buf *text, const struct chain_file *file)
{
	buf_addf(text, "%s %llu %llu %lld.%09ld\n", file->path,
		 (unsigned long long)file->seen.st_ino,
		 (unsigned long long)file->seen.st_size,
		 (long long)file->seen.st_mtim.tv_sec, file->seen.st_mtim.tv_nsec);
}

/* Every file the disk is read from, as it was when it was opened. */
static char *identity_of(struct pool *pool, const struct output_job *job)
{
	const struct source *source = job->source;
	struct buf text = { .pool = pool };

	buf_addf(&text, "%s\n%s %llu\n", job->resume, job->output.format->name,
		 (unsigned long long)job->size);
	add_file(&text, &source->file);
	for (size_t i = 0; i < source->chain.files; i++)
		add_file(&text, &source->chain.file[i]);
	return bytes_str(pool, buf_bytes(&text));
}

/* How much an earlier run says there is: 0 of another source, -1 where it is no note. */
static int64_t read_note(const struct partial *partial)
{
	json_t *note = json_load_file(partial->note, 0, NULL);
	const char *of = json_string_value(json_object_get(note, "source"));
	json_int_t done = json_integer_value(json_object_get(note, "done"));

	if (!of || done <= 0)
		done = -1;
	else if (strcmp(of, partial->identity) != 0)
		done = 0;
	json_decref(note);
	return done;
}

static int write_note(const struct partial *partial, uint64_t at)
{
	char *new = workdir_file(partial->pool, partial->work, "note");
	json_t *note = json_pack("{s:s, s:I}", "source", partial->identity, "done",
				 (json_int_t)at);
	int err =
		json_dump_file(note, new, JSON_INDENT(2)) < 0 ? -EIO : fd_sync_path(new);

	json_decref(note);
	if (!err && rename(new, partial->note) < 0)
		err = -errno;
	return err;
}

/* First the data, then the name, then the word that it is there. */
static int reached(void *arg, uint64_t at)
{
	struct partial *partial = arg;
	int err;

	if (!partial->keeps || at < partial->noted + BETWEEN)
		return 0;
	if (fdatasync(partial->fd) < 0)
		return -errno;
	if (partial->file == partial->fresh) {
		if (rename(partial->fresh, partial->path) < 0)
			return -errno;
		partial->file = partial->path;
	}
	err = write_note(partial, at);
	partial->noted = at;
	return err;
}

/* Whether it is a file that has no other name, of at least SIZE bytes. */
static bool is_left(int fd, uint64_t size)
{
	struct stat seen;

	return fstat(fd, &seen) == 0 && S_ISREG(seen.st_mode) && seen.st_nlink == 1 &&
	       (uint64_t)seen.st_size >= size;
}

/* Sets START and FD where there is an old one that will do, or KEEPS where there is none.
 */
static void open_old(struct partial *partial, const struct progress *progress)
{
	int fd = open(partial->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int64_t start = read_note(partial);

	partial->keeps = fd < 0 && errno == ENOENT;
	if (fd < 0 || start < 0) {
		/* Somebody's file of that name is left alone. */
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	partial->keeps = true;
	if (start > 0 && is_left(fd, (uint64_t)start) && ftruncate(fd, start) == 0 &&
	    lseek(fd, start, SEEK_SET) == start) {
		partial->fd = fd;
		partial->file = partial->path;
		partial->start = partial->noted = (uint64_t)start;
		progress_say(progress,
			     pool_printf(partial->pool, "goes on with \"%s\" at %lld MiB",
					 partial->path, (long long)(start >> 20)));
		return;
	}
	(void)close(fd);
	progress_say(progress, pool_printf(partial->pool,
					   "\"%s\" is not of this image as it is now: "
					   "starts again",
					   partial->path));
	partial_remove(partial);
}

int partial_open(struct pool *pool, struct partial *partial, const struct output_job *job,
		 const struct workdir *work, const char *fresh,
		 const struct progress *progress)
{
	*partial = (struct partial){
		.pool = pool,
		.job = job,
		.work = work,
		.fresh = fresh,
		.file = fresh,
		.path = pool_printf(pool, "%s.partial", job->output.path),
		.note = pool_printf(pool, "%s.partial.json", job->output.path),
	};
	partial->mark = (struct raw_mark){ reached, partial };
	if (job->resume) {
		partial->identity = identity_of(pool, job);
		open_old(partial, progress);
		if (partial->start)
			return 0;
	}
	partial->fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return partial->fd < 0 ? -errno : 0;
}

int partial_finish(struct partial *partial)
{
	if (partial->file == partial->fresh)
		return 0;
	if (rename(partial->path, partial->fresh) < 0)
		return -errno;
	partial->file = partial->fresh;
	(void)unlink(partial->note);
	return 0;
}

void partial_remove(struct partial *partial)
{
	if (!partial->keeps)
		return;
	(void)unlink(partial->note);
	(void)unlink(partial->path);
}
