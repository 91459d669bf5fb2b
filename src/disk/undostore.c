/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/undostore.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

#define TEMPORARY ".undo-being-written"

static const char open_end[] = ".open", done_end[] = ".done";

struct writer {
	int fd, err;
	struct sha256_ctx hash;
};

static void put(struct writer *writer, struct bytes data)
{
	sha256_update(&writer->hash, data.len, data.data);
	while (data.len && !writer->err) {
		ssize_t len = write(writer->fd, data.data, data.len);

		if (len < 0 && errno != EINTR)
			writer->err = -errno;
		if (len > 0)
			data = bytes_slice(data, (size_t)len, SIZE_MAX);
	}
}

/* One entry in memory at a time: a log may hold whole images of an initramfs. */
static void put_entry(struct writer *writer, const struct undo_log *log, size_t i)
{
	struct pool *pool = pool_new();
	struct buf buf = { .pool = pool };

	if (i < log->files)
		undofile_print_file(&buf, &log->file[i]);
	else
		undofile_print_block(&buf, &log->block[i - log->files]);
	put(writer, buf_bytes(&buf));
	pool_free(pool);
}

int undostore_write_to(int fd, const struct undo_log *log)
{
	struct writer writer = { .fd = fd };
	struct pool *pool = pool_new();
	struct buf head = { .pool = pool }, end = { .pool = pool };
	unsigned char sum[UNDO_SHA256];
	struct sha256_ctx hash;

	sha256_init(&writer.hash);
	undofile_print_head(&head, &log->head);
	put(&writer, buf_bytes(&head));
	for (size_t i = 0; i < log->files + log->blocks && !writer.err; i++)
		put_entry(&writer, log, i);
	hash = writer.hash;
	sha256_digest(&hash, sizeof(sum), sum);
	undofile_print_end(&end, sum);
	put(&writer, buf_bytes(&end));
	pool_free(pool);
	if (!writer.err && fsync(fd) < 0)
		writer.err = -errno;
	return writer.err;
}

uint64_t undostore_size(const struct undo_log *log)
{
	enum { HEADS = 1024 }; /* more than the numbers and names of an entry */
	uint64_t size = HEADS;

	for (size_t i = 0; i < log->files; i++) {
		const struct undo_file *file = &log->file[i];

		size += HEADS + strlen(file->path) + file->data.len +
			file->before.content.len;
		for (size_t x = 0; x < file->before.xattrs; x++)
			size += HEADS + file->before.xattr[x].value.len;
	}
	for (size_t i = 0; i < log->blocks; i++)
		size += HEADS + 2 * (uint64_t)log->block[i].before.len;
	return size;
}

/* A UUID in a file's name, whatever it holds. */
static char *name_part(struct pool *pool, const char *system)
{
	char *part = pool_strdup(pool, system);

	for (char *c = part; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-')
			*c = '_';
	if (strlen(part) > 64)
		part[64] = '\0';
	return part;
}

/* NAME is "undo-SYSTEM-NUMBER.open" or ".done": 0 with *ENTRY; else -EINVAL. */
static int read_name(struct pool *pool, const char *name, const char *system,
		     struct undo_entry *entry)
{
	const char *prefix = pool_printf(pool, "undo-%s-", name_part(pool, system));
	const char *digits = name + strlen(prefix);
	char *end;
	unsigned long number;

	if (strncmp(name, prefix, strlen(prefix)) != 0 ||
	    !isdigit((unsigned char)digits[0]))
		return -EINVAL;
	number = strtoul(digits, &end, 10);
	if (number > 1000000 ||
	    (strcmp(end, open_end) != 0 && strcmp(end, done_end) != 0))
		return -EINVAL;
	*entry = (struct undo_entry){ .name = pool_strdup(pool, name),
				      .open = strcmp(end, open_end) == 0,
				      .number = (unsigned)number };
	return 0;
}

/* Not mapped: what it lies on is unmounted while it is still needed. */
int undostore_read(struct pool *pool, int fd, struct undo_log *log)
{
	struct bytes text;
	unsigned char *data;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return -ENODATA;
	if (st.st_size > UNDOSTORE_MAX)
		return -EFBIG;
	data = pool_alloc(pool, (size_t)st.st_size);
	text = (struct bytes){ data, 0 };
	while (text.len < (size_t)st.st_size) {
		ssize_t got = pread(fd, data + text.len, (size_t)st.st_size - text.len,
				    (off_t)text.len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ENODATA;
		text.len += (size_t)got;
	}
	return undofile_parse(pool, text, log);
}

static bool read_entry(struct pool *pool, int dir_fd, const char *name,
		       const char *system, struct undo_entry *entry)
{
	int fd, err;

	if (read_name(pool, name, system, entry) < 0)
		return false;
	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	err = undostore_read(pool, fd, &entry->log);
	close(fd);
	return err == 0 && strcmp(entry->log.head.system, system) == 0;
}

static int newest_first(const void *a, const void *b)
{
	const struct undo_entry *x = a, *y = b;

	return (x->number < y->number) - (x->number > y->number);
}

int undostore_list(struct pool *pool, int dir_fd, const char *system,
		   struct undo_entries *entries)
{
	enum { ENTRIES = 64 };
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *item;

	*entries = (struct undo_entries){ 0 };
	if (!dir)
		return -errno;
	entries->entry = pool_alloc(pool, ENTRIES * sizeof(*entries->entry));
	while ((item = readdir(dir)) != NULL && entries->count < ENTRIES)
		if (read_entry(pool, dir_fd, item->d_name, system,
			       &entries->entry[entries->count]))
			entries->count++;
	(void)closedir(dir);
	qsort(entries->entry, entries->count, sizeof(*entries->entry), newest_first);
	return 0;
}

/* FAT takes no fsync of a directory by itself in all kernels; the whole volume then. */
static int sync_dir(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0 && syncfs(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int write_temporary(int dir_fd, const struct undo_log *log)
{
	int err, fd;

	(void)unlinkat(dir_fd, TEMPORARY, 0);
	fd = openat(dir_fd, TEMPORARY,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = undostore_write_to(fd, log);
	if (!err && syncfs(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

int undostore_write(struct pool *pool, int dir_fd, const struct undo_log *log,
		    const char **name)
{
	struct undo_entries old;
	int err = undostore_list(pool, dir_fd, log->head.system, &old);

	if (err < 0)
		return err;
	*name = pool_printf(pool, "undo-%s-%u%s", name_part(pool, log->head.system),
			    old.count ? old.entry[0].number + 1 : 1, open_end);
	err = write_temporary(dir_fd, log);
	if (!err && renameat(dir_fd, TEMPORARY, dir_fd, *name) < 0)
		err = -errno;
	if (!err)
		err = sync_dir(dir_fd);
	if (err < 0)
		(void)unlinkat(dir_fd, TEMPORARY, 0);
	return err;
}

int undostore_done(struct pool *pool, int dir_fd, const char *name)
{
	size_t len = strlen(name) - strlen(open_end);
	const char *done = pool_printf(pool, "%.*s%s", (int)len, name, done_end);

	if (renameat(dir_fd, name, dir_fd, done) < 0)
		return -errno;
	return sync_dir(dir_fd);
}

int undostore_remove(int dir_fd, const char *name)
{
	if (unlinkat(dir_fd, name, 0) < 0)
		return -errno;
	return sync_dir(dir_fd);
}
