/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The free ranges of file systems that their own tools have made: writing over all of
 * them leaves what fsck calls clean, with every file as it was; and a byte that changes
 * makes nothing free that was not.
 */
#include "format/freemap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* Snippets of shell: $image is the file, $dir what is to be in it, $out what is. */
struct kind {
	const char *name, *type;
	unsigned mib;
	const char *make;
	const char *check; /* succeeds where the file system is clean */
	const char *list;  /* fills $out */
};

#define MTOOLS                                                                           \
	"mcopy -i $image -s $dir/* ::/ && mcopy -i $image -s $gone/* ::/ && "            \
	"mdel -i $image '::/gone-*' && mcopy -i $image $dir/a ::/last && "               \
	"cp $dir/a $dir/last"
#define FAT_CHECK "fsck.fat -n $image"
#define FAT_LIST  "mcopy -i $image -s '::/*' $out"

/* A file over a longer one leaves free clusters that hold something. */
#define NTFS                                                                             \
	" && for f in $gone/*; do ntfscp -f $image $f ${f##*/} && "                      \
	"ntfscp -f $image $dir/a ${f##*/} || exit; done; "                               \
	"for f in $dir/*; do ntfscp -f $image $f ${f##*/} || exit; done"
#define NTFS_CHECK "ntfsfix -n $image && ntfsresize --check -f $image"
#define NTFS_LIST  "for f in $dir/*; do ntfscat $image ${f##*/} >$out/${f##*/}; done"

#define XFS_PROTO                                                                        \
	"{ printf '/\\n0 0\\nd--755 0 0\\n'; for f in $dir/*; do "                       \
	"echo \"${f##*/} ---644 0 0 $f\"; done; echo '$'; } >$image.proto; "
#define XFS_CHECK "xfs_repair -n $image"
#define XFS_LIST                                                                         \
	"set -- $(xfs_db -r -c 'sb 0' -c 'p agblocks blocksize' $image | tr -dc "        \
	"'0-9\\n'); "                                                                    \
	"for f in $dir/*; do n=$out/${f##*/}; "                                          \
	"xfs_db -r -c \"path /${f##*/}\" -c bmap $image | "                              \
	"sed -n 's|.*startblock [0-9]* (\\([0-9]*\\)/\\([0-9]*\\)) count "               \
	"\\([0-9]*\\).*|\\1 \\2 \\3|p' | "                                               \
	"while read g b c; do dd if=$image bs=$2 skip=$((g * $1 + b)) count=$c; done "   \
	"2>/dev/null | head -c $(stat -c %s $f) >$n; done"

#define BTRFS_CHECK "btrfs check --readonly --check-data-csum $image"
#define BTRFS_LIST  "btrfs restore $image $out"

static const struct kind kinds[] = {
	{ "FAT12", "vfat", 2, "mkfs.fat -F 12 $image && " MTOOLS, FAT_CHECK, FAT_LIST },
	{ "FAT16", "vfat", 32, "mkfs.fat -F 16 $image && " MTOOLS, FAT_CHECK, FAT_LIST },
	{ "FAT32", "vfat", 64, "mkfs.fat -F 32 -s 1 $image && " MTOOLS, FAT_CHECK,
	  FAT_LIST },
	{ "FAT32, one table, 4k sectors", "vfat", 300,
	  "mkfs.fat -F 32 -f 1 -S 4096 -s 1 $image && " MTOOLS, FAT_CHECK, FAT_LIST },
	{ "NTFS", "ntfs", 32, "mkntfs -q -F -f $image" NTFS, NTFS_CHECK, NTFS_LIST },
	{ "NTFS, small clusters", "ntfs", 32, "mkntfs -q -F -f -c 512 $image" NTFS,
	  NTFS_CHECK, NTFS_LIST },
	{ "XFS", "xfs", 320, XFS_PROTO "mkfs.xfs -q -f -p $image.proto $image", XFS_CHECK,
	  XFS_LIST },
	{ "XFS, version 4", "xfs", 320,
	  XFS_PROTO "mkfs.xfs -q -f -m crc=0 -b size=1024 -p $image.proto $image",
	  XFS_CHECK, XFS_LIST },
	{ "XFS, reverse map", "xfs", 320,
	  XFS_PROTO "mkfs.xfs -q -f -m rmapbt=1 -p $image.proto $image", XFS_CHECK,
	  XFS_LIST },
	{ "btrfs", "btrfs", 256, "mkfs.btrfs -q -r $dir $image", BTRFS_CHECK,
	  BTRFS_LIST },
	{ "btrfs, mixed", "btrfs", 128, "mkfs.btrfs -q -M -r $dir $image", BTRFS_CHECK,
	  BTRFS_LIST },
	{ "btrfs, single", "btrfs", 256, "mkfs.btrfs -q -m single -n 4096 -r $dir $image",
	  BTRFS_CHECK, BTRFS_LIST },
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static char work[] = "/tmp/drydock-freemap-XXXXXX";
static char image[64];

/* 0 where the shell says so of COMMAND. */
static int shell(struct pool *pool, const char *command)
{
	int status = system(pool_printf(
		pool,
		"w=%s; image=$w/image dir=$w/dir gone=$w/gone out=$w/out; export "
		"LC_ALL=C "
		"MTOOLS_SKIP_CHECK=1 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; "
		"{ %s; } >$w/log 2>&1 </dev/null",
		work, command));

	if (status)
		(void)system(pool_printf(pool, "tail -n 5 %s/log", work));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The image, with one byte that is another one. */
struct view {
	int fd;
	uint64_t size, changed;
	unsigned char by; /* 0: none */
	/* What was read of it, while that is wanted. */
	struct freemap_range *seen;
	size_t reads;
};

enum { READS_MAX = 10000 };

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	struct view *view = ctx;
	unsigned char *to = buf;

	if (pread(view->fd, buf, len, (off_t)offset) != (ssize_t)len)
		return -EIO;
	if (view->by && view->changed >= offset && view->changed - offset < len)
		to[view->changed - offset] ^= view->by;
	if (!view->by && view->seen && view->reads < READS_MAX)
		view->seen[view->reads++] = (struct freemap_range){ offset, len };
	return 0;
}

static int read_map(struct pool *pool, const struct kind *kind, struct view *view,
		    struct freemap *map)
{
	struct superblock_source source = { on_read, view };

	return freemap_read(pool, kind->type, &source, view->size, map);
}

static bool make(struct pool *pool, const struct kind *kind, struct view *view)
{
	const char *fresh =
		"rm -rf $image $dir $gone $out && mkdir $dir $gone $out && "
		"head -c 300007 /dev/urandom >$dir/a && "
		"head -c 70001 /dev/urandom >$dir/b && "
		"head -c 4096 /dev/urandom >$dir/c && "
		"head -c 131072 /dev/urandom >$dir/d && "
		"for i in 1 2 3; do head -c 350000 /dev/urandom >$gone/gone-$i; "
		"done; ";
	bool made = shell(pool, pool_printf(pool, "%s truncate -s %uM $image && %s",
					    fresh, kind->mib, kind->make)) == 0;

	*view = (struct view){ .size = (uint64_t)kind->mib << 20 };
	view->fd = open(image, O_RDWR | O_CLOEXEC);
	if (!made || view->fd < 0)
		printf("%s cannot be made\n", kind->name);
	return made && view->fd >= 0;
}

static void erase(const struct view *view, const struct freemap *map)
{
	enum { PIECE = 1 << 20 };
	static unsigned char garbage[PIECE];

	memset(garbage, 0xdb, PIECE);
	for (size_t i = 0; i < map->count; i++)
		for (uint64_t at = 0; at < map->range[i].size; at += PIECE) {
			uint64_t left = map->range[i].size - at;

			EXPECT(pwrite(view->fd, garbage, left < PIECE ? left : PIECE,
				      (off_t)(map->range[i].start + at)) > 0);
		}
}

static void what_is_free_may_go(void)
{
	for (size_t k = 0; k < KINDS; k++) {
		const struct kind *kind = &kinds[k];
		struct pool *pool = pool_new();
		struct freemap map;
		struct view view;
		int failures = test_failures;

		if (EXPECT(make(pool, kind, &view))) {
			EXPECT_INT(shell(pool, kind->check), 0);
			EXPECT_INT(read_map(pool, kind, &view, &map), 0);
			/* Most of it is: a reader that finds nothing proves nothing. */
			EXPECT(freemap_bytes(&map) > view.size / 3);
			erase(&view, &map);
			close(view.fd);
			EXPECT_INT(shell(pool, kind->check), 0);
			EXPECT_INT(shell(pool, kind->list), 0);
			EXPECT_INT(shell(pool, "for f in $dir/*; do "
					       "cmp $f $out/${f##*/} || exit 1; done"),
				   0);
		}
		if (test_failures != failures)
			printf("(%s)\n", kind->name);
		pool_free(pool);
	}
}

/* Whether all of A is in B. */
static bool is_within(const struct freemap *a, const struct freemap *b)
{
	uint64_t all = freemap_bytes(b);
	struct freemap rest = { .pool = b->pool };

	for (size_t i = 0; i < b->count; i++)
		freemap_add(&rest, b->range[i].start, b->range[i].size);
	for (size_t i = 0; i < a->count; i++)
		freemap_keep(&rest, a->range[i].start, a->range[i].size);
	return freemap_bytes(&rest) + freemap_bytes(a) == all;
}

/* A byte of those from which the map was made. */
static void choose(struct view *view)
{
	do {
		const struct freemap_range *read =
			&view->seen[(size_t)random() % view->reads];

		view->changed = read->start + (uint64_t)random() % read->size;
		view->by = (unsigned char)(1u << random() % 8);
		/* Where all lies is told by the first sector alone. */
	} while (view->changed < 512);
}

static void damage_frees_nothing(void)
{
	enum { TRIES = 200 };

	for (size_t k = 0; k < KINDS; k++) {
		struct pool *pool = pool_new();
		struct freemap map, changed;
		unsigned seen = 0;
		struct view view;

		if (EXPECT(make(pool, &kinds[k], &view))) {
			view.seen = pool_alloc(pool, READS_MAX * sizeof(*view.seen));
			EXPECT_INT(read_map(pool, &kinds[k], &view, &map), 0);
			for (int i = 0; i < TRIES; i++) {
				struct pool *each = pool_new();

				choose(&view);
				if (read_map(each, &kinds[k], &view, &changed) < 0) {
					EXPECT_INT(changed.count, 0);
					seen++;
				} else if (!EXPECT(is_within(&changed, &map))) {
					printf("(%s, byte %llu, bits %x)\n",
					       kinds[k].name,
					       (unsigned long long)view.changed, view.by);
				}
				view.by = 0;
				pool_free(each);
			}
			/* Nearly all that a map is made of has a sum, a copy or a count.
			 */
			EXPECT(seen > 0);
			close(view.fd);
		}
		pool_free(pool);
	}
}

/* Each makes a volume one that was not left clean, or that nobody can tell of. */
static void nothing_is_free_where_it_cannot_be_told(void)
{
	static const struct {
		const char *kind, *damage;
		int wanted;
	} cases[] = {
		{ "FAT16", "printf '\\1' | dd of=$image bs=1 seek=37 conv=notrunc",
		  -EUCLEAN },
		{ "FAT32", "printf '\\1' | dd of=$image bs=1 seek=65 conv=notrunc",
		  -EUCLEAN },
		/* The count of free clusters. */
		{ "FAT32", "printf '\\1' | dd of=$image bs=1 seek=1000 conv=notrunc",
		  -EUCLEAN },
		{ "FAT32", "truncate -s 63M $image", -EUCLEAN },
		{ "NTFS", "truncate -s 31M $image", -EUCLEAN },
		{ "XFS", "truncate -s 319M $image", -EUCLEAN },
		{ "XFS", "xfs_db -x -c 'sb 0' -c 'write fdblocks 77' $image", -EUCLEAN },
		{ "XFS, version 4", "xfs_db -x -c 'sb 0' -c 'write inprogress 1' $image",
		  -EUCLEAN },
		{ "XFS, version 4",
		  "xfs_db -x -c 'agf 0' -c 'addr bnoroot' -c 'write recs[1].startblock "
		  "300' $image",
		  -EUCLEAN },
		{ "btrfs", "truncate -s 255M $image", -EUCLEAN },
		{ "btrfs",
		  "truncate -s 256M $image.2 && mkfs.btrfs -f -q -d single -m single "
		  "$image $image.2",
		  -ENOTSUP },
		{ "btrfs", "mkfs.btrfs -f -q --csum sha256 $image", -ENOTSUP },
		{ "FAT16", "mkfs.ext4 -q -F $image", -EUCLEAN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pool *pool = pool_new();
		const struct kind *kind = kinds;
		struct freemap map;
		struct view view;
		struct stat st;
		int err;

		while (strcmp(kind->name, cases[i].kind) != 0)
			kind++;
		if (EXPECT(make(pool, kind, &view))) {
			EXPECT_INT(shell(pool, cases[i].damage), 0);
			EXPECT(fstat(view.fd, &st) == 0);
			view.size = (uint64_t)st.st_size;
			err = read_map(pool, kind, &view, &map);
			EXPECT_INT(map.count, 0);
			if (!EXPECT_INT(err, cases[i].wanted))
				printf("(%s: %s)\n", kind->name, cases[i].damage);
			close(view.fd);
		}
		pool_free(pool);
	}
}

static void a_swap_area_keeps_its_header(void)
{
	static const struct kind swap = { "swap", "swap", 8, "mkswap $image", "", "" };
	struct pool *pool = pool_new();
	struct freemap map;
	struct view view;

	if (EXPECT(make(pool, &swap, &view))) {
		EXPECT_INT(read_map(pool, &swap, &view, &map), 0);
		EXPECT_INT(map.count, 1);
		EXPECT_INT(map.range[0].start, 65536);
		EXPECT_INT(map.range[0].size, (8 << 20) - 65536);
		erase(&view, &map);
		EXPECT_INT(shell(pool, "blkid -p $image | grep swap"), 0);
		EXPECT(pwrite(view.fd, "S1SUSPEND", 10, 4086) == 10);
		EXPECT_INT(read_map(pool, &swap, &view, &map), -EUCLEAN);
		EXPECT_INT(map.count, 0);
		close(view.fd);
	}
	pool_free(pool);
}

static void ranges_are_kept_apart(void)
{
	struct pool *pool = pool_new();
	struct freemap map = { .pool = pool };

	freemap_add(&map, 100, 50);
	freemap_add(&map, 0, 10);
	freemap_add(&map, 10, 10);
	EXPECT_INT(freemap_sort(&map), 0);
	EXPECT_INT(map.count, 2);
	EXPECT_INT(map.range[0].size, 20);
	EXPECT(freemap_touches(&map, 19, 1) && !freemap_touches(&map, 20, 80));
	EXPECT(freemap_touches(&map, 20, 81) && !freemap_touches(&map, 150, 1000));
	freemap_keep(&map, 110, 10);
	EXPECT_INT(map.count, 3);
	EXPECT_INT(freemap_bytes(&map), 60);
	freemap_keep(&map, 15, 100);
	EXPECT_INT(map.count, 2);
	EXPECT_INT(map.range[0].size, 15);
	EXPECT_INT(map.range[1].start, 120);
	freemap_keep(&map, 0, 15);
	EXPECT_INT(map.count, 1);
	freemap_keep(&map, 0, UINT64_MAX);
	EXPECT_INT(map.count, 0);
	freemap_add(&map, 0, 10);
	freemap_add(&map, 20, 10);
	freemap_add(&map, 5, 10);
	EXPECT_INT(freemap_sort(&map), -EUCLEAN);
	EXPECT_INT(map.count, 0);
	pool_free(pool);
}

/* The small ones go first, and what is told stays true. */
static void very_many_ranges_are_bounded(void)
{
	struct pool *pool = pool_new();
	struct freemap map = { .pool = pool };

	for (uint64_t i = 0; i < 2000000; i++)
		freemap_add(&map, i * 65536, i % 4 ? 512 : 16384);
	EXPECT(map.count >= 500000 && map.count <= 1 << 19);
	for (size_t i = 0; i < map.count; i++)
		EXPECT(map.range[i].start % 65536 == 0 &&
		       (map.range[i].size == 16384 || i + 1 == map.count));
	pool_free(pool);
}

static void begins(void)
{
	EXPECT(mkdtemp(work) != NULL);
	(void)snprintf(image, sizeof(image), "%s/image", work);
	srandom(1);
}

static void ends(void)
{
	struct pool *pool = pool_new();

	EXPECT_INT(system(pool_printf(pool, "rm -rf %s", work)), 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "begins", begins },
	{ "ranges are kept apart", ranges_are_kept_apart },
	{ "very many ranges are bounded", very_many_ranges_are_bounded },
	{ "a swap area keeps its header", a_swap_area_keeps_its_header },
	{ "what is free may go", what_is_free_may_go },
	{ "damage frees nothing", damage_frees_nothing },
	{ "nothing is free where it cannot be told",
	  nothing_is_free_where_it_cannot_be_told },
	{ "ends", ends },
	{ 0 },
};
