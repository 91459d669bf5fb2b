/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk in memory, of which a hole must not be read; and a file in memory. */
#pragma once

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "export/writer.h"

enum { MEMDISK_GRAIN = 4096 };

struct memdisk {
	struct export_disk disk;
	unsigned char *data;
	bool *used; /* of each MEMDISK_GRAIN */
	unsigned reads_of_holes;
	int fail; /* -errno that the next reads give */
};

static inline int memdisk_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	struct memdisk *mem = arg;
	uint64_t at = from / MEMDISK_GRAIN;

	*data = mem->used[at];
	while (at * MEMDISK_GRAIN < mem->disk.size && mem->used[at] == *data)
		at++;
	*end = at * MEMDISK_GRAIN;
	return 0;
}

static inline int memdisk_read(void *arg, uint64_t from, void *to, size_t len)
{
	struct memdisk *mem = arg;

	for (uint64_t at = from; at < from + len; at++)
		if (!mem->used[at / MEMDISK_GRAIN])
			mem->reads_of_holes++;
	memcpy(to, mem->data + from, len);
	return mem->fail;
}

static inline struct memdisk *memdisk_new(uint64_t size)
{
	struct memdisk *mem = calloc(1, sizeof(*mem));

	mem->data = calloc(1, size + 1);
	mem->used = calloc(size / MEMDISK_GRAIN + 2, sizeof(bool));
	mem->disk = (struct export_disk){ size, memdisk_stretch, memdisk_read, mem };
	return mem;
}

/* LEN bytes at AT that do not pack well, or all BYTE where it is not -1. */
static inline void memdisk_put(struct memdisk *mem, uint64_t at, size_t len, int byte)
{
	uint32_t state = 1 + (uint32_t)at;

	for (size_t i = 0; i < len; i++) {
		state = state * 1664525 + 1013904223;
		mem->data[at + i] =
			(unsigned char)(byte < 0 ? state >> 24 : (unsigned)byte);
		mem->used[(at + i) / MEMDISK_GRAIN] = true;
	}
}

static inline void memdisk_free(struct memdisk *mem)
{
	free(mem->data);
	free(mem->used);
	free(mem);
}

/* What WRITE makes of MEM, in a file in memory. */
static inline int memdisk_write(struct memdisk *mem, export_writer *write,
				const char *compression, int *fd)
{
	struct export_job job = { &mem->disk, compression, "disk" };
	struct sink sink;
	int err;

	*fd = memfd_create("out", MFD_CLOEXEC);
	sink_begin(&sink, *fd);
	err = write(&job, &sink);
	return err ? err : sink_end(&sink);
}

static inline uint64_t file_size(int fd)
{
	return (uint64_t)lseek(fd, 0, SEEK_END);
}
