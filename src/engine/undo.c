/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a repair in place will change is written down, and is put back, file by file. */
#include "engine/undo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "engine/apply.h"
#include "engine/state.h"
#include "engine/undo-internal.h"
#include "tree/dir.h"

/* The deepest directory on the way to PATH that is there: its depth in *DEPTH. */
static int open_deepest(struct pool *pool, int root_fd, const char *path, uint64_t *depth)
{
	const char *dir = path_parent(pool, path);
	int fd;

	for (;;) {
		fd = dir_open_at(root_fd, dir, O_RDONLY | O_DIRECTORY);
		if (fd != -ENOENT || strcmp(dir, "/") == 0)
			break;
		dir = path_parent(pool, dir);
	}
	*depth = 0;
	for (const char *at = dir; strcmp(dir, "/") != 0 && (at = strchr(at, '/')); at++)
		(*depth)++;
	return fd;
}

static void note_edit(const struct edit *edit, struct undo_file *file)
{
	static const enum undo_change changes[] = {
		[EDIT_WRITE] = UNDO_WRITE,
		[EDIT_APPEND] = UNDO_APPEND,
		[EDIT_REMOVE] = UNDO_REMOVE,
		[EDIT_LINK] = UNDO_MAKE_LINK,
	};

	*file = (struct undo_file){
		.path = edit->path,
		.change = changes[edit->kind],
		.data = edit->data,
		.mode = edit->mode & 07777,
		.unlock = edit->unlock,
	};
	if (!edit->owner)
		return;
	file->owned = true;
	file->uid = edit->owner->uid;
	file->gid = edit->owner->gid;
	file->owner_mode = edit->owner->mode & 07777;
	file->dir_mode = edit->owner->dir_mode & 07777;
	file->label = edit->owner->label;
}

static int note_file(struct pool *pool, int root_fd, const struct edit *edit,
		     struct undo_file *file)
{
	uint64_t depth = 0, whole = 0;
	int err = 0, fd = open_deepest(pool, root_fd, edit->path, &depth);

	note_edit(edit, file);
	if (fd < 0)
		return fd;
	for (const char *at = edit->path; (at = strchr(at, '/')) != NULL; at++)
		whole++;
	file->made_before = depth;
	if (depth + 1 == whole)
		file->dir_flags = (uint32_t)state_locks(fd);
	if (depth + 1 == whole)
		err = state_read(pool, fd, path_name(edit->path),
				 edit->kind != EDIT_APPEND, &file->before);
	close(fd);
	/* An append to what is not there is a new file. */
	if (!err && edit->kind == EDIT_APPEND && file->before.kind != UNDO_FILE)
		err = -ESTALE;
	if (!err && edit->kind == EDIT_WRITE && file->before.kind == UNDO_LINK)
		err = -ESTALE;
	return err;
}

int undo_note_files(struct pool *pool, int root_fd, const struct edit *const *edit,
		    size_t count, struct undo_log *log, const char **why)
{
	log->file = pool_alloc(pool, (count + 1) * sizeof(*log->file));
	for (size_t i = 0; i < count; i++) {
		int err = note_file(pool, root_fd, edit[i], &log->file[i]);

		if (err < 0) {
			*why = pool_printf(pool, "reading \"%s\": %s", edit[i]->path,
					   strerror(-err));
			return err;
		}
	}
	log->files = count;
	return 0;
}

/* The edit of FILE again; its owner from POOL. */
static struct edit *edit_of(struct pool *pool, const struct undo_file *file)
{
	static const enum edit_kind kinds[] = {
		[UNDO_WRITE] = EDIT_WRITE,
		[UNDO_APPEND] = EDIT_APPEND,
		[UNDO_REMOVE] = EDIT_REMOVE,
		[UNDO_MAKE_LINK] = EDIT_LINK,
	};
	struct edit *edit = pool_alloc(pool, sizeof(*edit));
	struct owner *owner = pool_alloc(pool, sizeof(*owner));

	*owner = (struct owner){ file->uid, file->gid, file->owner_mode, file->dir_mode,
				 file->label };
	*edit = (struct edit){
		.kind = kinds[file->change],
		.path = file->path,
		.data = file->data,
		.whole_size = file->before.size + file->data.len,
		.mode = file->mode,
		.unlock = file->unlock,
		.owner = file->owned ? owner : NULL,
	};
	return edit;
}

/* Directories that were made for FILE, the deepest first; one that is used now stays. */
static void remove_made(struct pool *pool, int root_fd, const struct undo_file *file)
{
	const char *dir = path_parent(pool, file->path);

	for (;;) {
		uint64_t depth = 0;
		int fd;

		for (const char *at = dir;
		     strcmp(dir, "/") != 0 && (at = strchr(at, '/')); at++)
			depth++;
		if (depth <= file->made_before)
			return;
		fd = dir_open_at(root_fd, path_parent(pool, dir), O_RDONLY | O_DIRECTORY);
		if (fd >= 0) {
			if (unlinkat(fd, path_name(dir), AT_REMOVEDIR) == 0)
				(void)fsync(fd);
			close(fd);
		}
		dir = path_parent(pool, dir);
	}
}

static int put_back(struct pool *pool, int root_fd, int dir_fd,
		    const struct undo_file *file)
{
	const char *name = path_name(file->path);
	bool append = file->change == UNDO_APPEND;
	struct undo_state now;
	int err;

	(void)unlinkat(dir_fd, state_temporary(pool, name), 0);
	err = state_read(pool, dir_fd, name, !append, &now);
	if (err < 0)
		return err;
	if (append && now.size == file->before.size && now.flags == file->before.flags)
		return 0;
	if (append)
		return state_cut(pool, dir_fd, name, &file->before);
	if (state_is(&now, &file->before) && now.flags == file->before.flags)
		return 0;
	return state_restore(pool, dir_fd, name, root_fd, &file->before);
}

static int back_file(struct pool *pool, int root_fd, const struct undo_file *file)
{
	int flags = 0, err,
	    dir_fd = dir_open_at(root_fd, path_parent(pool, file->path),
				 O_RDONLY | O_DIRECTORY);

	if (dir_fd == -ENOENT && file->before.kind == UNDO_NOTHING)
		err = 0;
	else if (dir_fd < 0)
		return dir_fd;
	else
		err = state_unlock(dir_fd, &flags);
	if (err == 0 && dir_fd >= 0)
		err = put_back(pool, root_fd, dir_fd, file);
	if (dir_fd >= 0 && state_lock(dir_fd, flags | (int)file->dir_flags) < 0 &&
	    err == 0)
		err = -EIO;
	if (dir_fd >= 0)
		close(dir_fd);
	if (err == 0)
		remove_made(pool, root_fd, file);
	return err;
}

static int back_files(struct pool *pool, int root_fd, const struct undo_log *log,
		      const char **why)
{
	for (size_t i = log->files; i-- > 0;) {
		int err = back_file(pool, root_fd, &log->file[i]);

		if (err < 0) {
			*why = pool_printf(pool, "restoring \"%s\": %s",
					   log->file[i].path, strerror(-err));
			return err;
		}
	}
	return 0;
}

int undo_back(struct pool *pool, int root_fd, const struct undo_log *log,
	      struct disk *const *disk, size_t disks, const char **why)
{
	int err = undo_write_blocks(pool, log, disk, disks, false, why);

	return err < 0 ? err : back_files(pool, root_fd, log, why);
}

int undo_forward(struct pool *pool, int root_fd, const struct undo_log *log,
		 struct disk *const *disk, size_t disks, const char **why)
{
	const struct edit **edit =
		pool_alloc(pool, (log->files + 1) * sizeof(struct edit *));
	int err = undo_back(pool, root_fd, log, disk, disks, why);

	for (size_t i = 0; i < log->files; i++)
		edit[i] = edit_of(pool, &log->file[i]);
	if (err == 0)
		err = apply_files(pool, root_fd, edit, log->files, why);
	return err < 0 ? err : undo_write_blocks(pool, log, disk, disks, true, why);
}
