/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/strs.h"
#include "format/cpio.h"
#include "format/deflate.h"
#include "format/initramfs-internal.h"

enum { BUDGET = 1 << 20 };

struct making {
	struct pool *pool;
	const struct initramfs *archive;
	struct cpio_writer writer;
	struct strs dirs; /* made by this segment */
};

static void write_entry(struct making *m, const char *path, uint32_t mode,
			struct bytes data)
{
	struct cpio_entry entry = { .name = path + 1, .mode = mode };

	if (S_ISDIR(mode)) {
		if (strs_has(&m->dirs, path))
			return;
		strs_add(&m->dirs, path);
		entry.nlink = 2;
	}
	cpio_write_entry(&m->writer, &entry, data);
}

/* Every directory above PATH below the one, of length HAVE, that the archive has. */
static void write_parents(struct making *m, const char *path, size_t have)
{
	for (const char *end = strchr(path + have + 1, '/'); end;
	     end = strchr(end + 1, '/'))
		write_entry(m, pool_strndup(m->pool, path, (size_t)(end - path)),
			    S_IFDIR | 0755, (struct bytes){ 0 });
}

/* Names still to be made cannot be stepped out of. */
static bool has_dots(const char *rest)
{
	for (; *rest; rest += strspn(rest, "/")) {
		size_t len = strcspn(rest, "/");

		if (len <= 2 && strspn(rest, ".") >= len)
			return true;
		rest += len;
	}
	return false;
}

static int write_file(struct making *m, const struct initramfs_new_file *file)
{
	struct initramfs_spot spot;
	size_t budget = BUDGET;
	const struct initramfs_file *at;
	enum initramfs_follow follow =
		S_ISDIR(file->mode) ? INITRAMFS_LAST_LINK : INITRAMFS_DIRECTORIES;
	int err = initramfs_walk(m->archive->index, path_clean(m->pool, file->path),
				 follow, &budget, &spot);

	if (err)
		return err;
	at = &m->archive->file[spot.node];
	if (spot.rest[0]) {
		const char *path = path_join(m->pool, at->path, spot.rest);

		if (has_dots(spot.rest))
			return -ENOENT;
		if (!S_ISDIR(at->mode))
			return -ENOTDIR;
		if (strlen(path) > CPIO_NAME_MAX)
			return -ENAMETOOLONG;
		write_parents(m, path,
			      spot.node == INITRAMFS_ROOT ? 0 : strlen(at->path));
		write_entry(m, path, file->mode, file->data);
		return 0;
	}
	if (S_ISDIR(at->mode))
		return S_ISDIR(file->mode) ? 0 : -EISDIR;
	if (S_ISDIR(file->mode))
		return -ENOTDIR;
	write_entry(m, at->path, file->mode, file->data);
	return 0;
}

static bool ends_in_lz4(const struct initramfs *archive)
{
	size_t count = archive->segment_count;

	return count && archive->segment[count - 1].kind == INFLATE_LZ4_LEGACY;
}

int initramfs_segment_make(struct pool *pool, const struct initramfs *archive,
			   size_t image_len, const struct initramfs_new_file *file,
			   size_t count, struct bytes *out)
{
	struct making m = {
		.pool = pool,
		.archive = archive,
		.writer.out.pool = pool,
		.dirs.pool = pool,
	};
	struct buf made = { .pool = pool };
	int err = archive->problem ? -EBADMSG : 0;

	for (size_t i = 0; !err && i < count; i++)
		err = write_file(&m, &file[i]);
	if (err)
		return err;
	cpio_write_trailer(&m.writer);
	if (ends_in_lz4(archive)) {
		*out = deflate_lz4_legacy(pool, buf_bytes(&m.writer.out));
		return 0;
	}
	buf_fill(&made, 0, -image_len & 3);
	buf_add(&made, deflate_gzip(pool, buf_bytes(&m.writer.out)));
	*out = buf_bytes(&made);
	return 0;
}
