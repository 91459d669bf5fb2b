/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NTFS: the bits of $Bitmap that are 0.  That a volume was left clean is told by $Volume
 * and by the journal $LogFile.  The bitmap has neither a sum nor a count, so it is held
 * against all records: what a file has must not be free.
 */
#include <errno.h>
#include <string.h>

#include "format/freemap-internal.h"
#include "format/ntfs.h"

enum {
	RECORD_MFT = 0,
	RECORD_LOG = 2,
	RECORD_VOLUME = 3,
	RECORD_BITMAP = 6,
	PIECE = 64 * 1024, /* read at a time: of the bitmap, of records */
	LOG_PAGE = 4096,
	LOG_PAGE_MAX = 65536,
	LOG_NO_CLIENT = 0xffff,
	LOG_CLEAN = 2,    /* of the flags of a restart area */
	CHECKED = 0x8000, /* of the flags of $Volume: chkdsk was here */
	RUNS_MAX = 4096,
	IN_USE = 1, /* of the flags of a record */
};

struct ntfs {
	uint64_t cluster, clusters, mft; /* bytes, how many, and which */
	size_t record;                   /* bytes */
};

/* A file that does not fit into its record. */
struct file {
	struct ntfs_run run[RUNS_MAX];
	size_t runs;
	uint64_t size; /* bytes */
};

static int read_head(const struct freemap_job *job, struct ntfs *ntfs)
{
	unsigned char s[512];
	int err = freemap_get(job, 0, s, sizeof(s));
	uint64_t sector;

	if (err < 0)
		return err;
	sector = le16(s + 0x0b);
	if (sector < sizeof(s) || sector > 4096)
		return -EUCLEAN;
	ntfs->cluster = ntfs_size(s[0x0d], sector);
	if (ntfs->cluster < sector || (ntfs->cluster & (ntfs->cluster - 1)) ||
	    le64(s + 0x28) > job->size / sector)
		return -EUCLEAN;
	ntfs->clusters = le64(s + 0x28) * sector / ntfs->cluster;
	ntfs->mft = le64(s + 0x30);
	ntfs->record = ntfs_size(s[0x40], ntfs->cluster);
	if (ntfs->record < sizeof(s) || ntfs->record > NTFS_RECORD_MAX ||
	    ntfs->record % sizeof(s) || ntfs->mft >= ntfs->clusters ||
	    ntfs->clusters > UINT32_MAX)
		return -EUCLEAN;
	return 0;
}

/* The first records lie in one piece, where the boot sector says. */
static int read_record(const struct freemap_job *job, const struct ntfs *ntfs,
		       unsigned which, unsigned char *record)
{
	int err = freemap_get(job, ntfs->mft * ntfs->cluster + which * ntfs->record,
			      record, ntfs->record);

	if (err < 0)
		return err;
	/* In use, and one of its own, not the rest of another. */
	if (!ntfs_fix(record, ntfs->record, "FILE") || !(le16(record + 0x16) & IN_USE) ||
	    le64(record + 0x20))
		return -EUCLEAN;
	return 0;
}

static int read_runs(const struct ntfs *ntfs, struct bytes list, struct file *file)
{
	uint64_t last = 0, all = 0;
	int more;

	file->runs = 0;
	while (file->runs < RUNS_MAX) {
		struct ntfs_run *run = &file->run[file->runs];

		more = ntfs_run_next(&list, &last, run);
		if (more < 0 || (more && (run->start >= ntfs->clusters ||
					  run->count > ntfs->clusters - run->start)))
			return -EUCLEAN;
		if (!more)
			return all * ntfs->cluster >= file->size ? 0 : -EUCLEAN;
		all += run->count;
		file->runs++;
	}
	return -ENOTSUP;
}

/* Where the content of file WHICH lies. */
static int read_file(const struct freemap_job *job, const struct ntfs *ntfs,
		     unsigned which, struct file *file)
{
	unsigned char *record = pool_alloc(job->pool, ntfs->record);
	int err = read_record(job, ntfs, which, record);
	struct bytes data;
	size_t list;

	if (err < 0)
		return err;
	data = ntfs_attribute(record, ntfs->record, NTFS_DATA);
	if (data.len < 0x40 || !data.data[8])
		return -EUCLEAN;
	file->size = le64(data.data + 0x30);
	/* What does not fit into the record goes on in another one. */
	if (ntfs_attribute(record, ntfs->record, NTFS_ATTRIBUTE_LIST).len)
		return -ENOTSUP;
	list = le16(data.data + 0x20);
	/* Compressed, encrypted or sparse; or not its beginning; or not all written. */
	if (le16(data.data + 0x0c) || le64(data.data + 0x10) || list >= data.len ||
	    le64(data.data + 0x38) != file->size)
		return -EUCLEAN;
	return read_runs(ntfs, bytes_slice(data, list, data.len), file);
}

/* LEN bytes at OFFSET of FILE; a piece that lies in two runs is read in two. */
static int read_content(const struct freemap_job *job, const struct ntfs *ntfs,
			const struct file *file, uint64_t offset, unsigned char *to,
			size_t len)
{
	for (size_t i = 0; i < file->runs && len; i++) {
		uint64_t size = file->run[i].count * ntfs->cluster;
		size_t part;
		int err;

		if (offset >= size) {
			offset -= size;
			continue;
		}
		part = size - offset < len ? (size_t)(size - offset) : len;
		err = freemap_get(job, file->run[i].start * ntfs->cluster + offset, to,
				  part);
		if (err < 0)
			return err;
		to += part;
		len -= part;
		offset = 0;
	}
	return len ? -EUCLEAN : 0;
}

static int check_volume(const struct freemap_job *job, const struct ntfs *ntfs)
{
	unsigned char *record = pool_alloc(job->pool, ntfs->record);
	int err = read_record(job, ntfs, RECORD_VOLUME, record);
	const unsigned char *information;

	if (err < 0)
		return err;
	information = ntfs_content(record, ntfs->record, NTFS_VOLUME_INFORMATION, 12);
	return information && !(le16(information + 10) & ~CHECKED) ? 0 : -EUCLEAN;
}

static bool is_filled(const unsigned char *page, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (page[i] != 0xff)
			return false;
	return true;
}

/* One of the two restart pages: 1 where it says that nothing is left to be done. */
static int page_is_clean(unsigned char *page, size_t room, uint64_t *when)
{
	size_t size = le32(page + 0x10), area = le16(page + 0x18);

	/* Version 2 is of a Windows that did not shut down, but means to start fast. */
	if (size < LOG_PAGE || size > room || size % 512 || area + 0x10u > 512 - 2 ||
	    le16(page + 0x1c) > 1 || !ntfs_fix(page, size, "RSTR"))
		return -EUCLEAN;
	*when = le64(page + area);
	return le16(page + area + 0x0c) == LOG_NO_CLIENT ||
	       (le16(page + area + 0x0e) & LOG_CLEAN);
}

static int check_log(const struct freemap_job *job, const struct ntfs *ntfs)
{
	struct file *file = pool_alloc(job->pool, sizeof(*file));
	unsigned char *page = pool_alloc(job->pool, 2 * LOG_PAGE_MAX);
	uint64_t first = 0, second = 0;
	int err = read_file(job, ntfs, RECORD_LOG, file), is_clean, other;
	size_t size;

	if (err == 0)
		err = read_content(job, ntfs, file, 0, page, LOG_PAGE);
	if (err < 0)
		return err;
	/* An empty log: so mkntfs leaves it, and Linux after mounting. */
	if (is_filled(page, LOG_PAGE))
		return 0;
	size = le32(page + 0x10);
	if (size < LOG_PAGE || size > LOG_PAGE_MAX)
		return -EUCLEAN;
	err = read_content(job, ntfs, file, 0, page, 2 * size);
	if (err < 0)
		return err;
	is_clean = page_is_clean(page, size, &first);
	other = page_is_clean(page + size, size, &second);
	/* The later one counts; where one of them is torn, nobody knows. */
	if (is_clean < 0 || other < 0)
		return -EUCLEAN;
	return (first >= second ? is_clean : other) ? 0 : -EUCLEAN;
}

static int read_bitmap(const struct freemap_job *job, const struct ntfs *ntfs,
		       const struct file *file)
{
	unsigned char *piece = pool_alloc(job->pool, PIECE);
	uint64_t bytes = (ntfs->clusters + 7) / 8;

	if (file->size < bytes)
		return -EUCLEAN;
	for (uint64_t at = 0; at < bytes; at += PIECE) {
		size_t len = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
		int err = read_content(job, ntfs, file, at, piece, len);

		if (err < 0)
			return err;
		for (size_t i = 0; i < 8 * len && 8 * at + i < ntfs->clusters; i++)
			if (!(piece[i / 8] >> i % 8 & 1))
				freemap_add(job->map, (8 * at + i) * ntfs->cluster,
					    ntfs->cluster);
	}
	return freemap_sort(job->map);
}

/* Nothing that ATTRIBUTE has is free. */
static int check_attribute(const struct freemap_job *job, const struct ntfs *ntfs,
			   struct bytes attribute)
{
	struct bytes list;
	struct ntfs_run run;
	uint64_t last = 0;
	int more = 0;

	if (!attribute.data[8])
		return 0;
	if (attribute.len < 0x40 || le16(attribute.data + 0x20) >= attribute.len)
		return -EUCLEAN;
	list = bytes_slice(attribute, le16(attribute.data + 0x20), attribute.len);
	while ((more = ntfs_run_next(&list, &last, &run)) > 0)
		if (run.start != NTFS_HOLE &&
		    (run.start >= ntfs->clusters ||
		     run.count > ntfs->clusters - run.start ||
		     freemap_touches(job->map, run.start * ntfs->cluster,
				     run.count * ntfs->cluster)))
			return -EUCLEAN;
	return more < 0 ? -EUCLEAN : 0;
}

static int check_record(const struct freemap_job *job, const struct ntfs *ntfs,
			unsigned char *record)
{
	struct bytes attribute;
	bool torn = false;
	size_t at = 0;
	int err = 0;

	/* Never used. */
	if (le32(record) == 0)
		return 0;
	if (!ntfs_fix(record, ntfs->record, "FILE"))
		return -EUCLEAN;
	if (!(le16(record + 0x16) & IN_USE))
		return 0;
	do {
		attribute = ntfs_attribute_next(record, ntfs->record, &at, &torn);
		if (attribute.len)
			err = check_attribute(job, ntfs, attribute);
	} while (err == 0 && attribute.len);
	return torn ? -EUCLEAN : err;
}

static int check_records(const struct freemap_job *job, const struct ntfs *ntfs)
{
	struct file *mft = pool_alloc(job->pool, sizeof(*mft));
	unsigned char *piece = pool_alloc(job->pool, PIECE);
	int err = read_file(job, ntfs, RECORD_MFT, mft);
	size_t each = PIECE / ntfs->record * ntfs->record;

	for (uint64_t at = 0; err == 0 && at < mft->size; at += each) {
		size_t len = mft->size - at < each ? (size_t)(mft->size - at) : each;

		err = read_content(job, ntfs, mft, at, piece, len);
		for (size_t i = 0; err == 0 && i + ntfs->record <= len; i += ntfs->record)
			err = check_record(job, ntfs, piece + i);
	}
	return err;
}

int freemap_ntfs(struct freemap_job *job)
{
	struct file *bitmap = pool_alloc(job->pool, sizeof(*bitmap));
	struct ntfs ntfs = { 0 };
	int err = read_head(job, &ntfs);

	if (err == 0)
		err = check_volume(job, &ntfs);
	if (err == 0)
		err = check_log(job, &ntfs);
	if (err == 0)
		err = read_file(job, &ntfs, RECORD_BITMAP, bitmap);
	if (err == 0)
		err = read_bitmap(job, &ntfs, bitmap);
	if (err == 0)
		err = check_records(job, &ntfs);
	return err < 0 || !freemap_touches(job->map, 0, ntfs.cluster) ? err : -EUCLEAN;
}
