/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/initramfs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "format/initramfs-internal.h"
#include "format/moddep.h"

enum { FIRST_BUCKETS = 1024, LOOKUP_BUDGET = 1 << 20 };

static size_t hash(size_t parent, const char *name, size_t len)
{
	uint64_t sum = 0xcbf29ce484222325 ^ parent * 0x9e3779b97f4a7c15;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (unsigned char)name[i]) * 0x100000001b3;
	return (size_t)(sum ^ sum >> 32);
}

static void link_node(struct initramfs_index *index, size_t number)
{
	struct initramfs_node *node = &index->node[number];
	size_t *bucket =
		&index->bucket[hash(node->parent, node->name, strlen(node->name)) &
			       (index->buckets - 1)];

	node->next = *bucket;
	*bucket = number;
}

static void rehash(struct initramfs_index *index, size_t buckets)
{
	index->bucket = pool_alloc(index->pool, buckets * sizeof(*index->bucket));
	index->buckets = buckets;
	memset(index->bucket, 0xff, buckets * sizeof(*index->bucket));
	for (size_t i = 0; i < index->archive->file_count; i++)
		link_node(index, i);
}

static void make_room(struct initramfs_index *index)
{
	struct initramfs *archive = index->archive;
	size_t count = archive->file_count, room = index->room * 2;

	if (count < index->room)
		return;
	archive->file =
		pool_grow(index->pool, archive->file, count * sizeof(*archive->file),
			  room * sizeof(*archive->file));
	index->node = pool_grow(index->pool, index->node, count * sizeof(*index->node),
				room * sizeof(*index->node));
	index->room = room;
	rehash(index, room);
}

size_t initramfs_index_add(struct initramfs_index *index, size_t parent, const char *name)
{
	struct initramfs *archive = index->archive;
	size_t number = archive->file_count;
	const char *dir;
	char *path;

	make_room(index);
	dir = archive->file[parent].path;
	path = pool_printf(index->pool, "%s/%s", parent == INITRAMFS_ROOT ? "" : dir,
			   name);
	archive->file[number] = (struct initramfs_file){ .path = path };
	index->node[number] = (struct initramfs_node){
		.name = path_name(path),
		.parent = parent,
		.content = SIZE_MAX,
	};
	index->node[parent].children++;
	archive->file_count++;
	link_node(index, number);
	return number;
}

static void add_builtin(struct initramfs_index *index, const char *name)
{
	struct initramfs_file *file =
		&index->archive->file[initramfs_index_add(index, INITRAMFS_ROOT, name)];

	file->mode = S_IFDIR | 0755;
	file->segment = INITRAMFS_BUILTIN;
}

struct initramfs_index *initramfs_index_new(struct pool *pool, struct initramfs *archive)
{
	struct initramfs_index *index = pool_alloc(pool, sizeof(*index));

	index->pool = pool;
	index->archive = archive;
	index->room = FIRST_BUCKETS;
	index->node = pool_alloc(pool, index->room * sizeof(*index->node));
	archive->file = pool_alloc(pool, index->room * sizeof(*archive->file));
	archive->file[INITRAMFS_ROOT] = (struct initramfs_file){
		.path = "/",
		.mode = S_IFDIR | 0755,
		.segment = INITRAMFS_BUILTIN,
	};
	index->node[INITRAMFS_ROOT] =
		(struct initramfs_node){ .name = "", .content = SIZE_MAX };
	archive->file_count = 1;
	rehash(index, index->room);
	add_builtin(index, "dev");
	add_builtin(index, "root");
	return index;
}

static size_t child(const struct initramfs_index *index, size_t parent, const char *name,
		    size_t len, size_t *budget)
{
	size_t number = index->bucket[hash(parent, name, len) & (index->buckets - 1)];

	while (number != SIZE_MAX && *budget > 0) {
		const struct initramfs_node *node = &index->node[number];

		if (node->parent == parent && number != INITRAMFS_ROOT &&
		    strncmp(node->name, name, len) == 0 && node->name[len] == '\0')
			break;
		number = node->next;
		--*budget;
	}
	return number;
}

/* Put the target of a link before REST, which lies in TEXT. */
static int splice(char *text, const char *target, const char *rest)
{
	char joined[INITRAMFS_PATH_MAX];
	size_t head = strlen(target), tail = strlen(rest);

	if (head + 1 + tail + 1 > sizeof(joined))
		return -ENAMETOOLONG;
	memcpy(joined, target, head);
	joined[head] = '/';
	memcpy(joined + head + 1, rest, tail + 1);
	memcpy(text, joined, head + tail + 2);
	return 0;
}

enum { WALKED, NOT_THERE, LINK_TAKEN };

/* One step of a walk: take the name REST begins with, or put a link's target there. */
static int walk_step(const struct initramfs_index *index, enum initramfs_follow follow,
		     size_t *budget, struct initramfs_spot *spot, const char **rest)
{
	size_t len = strcspn(*rest, "/");
	const char *after = *rest + len + strspn(*rest + len, "/");
	const struct initramfs_file *file = &index->archive->file[spot->node];
	size_t found;

	if (!S_ISDIR(file->mode))
		return -ENOTDIR;
	if (len > INITRAMFS_NAME_MAX)
		return -ENAMETOOLONG;
	if (len == 1 && **rest == '.') {
		*rest = after;
		return 0;
	}
	if (len == 2 && memcmp(*rest, "..", 2) == 0) {
		spot->node = index->node[spot->node].parent;
		*rest = after;
		return 0;
	}
	found = child(index, spot->node, *rest, len, budget);
	if (found == SIZE_MAX)
		return NOT_THERE;
	file = &index->archive->file[found];
	if (file->target && (*after || follow == INITRAMFS_LAST_LINK)) {
		if (file->target[0] == '/')
			spot->node = INITRAMFS_ROOT;
		if (splice(spot->rest, file->target, after))
			return -ENAMETOOLONG;
		*rest = spot->rest + strspn(spot->rest, "/");
		return LINK_TAKEN;
	}
	spot->node = found;
	*rest = after;
	return 0;
}

int initramfs_walk(const struct initramfs_index *index, const char *path,
		   enum initramfs_follow follow, size_t *budget,
		   struct initramfs_spot *spot)
{
	const char *rest = spot->rest + strspn(path, "/");
	int said = WALKED, links = 0;

	if (strlen(path) >= sizeof(spot->rest))
		return -ENAMETOOLONG;
	memcpy(spot->rest, path, strlen(path) + 1);
	spot->node = INITRAMFS_ROOT;
	while (*rest && said != NOT_THERE) {
		if (*budget == 0)
			return -E2BIG;
		--*budget;
		said = walk_step(index, follow, budget, spot, &rest);
		if (said < 0)
			return said;
		if (said == LINK_TAKEN) {
			size_t cost = strlen(rest) / 16;

			*budget -= cost < *budget ? cost : *budget;
			if (++links > INITRAMFS_LINKS_MAX)
				return -ELOOP;
		}
	}
	memmove(spot->rest, rest, strlen(rest) + 1);
	return 0;
}

static const struct initramfs_file *
look_up(const struct initramfs *archive, const char *path, enum initramfs_follow follow)
{
	struct initramfs_spot spot;
	size_t budget = LOOKUP_BUDGET;

	if (initramfs_walk(archive->index, path, follow, &budget, &spot) || spot.rest[0])
		return NULL;
	return &archive->file[spot.node];
}

const struct initramfs_file *initramfs_find(const struct initramfs *archive,
					    const char *path)
{
	return look_up(archive, path, INITRAMFS_DIRECTORIES);
}

const struct initramfs_file *initramfs_resolve(const struct initramfs *archive,
					       const char *path)
{
	return look_up(archive, path, INITRAMFS_LAST_LINK);
}

const char *initramfs_modules_dir(const struct initramfs *archive, const char *kver)
{
	static const char *const parent[] = { "/lib/modules/", "/usr/lib/modules/" };
	char path[sizeof("/usr/lib/modules/") + INITRAMFS_NAME_MAX];

	if (!*kver || *kver == '.' || strchr(kver, '/') ||
	    strlen(kver) > INITRAMFS_NAME_MAX)
		return NULL;
	for (int i = 0; i < 2; i++) {
		const struct initramfs_file *dir;

		strcpy(stpcpy(path, parent[i]), kver);
		dir = initramfs_resolve(archive, path);
		if (dir && S_ISDIR(dir->mode))
			return dir->path;
	}
	return NULL;
}

bool initramfs_has_module(const struct initramfs *archive, const char *kver,
			  const char *name)
{
	const char *dir = initramfs_modules_dir(archive, kver);

	for (size_t i = 0; dir && i < archive->file_count; i++) {
		const struct initramfs_file *file = &archive->file[i];

		if (!moddep_is_module(file->path, name) ||
		    !path_is_below(file->path, dir))
			continue;
		file = initramfs_resolve(archive, file->path);
		if (file && S_ISREG(file->mode))
			return true;
	}
	return false;
}
