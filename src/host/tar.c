/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/tar.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/strs.h"

enum {
	BLOCK = 512,
	MEMBERS_MAX = 4096,
	META_MAX = 1 << 20, /* of a long name, of pax records, of an OVF */
	DISK_MIN = 1 << 20,
};

/* What extended headers say of the member that follows them. */
struct extended {
	char *name;
	uint64_t size;
	bool has_size;
};

/* Octal digits, or GNU's base 256 where the first bit is set. */
static uint64_t read_number(const unsigned char *field, size_t len)
{
	uint64_t value = 0;

	if (field[0] & 0x80) {
		for (size_t i = len - 8; i < len; i++)
			value = value << 8 | field[i];
		return value;
	}
	for (size_t i = 0; i < len; i++)
		if (field[i] >= '0' && field[i] <= '7')
			value = value << 3 | (uint64_t)(field[i] - '0');
	return value;
}

static bool sum_is_good(const unsigned char *block)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : block[i];
	return sum == read_number(block + 148, 8);
}

/* "27 path=some/name\n"...; the length counts the whole record. */
static void read_pax(struct pool *pool, struct bytes text, struct extended *ext)
{
	char *record = bytes_str(pool, text), *key;
	size_t left = strlen(record);

	while (left > 0) {
		size_t len = strtoul(record, &key, 10);

		if (len < 5 || len > left || *key != ' ' || key > record + len)
			return;
		record[len - 1] = '\0';
		if (strncmp(key, " path=", 6) == 0)
			ext->name = key + 6;
		if (strncmp(key, " size=", 6) == 0) {
			ext->size = strtoull(key + 6, NULL, 10);
			ext->has_size = true;
		}
		record += len;
		left -= len;
	}
}

static char *header_name(struct pool *pool, const unsigned char *block)
{
	char *name = pool_strndup(pool, (const char *)block, 100);
	char *dir = pool_strndup(pool, (const char *)block + 345, 155);

	if (memcmp(block + 257, "ustar\0", 6) != 0 || *dir == '\0')
		return name;
	return pool_printf(pool, "%s/%s", dir, name);
}

static void add(struct pool *pool, struct tar *tar, struct tar_member member)
{
	size_t size = tar->count * sizeof(member);

	/* Doubled at the powers of two: nothing that a pool gives is freed. */
	if ((tar->count & (tar->count - 1)) == 0)
		tar->item = pool_grow(pool, tar->item, size, 2 * size + sizeof(member));
	tar->item[tar->count++] = member;
}

/* One header at *AT; *AT is then the next one. */
static int read_member(struct pool *pool, const struct span *span, struct bytes head,
		       uint64_t *at, struct extended *ext, struct tar *tar)
{
	const unsigned char *block = head.data;
	char type = (char)block[156];
	struct tar_member member = { header_name(pool, block), *at + BLOCK,
				     read_number(block + 124, 12), false };
	bool is_meta = type == 'L' || type == 'x' || type == 'g';
	struct bytes meta;
	int err;

	if (!sum_is_good(block))
		return -EBADMSG;
	if (ext->has_size && !is_meta)
		member.size = ext->size;
	if (member.size > span->size - member.start)
		return -ENODATA;
	*at = member.start + ((member.size + BLOCK - 1) & ~(uint64_t)(BLOCK - 1));
	if (is_meta && member.size > META_MAX)
		return -EBADMSG;
	if (is_meta) {
		err = span_bytes(pool, span, member.start, (size_t)member.size, &meta);
		if (!err && type == 'L')
			ext->name = bytes_str(pool, meta);
		if (!err && type == 'x')
			read_pax(pool, meta, ext);
		return err;
	}
	if (ext->name)
		member.name = ext->name;
	if (type == '0' || type == '\0')
		add(pool, tar, member);
	*ext = (struct extended){ 0 };
	return 0;
}

int tar_list(struct pool *pool, const struct span *span, struct tar *tar)
{
	struct extended ext = { 0 };
	uint64_t at = 0;
	int err = 0;

	*tar = (struct tar){ 0 };
	for (size_t headers = 0; !err && headers < MEMBERS_MAX; headers++) {
		struct bytes head;

		if (at >= span->size)
			break;
		err = span_bytes(pool, span, at, BLOCK, &head);
		if (!err && head.len < BLOCK)
			err = -ENODATA;
		if (!err && head.data[0] == '\0' && !sum_is_good(head.data))
			break; /* the end is two blocks of zeroes */
		if (!err)
			err = read_member(pool, span, head, &at, &ext, tar);
	}
	return err;
}

static const struct tar_member *find(const struct tar *tar, const char *name)
{
	if (strncmp(name, "./", 2) == 0)
		name += 2;
	for (size_t i = 0; i < tar->count; i++) {
		const char *has = tar->item[i].name;

		if (strncmp(has, "./", 2) == 0)
			has += 2;
		if (strcmp(has, name) == 0)
			return &tar->item[i];
	}
	return NULL;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	return len >= tail && strcasecmp(name + len - tail, suffix) == 0;
}

static bool has_ovf(const struct tar *tar)
{
	for (size_t i = 0; i < tar->count; i++)
		if (has_suffix(tar->item[i].name, ".ovf"))
			return true;
	return false;
}

/* The names of what may be disks: those of the OVF, else what is large. */
static int candidates(struct pool *pool, const struct span *span, const struct tar *tar,
		      struct strs *names)
{
	*names = (struct strs){ .pool = pool };
	for (size_t i = 0; i < tar->count; i++) {
		const struct tar_member *member = &tar->item[i];
		struct bytes xml;
		int err;

		if (!has_suffix(member->name, ".ovf") || member->size > META_MAX)
			continue;
		err = span_bytes(pool, span, member->start, (size_t)member->size, &xml);
		if (!err)
			*names = ovf_disks(pool, xml);
		return err;
	}
	for (size_t i = 0; i < tar->count; i++)
		if (tar->item[i].size >= DISK_MIN)
			strs_add(names, tar->item[i].name);
	return 0;
}

int tar_find_disk(struct pool *pool, const struct span *span, const char *shown,
		  const char *wanted, struct tar_member *disk, struct host_error *error)
{
	const struct tar_member *found;
	struct strs names = { 0 };
	struct tar tar;
	int err = tar_list(pool, span, &tar);

	if (!err)
		err = candidates(pool, span, &tar, &names);
	if (err == -ENODATA)
		return host_fail(error, ENODATA, "'%s' is truncated", shown);
	if (err)
		return host_fail(error, -err, "'%s' is a damaged archive", shown);
	if (!wanted && names.count == 0)
		return host_fail(error, EMEDIUMTYPE,
				 "'%s' is an archive without a disk image", shown);
	if (!wanted && names.count > 1)
		return host_fail(error, EINVAL, "'%s' holds %zu disks, name one: %s",
				 shown, names.count, strs_join(&names, ", "));
	found = find(&tar, wanted ? wanted : names.item[0]);
	if (!found)
		return host_fail(error, ENOENT, "'%s' holds no '%s'", shown,
				 wanted ? wanted : names.item[0]);
	*disk = *found;
	disk->in_ovf = has_ovf(&tar);
	return 0;
}
