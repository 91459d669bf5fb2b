/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modindex.h"

#include <string.h>

enum { CHARS = 128 };

#define MAGIC         0xB007F457u
#define VERSION       0x00020001u
#define NODE_PREFIX   0x80000000u
#define NODE_VALUES   0x40000000u
#define NODE_CHILDREN 0x20000000u

struct value {
	struct value *next;
	const char *text;
	uint32_t priority;
};

struct node {
	const char *prefix; /* what all keys below have in common, after the char that led
			       here */
	struct value *values;
	struct node **child; /* CHARS of them, or NULL */
};

struct modindex {
	struct pool *pool;
	struct node *root;
};

struct modindex *modindex_new(struct pool *pool)
{
	struct modindex *index = pool_alloc(pool, sizeof(*index));

	index->pool = pool;
	return index;
}

static char *normalized(struct pool *pool, const char *key)
{
	char *copy = pool_strdup(pool, key);
	bool inside = false;

	for (char *c = copy; *c; c++) {
		if ((unsigned char)*c >= CHARS)
			return NULL;
		if (*c == '[')
			inside = true;
		else if (*c == ']')
			inside = false;
		else if (*c == '-' && !inside)
			*c = '_';
	}
	return copy;
}

static struct node *node_new(struct pool *pool, const char *prefix)
{
	struct node *node = pool_alloc(pool, sizeof(*node));

	node->prefix = prefix;
	return node;
}

/* Behind those of the same or a smaller priority number. */
static void value_add(struct pool *pool, struct node *node, const char *text,
		      uint32_t priority)
{
	struct value **at = &node->values, *value = pool_alloc(pool, sizeof(*value));

	while (*at && (*at)->priority <= priority)
		at = &(*at)->next;
	*value = (struct value){ *at, pool_strdup(pool, text), priority };
	*at = value;
}

/* The node keeps the first LEN bytes of its prefix; the rest moves to a child. */
static void split(struct pool *pool, struct node *node, size_t len)
{
	struct node *rest = node_new(pool, node->prefix + len + 1);
	unsigned char c = (unsigned char)node->prefix[len];

	rest->values = node->values;
	rest->child = node->child;
	node->prefix = pool_strndup(pool, node->prefix, len);
	node->values = NULL;
	node->child = pool_alloc(pool, CHARS * sizeof(struct node *));
	node->child[c] = rest;
}

static size_t common(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] && a[len] == b[len])
		len++;
	return len;
}

void modindex_add(struct modindex *index, const char *key, const char *value,
		  uint32_t priority)
{
	struct pool *pool = index->pool;
	const char *rest = normalized(pool, key);
	struct node **at = &index->root;

	if (!rest)
		return;
	for (;;) {
		struct node *node;
		size_t len;

		if (!*at)
			*at = node_new(pool, rest);
		node = *at;
		len = common(node->prefix, rest);
		if (node->prefix[len])
			split(pool, node, len);
		if (!rest[len]) {
			value_add(pool, node, value, priority);
			return;
		}
		if (!node->child)
			node->child = pool_alloc(pool, CHARS * sizeof(struct node *));
		at = &node->child[(unsigned char)rest[len]];
		rest += len + 1;
	}
}

static void put_be32(unsigned char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void add_be32(struct buf *out, uint32_t value)
{
	unsigned char bytes[4];

	put_be32(bytes, value);
	buf_add(out, (struct bytes){ bytes, sizeof(bytes) });
}

static void add_text(struct buf *out, const char *text)
{
	buf_add(out, (struct bytes){ (const unsigned char *)text, strlen(text) + 1 });
}

static void write_values(struct buf *out, const struct value *values)
{
	uint32_t count = 0;

	for (const struct value *value = values; value; value = value->next)
		count++;
	add_be32(out, count);
	for (const struct value *value = values; value; value = value->next) {
		add_be32(out, value->priority);
		add_text(out, value->text);
	}
}

/*
 * Children first, then the node, as their offsets are part of it.  Returns the offset
 * with its flags.  The depth is bounded by the length of a key.
 */
static uint32_t write_node(struct buf *out, const struct node *node)
{
	uint32_t children[CHARS] = { 0 }, offset;
	int first = CHARS, last = -1;

	for (int c = 0; node->child && c < CHARS; c++)
		if (node->child[c]) {
			children[c] = write_node(out, node->child[c]);
			first = c < first ? c : first;
			last = c;
		}
	offset = (uint32_t)out->len;
	if (node->prefix[0]) {
		add_text(out, node->prefix);
		offset |= NODE_PREFIX;
	}
	if (last >= 0) {
		unsigned char range[2] = { (unsigned char)first, (unsigned char)last };

		buf_add(out, (struct bytes){ range, 2 });
		for (int c = first; c <= last; c++)
			add_be32(out, children[c]);
		offset |= NODE_CHILDREN;
	}
	if (node->values) {
		write_values(out, node->values);
		offset |= NODE_VALUES;
	}
	return offset;
}

struct bytes modindex_write(const struct modindex *index)
{
	struct buf out = { .pool = index->pool };
	struct node empty = { .prefix = "" };

	add_be32(&out, MAGIC);
	add_be32(&out, VERSION);
	add_be32(&out, 0);
	put_be32(out.data + 8, write_node(&out, index->root ? index->root : &empty));
	return buf_bytes(&out);
}
