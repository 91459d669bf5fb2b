/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what a repair left is still there, or something between, or somebody else's. */
#include "engine/undo-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "engine/state.h"
#include "engine/undo-torn.h"
#include "tree/dir.h"

bool torn_sectors(struct bytes now, struct bytes before, struct bytes after)
{
	for (size_t at = 0; at < now.len; at += TORN_SECTOR) {
		struct bytes sector = bytes_slice(now, at, TORN_SECTOR);

		if (!bytes_equal(sector, bytes_slice(before, at, TORN_SECTOR)) &&
		    !bytes_equal(sector, bytes_slice(after, at, TORN_SECTOR)))
			return false;
	}
	return true;
}

bool torn_file(struct bytes now, struct bytes before, struct bytes after)
{
	if (now.len > before.len && now.len > after.len)
		return false;
	for (size_t i = 0; i < now.len; i++)
		if (now.data[i] != 0 &&
		    (i >= before.len || now.data[i] != before.data[i]) &&
		    (i >= after.len || now.data[i] != after.data[i]))
			return false;
	return true;
}

/* What stands at the path of FILE now; of an append only what comes after the old end. */
static int read_now(struct pool *pool, int root_fd, const struct undo_file *file,
		    struct undo_state *now)
{
	int err, fd = dir_open_at(root_fd, path_parent(pool, file->path),
				  O_RDONLY | O_DIRECTORY);

	*now = (struct undo_state){ .kind = UNDO_NOTHING };
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	err = state_read(pool, fd, path_name(file->path), file->change != UNDO_APPEND,
			 now);
	close(fd);
	return err;
}

/* As the repair left it. */
static struct undo_state state_after(const struct undo_file *file)
{
	struct undo_state after = file->before;

	after.content = file->data;
	switch (file->change) {
	case UNDO_REMOVE:
		return (struct undo_state){ .kind = UNDO_NOTHING };
	case UNDO_MAKE_LINK:
		return (struct undo_state){ .kind = UNDO_LINK, .content = file->data };
	default:
		break;
	}
	if (file->before.kind == UNDO_NOTHING)
		after.mode = file->mode;
	after.kind = UNDO_FILE;
	if (file->owned) {
		after.uid = file->uid;
		after.gid = file->gid;
		after.mode = file->owner_mode;
	}
	return after;
}

/* The bytes from the old end of FILE on. */
static struct bytes tail_of(struct pool *pool, int root_fd, const struct undo_file *file,
			    uint64_t size)
{
	size_t len = (size_t)(size - file->before.size);
	unsigned char *data = pool_alloc(pool, len + 1);
	int fd = dir_open_at(root_fd, file->path, O_RDONLY | O_NONBLOCK);
	ssize_t got = fd < 0 ? -1 : pread(fd, data, len, (off_t)file->before.size);

	if (fd >= 0)
		close(fd);
	return (struct bytes){ data, got > 0 ? (size_t)got : 0 };
}

static bool append_is_ours(struct pool *pool, int root_fd, const struct undo_file *file,
			   const struct undo_state *now, bool interrupted)
{
	struct bytes tail, none = { 0 };

	if (now->kind != UNDO_FILE || now->size < file->before.size ||
	    now->size - file->before.size > file->data.len)
		return false;
	if (now->size == file->before.size)
		return true;
	tail = tail_of(pool, root_fd, file, now->size);
	return interrupted ? torn_file(tail, none, file->data)
			   : bytes_equal(tail, file->data);
}

/* A file with several names is the only one whose content is written over. */
static bool is_ours(struct pool *pool, int root_fd, const struct undo_file *file,
		    bool interrupted)
{
	struct undo_state now, after = state_after(file);

	if (read_now(pool, root_fd, file, &now) < 0)
		return false;
	if (file->change == UNDO_APPEND)
		return append_is_ours(pool, root_fd, file, &now, interrupted);
	if (state_is(&now, &file->before) || state_is(&now, &after))
		return true;
	/* The owner comes after the content. */
	if (interrupted && now.kind == UNDO_FILE && file->owned &&
	    bytes_equal(now.content, file->data))
		return true;
	return interrupted && file->before.links > 1 && now.kind == UNDO_FILE &&
	       now.inode == file->before.inode && now.mode == file->before.mode &&
	       now.uid == file->before.uid && now.gid == file->before.gid &&
	       torn_file(now.content, file->before.content, file->data);
}

static bool is_before(struct pool *pool, int root_fd, const struct undo_file *file)
{
	struct undo_state now;

	if (read_now(pool, root_fd, file, &now) < 0)
		return false;
	if (file->change == UNDO_APPEND)
		return now.kind == UNDO_FILE && now.size == file->before.size;
	return state_is(&now, &file->before);
}

struct strs undo_changed(struct pool *pool, int root_fd, const struct undo_log *log,
			 struct disk *const *disk, size_t disks, bool interrupted)
{
	struct strs changed = { .pool = pool };

	for (size_t i = 0; i < log->files; i++)
		if (!is_ours(pool, root_fd, &log->file[i], interrupted))
			strs_add(&changed, log->file[i].path);
	for (size_t i = 0; i < log->blocks; i++)
		if (!undo_disk_of(pool, &log->block[i], disk, disks))
			strs_addf(&changed, "%s of %s", log->block[i].what,
				  log->block[i].disk);
	return changed;
}

bool undo_is_before(struct pool *pool, int root_fd, const struct undo_log *log,
		    struct disk *const *disk, size_t disks)
{
	for (size_t i = 0; i < log->files; i++)
		if (!is_before(pool, root_fd, &log->file[i]))
			return false;
	for (size_t i = 0; i < log->blocks; i++) {
		const struct undo_block *block = &log->block[i];
		const struct disk *on = undo_disk_of(pool, block, disk, disks);
		unsigned char *now = pool_alloc(pool, block->before.len + 1);

		if (!on || disk_read(on, block->offset, now, block->before.len) < 0 ||
		    memcmp(now, block->before.data, block->before.len) != 0)
			return false;
	}
	return true;
}
