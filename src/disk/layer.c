/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "disk/loop.h"
#include "disk/mapper.h"

enum {
	CHUNK = 8, /* sectors of 512 bytes that are copied at a time */
};

/* A file system in memory of SIZE bytes; its descriptor, or -errno. */
static int memory_of(struct pool *pool, uint64_t size)
{
	int fs = fsopen("tmpfs", FSOPEN_CLOEXEC), fd = -1, err;

	if (fs < 0)
		return -errno;
	if (fsconfig(fs, FSCONFIG_SET_STRING, "size",
		     pool_printf(pool, "%llu", (unsigned long long)size), 0) == 0 &&
	    fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		fd = fsmount(fs, FSMOUNT_CLOEXEC, 0);
	err = -errno;
	close(fs);
	return fd < 0 ? err : fd;
}

int layer_store_open(struct pool *pool, struct layer_store *store, const char **why)
{
	struct sysinfo info;

	if (sysinfo(&info) < 0)
		return -errno;
	store->room = (uint64_t)info.freeram * info.mem_unit / 2;
	store->fd = memory_of(pool, store->room);
	if (store->fd >= 0)
		return 0;
	*why = pool_printf(pool, "no file system in memory: %s", strerror(-store->fd));
	return store->fd;
}

/* A block device of the store's size whose blocks are memory once they are written. */
static int memory_device(const struct layer_store *store, char name[32])
{
	int file = openat(store->fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), loop;

	if (file < 0)
		return -errno;
	loop = ftruncate(file, (off_t)(store->room / 4096 * 4096)) < 0
		       ? -errno
		       : loop_over(file, 0, 0, name);
	close(file);
	return loop;
}

/* "MAJOR:MINOR" of the device open at FD, as the device mapper wants it. */
static const char *number_of(struct pool *pool, int fd)
{
	struct stat st = { 0 };

	(void)fstat(fd, &st);
	return pool_printf(pool, "%u:%u", major(st.st_rdev), minor(st.st_rdev));
}

/*
 * A snapshot that does not outlive the machine ("N") of the disk at LAYER->below; its
 * descriptor.  It holds the disk and the memory from then on.
 */
static int snapshot(struct pool *pool, struct layer *layer,
		    const struct layer_store *store, uint64_t size)
{
	char name[32];
	int memory = memory_device(store, name), fd, err;
	unsigned number;

	if (memory < 0)
		return memory;
	err = mapper_make(layer->mapped, "snapshot",
			  pool_printf(pool, "%s %s N %d", number_of(pool, layer->below),
				      number_of(pool, memory), CHUNK),
			  size, &number);
	close(memory);
	if (err < 0)
		return err;
	fd = open(pool_printf(pool, "/dev/dm-%u", number), O_RDWR | O_CLOEXEC);
	err = -errno;
	/* From now on it goes when it is closed last. */
	(void)mapper_remove(layer->mapped);
	return fd < 0 ? err : fd;
}

static int lay(struct pool *pool, struct layer *layer, const struct layer_store *store)
{
	int read_only = 0, sector = 0, fd;
	uint64_t size;
	char name[32];

	if (ioctl(layer->below, BLKGETSIZE64, &size) < 0 ||
	    ioctl(layer->below, BLKSSZGET, &sector) < 0 ||
	    ioctl(layer->below, BLKROGET, &read_only) < 0)
		return -errno;
	layer->was_read_only = read_only;
	read_only = 1;
	if (ioctl(layer->below, BLKROSET, &read_only) < 0)
		return -errno;
	fd = snapshot(pool, layer, store, size);
	if (fd < 0)
		return fd;
	layer->fd = loop_over(fd, LO_FLAGS_PARTSCAN, (unsigned)sector, name);
	close(fd);
	layer->node = pool_strdup(pool, name);
	return layer->fd < 0 ? layer->fd : 0;
}

/* The disk may be written again as it could be before. */
static void let_go(struct layer *layer)
{
	int read_only = 0;

	if (!layer->was_read_only)
		(void)ioctl(layer->below, BLKROSET, &read_only);
	close(layer->below);
}

int layer_make(struct pool *pool, const struct layer_store *store, const char *name,
	       struct layer *layer, const char **why)
{
	int err;

	*layer = (struct layer){ .disk = name, .fd = -1 };
	(void)snprintf(layer->mapped, sizeof(layer->mapped), "drydock-%s", name);
	layer->below = open(pool_printf(pool, "/dev/%s", name), O_RDONLY | O_CLOEXEC);
	err = layer->below < 0 ? -errno : lay(pool, layer, store);
	if (err == 0)
		return 0;
	if (layer->below >= 0)
		let_go(layer);
	*why = err == -EBUSY
		       ? pool_printf(pool, "%s is in use: unmount what is on it", name)
		       : pool_printf(pool, "no copy-on-write layer over %s: %s", name,
				     strerror(-err));
	return err;
}

bool layer_is_lost(const struct layer *layer)
{
	char text[128];

	/* "allocated/total metadata", else "Invalid" or "Overflow". */
	return mapper_status(layer->mapped, text, sizeof(text)) < 0 || text[0] < '0' ||
	       text[0] > '9';
}

int layer_end(struct layer *layer)
{
	char text[16];
	int err;

	close(layer->fd);
	/* The loop device ends in the background. */
	for (int i = 0; i < 50; i++) {
		err = mapper_status(layer->mapped, text, sizeof(text));
		if (err < 0)
			break;
		(void)usleep(20000);
	}
	let_go(layer);
	return err < 0 ? 0 : -EBUSY;
}
