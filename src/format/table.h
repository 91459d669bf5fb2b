/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Partition tables: DOS with its chain of logical partitions, and GPT (UEFI specification
 * 2.10, chapter 5) with sectors of 512 or 4096 bytes.
 *
 * Its one law: nothing is read but through the callback, and never more than a bounded
 * number of sectors, whatever the tables say.
 */
#pragma once

#include "base/bytes.h"

enum table_kind { TABLE_NONE, TABLE_DOS, TABLE_GPT };

struct table_partition {
	unsigned number;      /* as the kernel counts: sda5 is 5 */
	uint64_t start, size; /* bytes */
	const char *type;     /* "0x83", or a GUID in small letters, as blkid(8) prints */
	const char *partuuid; /* as blkid(8) prints: "11223344-05", or a GUID */
	const char *name;     /* of GPT, UTF-8; else "" */
	uint64_t attributes;  /* of GPT */
	enum {
		TABLE_PRIMARY,
		TABLE_EXTENDED, /* the container; holds no file system */
		TABLE_LOGICAL
	} role;
	bool bootable; /* active flag of DOS, legacy_boot attribute of GPT */
	/* An EFI system partition: by its GUID, by type 0xef, or by the 0xef of a hybrid.
	 */
	bool efi_system;
};

struct table {
	enum table_kind kind;
	uint32_t sector_size; /* bytes; what GPT was found with */
	uint32_t disk_signature;
	const char *guid; /* of a GPT disk, else "" */
	struct table_partition *partition;
	size_t count;
	bool hybrid;         /* GPT, and the DOS table beside it has more than the 0xee */
	bool backup_used;    /* the primary GPT is damaged */
	bool backup_bad;     /* the backup GPT is damaged, missing or not at the end */
	const char *problem; /* what is wrong with the table, or NULL */
};

struct table_source {
	/* LEN bytes at OFFSET; 0, or -errno where they are not all there. */
	int (*read)(void *ctx, uint64_t offset, void *buf, size_t len);
	void *ctx;
	uint64_t size; /* of the disk, bytes */
};

/*
 * Read the table of a disk.  A damaged table is read as far as it goes, with problem set;
 * a boot sector of a file system is no table.  Returns 0, or what read said of sector 0.
 */
int table_read(struct pool *pool, const struct table_source *source, struct table **out);
