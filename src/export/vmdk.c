/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream-optimized VMDK ("Virtual Disk Format 5.0", VMware Technical Note, section
 * "Stream-Optimized Compressed Sparse Extents"): a header, grains of 64 KiB each packed
 * by itself, behind every 512 of them their table, and at the end the directory of tables
 * and the header once more, which says where that is.  Numbers are little-endian, offsets
 * count sectors.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/bytes.h"
#include "export/crew.h"
#include "export/pack.h"
#include "export/writer.h"

enum {
	SECTOR = 512,
	GRAIN = 64 << 10,
	GRAIN_SECTORS = GRAIN / SECTOR,
	GRAINS_OF_TABLE = 512,
	BLOCK = 2 << 20,
	GRAINS_OF_BLOCK = BLOCK / GRAIN,
	BLOCKS_OF_TABLE = GRAINS_OF_TABLE / GRAINS_OF_BLOCK,
	TABLE_SECTORS = GRAINS_OF_TABLE * 4 / SECTOR,
	MARKER = 12, /* in front of a grain: its sector, and how long it is packed */
	DESCRIPTOR_AT = 1,
	DESCRIPTOR_SECTORS = 20,
	OVERHEAD = 128, /* sectors up to the first grain */
	LEVEL = 6,
	FLAGS = 1 << 0 | 1 << 16 | 1 << 17, /* line ends, packed grains, markers */
	MARKER_TABLE = 1,
	MARKER_DIRECTORY = 2,
	MARKER_FOOTER = 3,
};

struct vmdk {
	struct walk walk;
	struct sink *sink;
	uint64_t sectors;
	unsigned char table[GRAINS_OF_TABLE * 4];
	uint64_t table_number;
	bool table_used;
	unsigned char *directory;
	size_t directory_bytes; /* whole sectors */
};

static int put_head(struct vmdk *vmdk, uint64_t directory)
{
	unsigned char head[SECTOR] = { 'K', 'D', 'M', 'V', 3 };

	put_le32(head + 8, FLAGS);
	put_le64(head + 12, vmdk->sectors);
	put_le64(head + 20, GRAIN_SECTORS);
	put_le64(head + 28, DESCRIPTOR_AT);
	put_le64(head + 36, DESCRIPTOR_SECTORS);
	put_le32(head + 44, GRAINS_OF_TABLE);
	put_le64(head + 56, directory);
	put_le64(head + 64, OVERHEAD);
	memcpy(head + 73, "\n \r\n", 4);
	put_le16(head + 77, 1); /* deflate */
	return sink_write(vmdk->sink, head, sizeof(head));
}

static int put_descriptor(struct vmdk *vmdk, const char *name)
{
	char text[DESCRIPTOR_SECTORS * SECTOR] = { 0 };
	uint32_t id = 0;

	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		return -EIO;
	/* ~0 says that there is no parent. */
	(void)snprintf(text, sizeof(text),
		       "# Disk DescriptorFile\n"
		       "version=1\n"
		       "CID=%08x\n"
		       "parentCID=ffffffff\n"
		       "createType=\"streamOptimized\"\n\n"
		       "# Extent description\n"
		       "RW %llu SPARSE \"%.200s.vmdk\"\n\n"
		       "# The Disk Data Base\n#DDB\n\n"
		       "ddb.virtualHWVersion = \"4\"\n"
		       "ddb.geometry.cylinders = \"%llu\"\n"
		       "ddb.geometry.heads = \"255\"\n"
		       "ddb.geometry.sectors = \"63\"\n"
		       "ddb.adapterType = \"lsilogic\"\n",
		       id & 0xfffffffe, (unsigned long long)vmdk->sectors, name,
		       (unsigned long long)vmdk->sectors / (255 * 63));
	return sink_write(vmdk->sink, text, sizeof(text));
}

/* A marker that stands alone: SECTORS of TYPE follow it. */
static int put_marker(struct vmdk *vmdk, uint64_t sectors, uint32_t type)
{
	unsigned char marker[SECTOR] = { 0 };

	put_le64(marker, sectors);
	put_le32(marker + MARKER, type);
	return sink_write(vmdk->sink, marker, sizeof(marker));
}

static int put_table(struct vmdk *vmdk)
{
	int err;

	if (!vmdk->table_used)
		return 0;
	err = put_marker(vmdk, TABLE_SECTORS, MARKER_TABLE);
	put_le32(vmdk->directory + vmdk->table_number * 4,
		 (uint32_t)(vmdk->sink->at / SECTOR));
	if (!err)
		err = sink_write(vmdk->sink, vmdk->table, sizeof(vmdk->table));
	memset(vmdk->table, 0, sizeof(vmdk->table));
	vmdk->table_used = false;
	return err;
}

static int fill(void *arg, struct crew_block *block)
{
	struct vmdk *vmdk = arg;

	return walk_next(&vmdk->walk, block->in, &block->number);
}

static size_t in_sectors(size_t len)
{
	return (len + SECTOR - 1) / SECTOR * SECTOR;
}

/* All grains of the block that are not zero, each with its marker. */
static int work(void *arg, void *tool, struct crew_block *block)
{
	const struct vmdk *vmdk = arg;
	uint64_t first = block->number * GRAINS_OF_BLOCK;

	block->out_len = 0;
	for (uint64_t i = 0; i < GRAINS_OF_BLOCK; i++) {
		const unsigned char *grain = block->in + i * GRAIN;
		unsigned char *to = block->out + block->out_len;
		size_t packed, len;
		int err;

		if ((first + i) * GRAIN_SECTORS >= vmdk->sectors ||
		    all_zero(grain, GRAIN))
			continue;
		err = pack(tool, grain, GRAIN, to + MARKER, pack_bound(PACK_ZLIB, GRAIN),
			   &packed);
		if (err)
			return err;
		len = in_sectors(MARKER + packed);
		put_le64(to, (first + i) * GRAIN_SECTORS);
		put_le32(to + 8, (uint32_t)packed);
		memset(to + MARKER + packed, 0, len - MARKER - packed);
		block->out_len += len;
	}
	return 0;
}

static int drain(void *arg, const struct crew_block *block)
{
	struct vmdk *vmdk = arg;
	uint64_t table = block->number / BLOCKS_OF_TABLE;
	int err = 0;

	if (table != vmdk->table_number)
		err = put_table(vmdk);
	vmdk->table_number = table;
	for (size_t at = 0; at < block->out_len;) {
		uint64_t grain = le64(block->out + at) / GRAIN_SECTORS;
		uint64_t sector = (vmdk->sink->at + at) / SECTOR;

		put_le32(vmdk->table + grain % GRAINS_OF_TABLE * 4, (uint32_t)sector);
		vmdk->table_used = true;
		at += in_sectors(MARKER + le32(block->out + at + 8));
	}
	if (!err)
		err = sink_write(vmdk->sink, block->out, block->out_len);
	/* Tables and directory have 32 bits for a sector. */
	return err ? err : vmdk->sink->at / SECTOR >= UINT32_MAX - BLOCK ? -EFBIG : 0;
}

static void *tool_new(void *arg)
{
	(void)arg;
	return packer_new(PACK_ZLIB, LEVEL);
}

static void tool_free(void *tool)
{
	packer_free(tool);
}

static int put_grains(struct vmdk *vmdk)
{
	const struct crew_task task = {
		.in_room = BLOCK,
		.out_room = GRAINS_OF_BLOCK *
			    (MARKER + pack_bound(PACK_ZLIB, GRAIN) + SECTOR),
		.fill = fill,
		.work = work,
		.drain = drain,
		.tool_new = tool_new,
		.tool_free = tool_free,
		.arg = vmdk,
	};
	int err = crew_run(&task);

	return err ? err : put_table(vmdk);
}

static int put_end(struct vmdk *vmdk)
{
	uint64_t directory = 0;
	int err = put_marker(vmdk, vmdk->directory_bytes / SECTOR, MARKER_DIRECTORY);

	if (!err) {
		directory = vmdk->sink->at / SECTOR;
		err = sink_write(vmdk->sink, vmdk->directory, vmdk->directory_bytes);
	}
	if (!err)
		err = put_marker(vmdk, 1, MARKER_FOOTER);
	if (!err)
		err = put_head(vmdk, directory);
	/* The end of the stream is a marker of nothing. */
	return err ? err : put_marker(vmdk, 0, 0);
}

int vmdk_stream_write(const struct export_job *job, struct sink *sink)
{
	struct pool *pool = pool_new();
	struct vmdk vmdk = { .walk = { job->disk, BLOCK, 0 }, .sink = sink };
	uint64_t tables = (job->disk->size / GRAIN + GRAINS_OF_TABLE) / GRAINS_OF_TABLE;
	uint64_t base = sink->at;
	int err;

	/* Offsets count from the header, which may lie within a file. */
	sink->at = 0;
	vmdk.sectors = job->disk->size / SECTOR;
	vmdk.directory_bytes = in_sectors(tables * 4);
	vmdk.directory = pool_alloc(pool, vmdk.directory_bytes);
	err = put_head(&vmdk, UINT64_MAX);
	if (!err)
		err = put_descriptor(&vmdk, job->name);
	if (!err)
		err = sink_zeroes(sink, OVERHEAD * SECTOR - sink->at);
	if (!err)
		err = put_grains(&vmdk);
	if (!err)
		err = put_end(&vmdk);
	sink->at += base;
	pool_free(pool);
	return err;
}
