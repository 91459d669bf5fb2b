/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VMDK descriptor is a text, alone in its file or in a sparse extent:
 *
 *	parentCID=ffffffff
 *	RW 4192256 SPARSE "disk-s001.vmdk"
 *	RW 20480 FLAT "disk-flat.vmdk" 0
 *
 * (VMware Virtual Disk Format 5.0, "The Descriptor File"; QEMU vmdk_parse_extents() and
 * vmdk_parent_open() in block/vmdk.c.)
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/refs.h"

enum { DESCRIPTOR_MAX = 1 << 20 };

/* TEXT after KEY, blanks and "=", or NULL; keys are matched without case. */
static const char *value_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncasecmp(line, key, len) != 0)
		return NULL;
	line += len;
	line += strspn(line, " \t");
	if (*line != '=')
		return NULL;
	return line + 1 + strspn(line + 1, " \t");
}

/* What stands between the first two quotes of LINE, or NULL. */
static char *quoted(struct pool *pool, const char *line)
{
	const char *start = strchr(line, '"'), *end;

	if (!start)
		return NULL;
	start++;
	end = strchr(start, '"');
	return end ? pool_strndup(pool, start, (size_t)(end - start)) : NULL;
}

static bool starts_extent(const char *line)
{
	static const char *const access[] = { "RW", "RDONLY", "NOACCESS" };

	for (size_t i = 0; i < sizeof(access) / sizeof(access[0]); i++) {
		size_t len = strlen(access[i]);

		if (strncasecmp(line, access[i], len) == 0 &&
		    (isspace(line[len]) || line[len] == '\0'))
			return true;
	}
	return false;
}

/* QEMU cuts a name at 511 bytes and ends it at a carriage return; so none has these. */
static bool is_fit(const char *name)
{
	for (const char *c = name; *c; c++)
		if (iscntrl(*c))
			return false;
	return strlen(name) <= 511;
}

/*
 * "RW 20480 FLAT "name" 0"; a ZERO extent has no file.  QEMU's sscanf(3) would go on
 * reading on the next line; a line that begins as an extent must be one.
 */
static bool add_extent(struct pool *pool, const char *line, struct refs *refs)
{
	const char *number = line + strcspn(line, " \t");
	char *after, *name = quoted(pool, line);
	uint64_t sectors = strtoull(number, &after, 10), offset = 0;
	const char *type = after + strspn(after, " \t");
	bool flat =
		strncasecmp(type, "FLAT ", 5) == 0 || strncasecmp(type, "VMFS ", 5) == 0;

	if (after == number || sectors > UINT64_MAX / 2048)
		return false;
	if (strncasecmp(type, "ZERO", 4) == 0)
		return true;
	if (!name || !is_fit(name))
		return false;
	if (flat)
		offset = strtoull(strrchr(line, '"') + 1, NULL, 10);
	if (offset > UINT64_MAX / 2048)
		return false;
	refs_add(pool, refs,
		 (struct ref){ REF_EXTENT, name, flat ? "raw" : "vmdk",
			       flat ? (sectors + offset) * 512 : 512 });
	return true;
}

/* What there is of a parent: both lines must speak of one. */
struct parent {
	bool linked;
	const char *hint;
};

static int bad(const char **why, const char *text)
{
	*why = text;
	return -EBADMSG;
}

enum extents { EXTENTS_READ, EXTENTS_IGNORED };

static int parse(struct pool *pool, struct bytes text, enum extents extents,
		 struct refs *refs, const char **why)
{
	struct parent parent = { 0 };
	struct bytes line;

	while (bytes_line(&text, &line)) {
		const char *s = bytes_str(pool, line), *value;

		while (isspace(*s))
			s++;
		value = value_of(s, "parentCID");
		if (value)
			parent.linked = strncasecmp(value, "ffffffff", 8) != 0;
		value = value_of(s, "parentFileNameHint");
		if (value)
			parent.hint = quoted(pool, value);
		if (extents == EXTENTS_READ && starts_extent(s) &&
		    !add_extent(pool, s, refs))
			return bad(why, "has an extent line that cannot be read");
	}
	if (parent.linked && !parent.hint)
		return bad(why, "is a difference to a parent it does not name");
	if (parent.linked)
		refs_add(pool, refs, (struct ref){ REF_BACKING, parent.hint, "vmdk", 0 });
	return 0;
}

/* The descriptor inside the sparse extent that HEAD begins; -ENODATA: none. */
static int embedded(struct pool *pool, const struct span *span, struct bytes head,
		    struct bytes *text, const char **why)
{
	uint64_t sector = le64(head.data + 28), sectors = le64(head.data + 36);
	int err;

	if (sector == 0)
		return -ENODATA;
	if (sector > span->size / 512 || sectors > DESCRIPTOR_MAX / 512)
		return bad(why, "has a damaged header");
	err = span_bytes(pool, span, sector * 512, DESCRIPTOR_MAX, text);
	if (!err)
		*text = bytes_slice(*text, 0,
				    strnlen((const char *)text->data, text->len));
	return err;
}

/*
 * QEMU takes the extents from the descriptor inside a sparse file only where that says
 * that its own capacity is 0.
 */
static int parse_embedded(struct pool *pool, const struct span *span, struct bytes head,
			  struct refs *refs, const char **why)
{
	enum extents extents = le64(head.data + 12) == 0 ? EXTENTS_READ : EXTENTS_IGNORED;
	struct bytes text;
	int err = embedded(pool, span, head, &text, why);

	if (err)
		return err == -ENODATA ? 0 : err;
	return parse(pool, text, extents, refs, why);
}

int vmdk_refs_read(struct pool *pool, const struct span *span, struct refs *refs,
		   const char **why)
{
	struct bytes head;
	int err = span_bytes(pool, span, 0, DESCRIPTOR_MAX, &head);

	if (err)
		return err;
	if (head.len >= 512 && memcmp(head.data, "KDMV", 4) == 0)
		return parse_embedded(pool, span, head, refs, why);
	if (head.len >= 4 && memcmp(head.data, "COWD", 4) == 0)
		return 0;
	if (span->size >= DESCRIPTOR_MAX)
		return bad(why, "has a descriptor that is too long");
	head = bytes_slice(head, 0, strnlen((const char *)head.data, head.len));
	return parse(pool, head, EXTENTS_READ, refs, why);
}

int vmdk_origin_read(struct pool *pool, const struct span *span,
		     struct vmdk_origin *origin)
{
	struct bytes head, line, text;
	const char *why;
	int err = span_bytes(pool, span, 0, DESCRIPTOR_MAX, &head);

	*origin = (struct vmdk_origin){ 0 };
	if (!err && head.len >= 512 && memcmp(head.data, "KDMV", 4) == 0)
		err = embedded(pool, span, head, &text, &why);
	else
		text = bytes_slice(head, 0,
				   err ? 0 : strnlen((const char *)head.data, head.len));
	while (!err && bytes_line(&text, &line)) {
		const char *s = bytes_str(pool, line), *value;

		s += strspn(s, " \t");
		value = value_of(s, "createType");
		if (value)
			origin->create_type = quoted(pool, value);
		value = value_of(s, "ddb.toolsVersion");
		if (value)
			origin->tools =
				strtoul(value + strspn(value, "\" "), NULL, 10) > 0;
	}
	return err;
}
