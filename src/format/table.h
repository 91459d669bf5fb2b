/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Partition tables: DOS with its chain of logical partitions, and GPT (UEFI specification
 * 2.10, chapter 5) with sectors of 512 or 4096 bytes.
 *
 * Its one law: nothing is read but through the callback, and never more than a bounded
 * number of sectors, whatever the tables say.  A table is mended from its own whole copy
 * or not at all: no partition is moved, made or dropped.
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

enum table_backup {
	TABLE_BACKUP_GOOD,
	TABLE_BACKUP_ELSEWHERE, /* whole, where the end of the disk once was */
	TABLE_BACKUP_GONE,      /* damaged or missing */
	TABLE_BACKUP_DIFFERS,   /* whole, and lists other partitions */
};

struct table {
	enum table_kind kind;
	uint32_t sector_size; /* bytes; what GPT was found with */
	uint32_t disk_signature;
	const char *guid; /* of a GPT disk, else "" */
	struct table_partition *partition;
	size_t count;
	uint64_t *ebr; /* bytes; the tables of logical partitions, the first among them */
	size_t ebr_count;
	bool beyond;      /* a partition reaches over the end of the disk */
	bool hybrid;      /* GPT, and the DOS table beside it has more than the 0xee */
	bool unprotected; /* GPT, without the DOS table that says so */
	bool backup_used; /* the primary GPT is damaged */
	bool cut;         /* GPT says the disk is larger; Linux takes it for damaged */
	enum table_backup backup; /* of GPT */
	const char *problem; /* all that is wrong with the table, one line, or NULL */
};

struct table_source {
	/* LEN bytes at OFFSET; 0, or -errno where they are not all there. */
	int (*read)(void *ctx, uint64_t offset, void *buf, size_t len);
	void *ctx;
	uint64_t size;   /* of the disk, bytes */
	uint32_t sector; /* of the disk, bytes; 0: 512 */
};

/*
 * Read the table of a disk.  A damaged table is read as far as it goes, with problem set;
 * a boot sector of a file system is no table, and neither is what an older table left at
 * the end of a disk that is one file system.  Returns 0, or what read said of sector 0.
 */
int table_read(struct pool *pool, const struct table_source *source, struct table **out);

/*
 * Whether what is wrong hides partitions from Linux: it takes no backup unless told to
 * (block/partitions/efi.c), and of an MBR it only cuts what reaches too far.
 */
bool table_hides(const struct table *table);

struct table_patch {
	uint64_t offset; /* bytes from the start of the disk */
	struct bytes after;
	const char *what; /* "backup GPT" */
};

/*
 * The bytes, in the order to write them, that make a GPT whole: the backup at the end of
 * the disk, the primary from its backup, and a protective MBR where there is none.
 * The entries stay as they are.  Returns 0 with *COUNT patches, none where nothing is to
 * do; -EINVAL with one line in *WHY where it would have to be guessed or something would
 * be written over.
 */
int table_mend(struct pool *pool, const struct table_source *source,
	       struct table_patch **patch, size_t *count, const char **why);
