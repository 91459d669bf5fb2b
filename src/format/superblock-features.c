/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of feature bits, as tune2fs(8), xfs_info(8) and mkfs.btrfs(8) print them, and
 * which of them Linux 6.1, as the appliance has it, takes.
 */
#include "format/superblock-internal.h"

/* NEWER: known by name, and not to this kernel. */
enum taken { TAKEN, NEWER };

struct feature {
	uint64_t bit;
	const char *name;
	enum taken taken;
};

static const struct feature ext_compat[] = {
	{ 0x1, "dir_prealloc", TAKEN },
	{ 0x2, "imagic_inodes", TAKEN },
	{ 0x4, "has_journal", TAKEN },
	{ 0x8, "ext_attr", TAKEN },
	{ 0x10, "resize_inode", TAKEN },
	{ 0x20, "dir_index", TAKEN },
	{ 0x40, "lazy_bg", TAKEN },
	{ 0x100, "snapshot_bitmap", TAKEN },
	{ 0x200, "sparse_super2", TAKEN },
	{ 0x400, "fast_commit", TAKEN },
	{ 0x800, "stable_inodes", TAKEN },
	{ 0x1000, "orphan_file", TAKEN },
	{ 0 },
};

static const struct feature ext_ro_compat[] = {
	{ 0x1, "sparse_super", TAKEN },
	{ 0x2, "large_file", TAKEN },
	{ 0x4, "btree_dir", TAKEN },
	{ 0x8, "huge_file", TAKEN },
	{ 0x10, "uninit_bg", TAKEN },
	{ 0x20, "dir_nlink", TAKEN },
	{ 0x40, "extra_isize", TAKEN },
	{ 0x80, "snapshot", NEWER },
	{ 0x100, "quota", TAKEN },
	{ 0x200, "bigalloc", TAKEN },
	{ 0x400, "metadata_csum", TAKEN },
	{ 0x800, "replica", NEWER },
	{ 0x1000, "read-only", NEWER },
	{ 0x2000, "project", TAKEN },
	{ 0x4000, "shared_blocks", NEWER },
	{ 0x8000, "verity", TAKEN },
	{ 0x10000, "orphan_present", TAKEN },
	{ 0 },
};

static const struct feature ext_incompat[] = {
	{ 0x1, "compression", NEWER },
	{ 0x2, "filetype", TAKEN },
	{ 0x4, "needs_recovery", TAKEN },
	{ 0x8, "journal_dev", NEWER },
	{ 0x10, "meta_bg", TAKEN },
	{ 0x40, "extent", TAKEN },
	{ 0x80, "64bit", TAKEN },
	{ 0x100, "mmp", TAKEN },
	{ 0x200, "flex_bg", TAKEN },
	{ 0x400, "ea_inode", TAKEN },
	{ 0x1000, "dirdata", NEWER },
	{ 0x2000, "metadata_csum_seed", TAKEN },
	{ 0x4000, "large_dir", TAKEN },
	{ 0x8000, "inline_data", TAKEN },
	{ 0x10000, "encrypt", TAKEN },
	{ 0x20000, "casefold", TAKEN },
	{ 0 },
};

static const struct feature xfs_ro_compat[] = {
	{ 0x1, "finobt", TAKEN },
	{ 0x2, "rmapbt", TAKEN },
	{ 0x4, "reflink", TAKEN },
	{ 0x8, "inobtcount", TAKEN },
	{ 0 },
};

static const struct feature xfs_incompat[] = {
	{ 0x1, "ftype", TAKEN },
	{ 0x2, "sparse", TAKEN },
	{ 0x4, "meta_uuid", TAKEN },
	{ 0x8, "bigtime", TAKEN },
	/* A mark of damage, which its reader tells as the state. */
	{ 0x10, "needsrepair", TAKEN },
	{ 0x20, "nrext64", TAKEN },
	{ 0x40, "exchange", NEWER },
	{ 0x80, "parent", NEWER },
	{ 0x100, "metadir", NEWER },
	{ 0x200, "zoned", NEWER },
	{ 0x400, "zone_gaps", NEWER },
	{ 0 },
};

static const struct feature btrfs_ro_compat[] = {
	{ 0x1, "free-space-tree", TAKEN },
	{ 0x2, "free-space-tree-valid", TAKEN },
	{ 0x4, "verity", TAKEN },
	{ 0x8, "block-group-tree", TAKEN },
	{ 0 },
};

static const struct feature btrfs_incompat[] = {
	{ 0x1, "mixed-backref", TAKEN },
	{ 0x2, "default-subvol", TAKEN },
	{ 0x4, "mixed-bg", TAKEN },
	{ 0x8, "compress-lzo", TAKEN },
	{ 0x10, "compress-zstd", TAKEN },
	{ 0x20, "big-metadata", TAKEN },
	{ 0x40, "extref", TAKEN },
	{ 0x80, "raid56", TAKEN },
	{ 0x100, "skinny-metadata", TAKEN },
	{ 0x200, "no-holes", TAKEN },
	{ 0x400, "metadata-uuid", TAKEN },
	{ 0x800, "raid1c34", TAKEN },
	/* The appliance's kernel is built without zoned disks and without experiments. */
	{ 0x1000, "zoned", NEWER },
	{ 0x2000, "extent-tree-v2", NEWER },
	{ 0x4000, "raid-stripe-tree", NEWER },
	{ 0x10000, "squota", NEWER },
	{ 0 },
};

static const struct family {
	const struct feature *compat, *ro_compat, *incompat;
} families[] = {
	[SUPERBLOCK_EXT] = { ext_compat, ext_ro_compat, ext_incompat },
	[SUPERBLOCK_XFS] = { NULL, xfs_ro_compat, xfs_incompat },
	[SUPERBLOCK_BTRFS] = { NULL, btrfs_ro_compat, btrfs_incompat },
	[SUPERBLOCK_SWAP] = { NULL, NULL, NULL },
};

/* NAMES gets every bit of WORD that has one; LACKING, unless NULL, what is not taken. */
static void name_word(const struct feature *table, uint64_t word, struct strs *names,
		      struct strs *lacking)
{
	for (; table && table->bit; table++) {
		if (!(word & table->bit))
			continue;
		strs_add(names, table->name);
		if (lacking && table->taken == NEWER)
			strs_addf(lacking, "%s (0x%llx)", table->name,
				  (unsigned long long)table->bit);
		word &= ~table->bit;
	}
	if (word && lacking)
		strs_addf(lacking, "unknown (0x%llx)", (unsigned long long)word);
}

void superblock_name(struct pool *pool, struct superblock *super)
{
	const struct family *family = &families[super->family];

	(void)pool;
	name_word(family->compat, super->words.compat, &super->features, NULL);
	name_word(family->ro_compat, super->words.ro_compat, &super->features,
		  &super->read_only);
	name_word(family->incompat, super->words.incompat, &super->features,
		  &super->refused);
}
