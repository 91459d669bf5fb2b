/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/filedisk.h"

#include <errno.h>
#include <unistd.h>

/* Some file systems look at each page up to the end of a stretch: it is kept. */
static int on_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	struct filedisk *file = arg;
	off_t next;

	if (from < file->from || from >= file->end) {
		next = lseek(file->fd, (off_t)from, SEEK_DATA);
		file->data = next == (off_t)from;
		if (file->data)
			next = lseek(file->fd, (off_t)from, SEEK_HOLE);
		else if (next < 0 && errno == ENXIO)
			next = lseek(file->fd, 0, SEEK_END);
		if (next < 0)
			return -errno;
		file->from = from;
		file->end = (uint64_t)next;
	}
	*end = file->end;
	*data = file->data;
	return 0;
}

static int on_read(void *arg, uint64_t from, void *to, size_t len)
{
	const struct filedisk *file = arg;

	for (size_t done = 0; done < len;) {
		ssize_t n = pread(file->fd, (char *)to + done, len - done,
				  (off_t)(from + done));

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EIO;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

struct export_disk filedisk(struct filedisk *file, uint64_t size)
{
	return (struct export_disk){
		.size = size, .stretch = on_stretch, .read = on_read, .arg = file
	};
}
