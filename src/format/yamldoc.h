/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * YAML 1.1 as a tree of nodes, each with the bytes it is written in; libyaml reads it.
 *
 * The one law: what libyaml does not take has no nodes, only the line and the reason; and
 * nothing is unfolded: an alias is one node that points at another.
 */
#pragma once

#include "format/text.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yamlnode;

struct yamlentry {
	struct yamlnode *key; /* NULL in a list */
	struct yamlnode *value;
};

struct yamlnode {
	enum yaml_kind kind;
	unsigned line;           /* where it starts, from 1 */
	struct span span;        /* with its anchor and tag; no comment, no line end */
	bool is_flow;            /* a list or map in brackets */
	bool is_plain;           /* a text without quotes, and not a block of lines */
	const char *text;        /* of a text: what it says; else "" */
	struct yamlentry *entry; /* of a list or map, in their order */
	size_t count;
	struct yamlnode *target; /* of an alias: what it stands for; else NULL */
};

struct yamldoc {
	struct pool *pool;
	struct bytes text;
	struct yamlnode *root; /* of the first document; NULL: empty, or a problem */
	const char *problem;   /* why it cannot be read, in one line, or NULL */
	unsigned problem_line;
};

enum {
	YAML_BYTES_MAX = 256 << 10, /* more is a problem */
	YAML_NODES_MAX = 1 << 14,
	YAML_DEPTH_MAX = 32,
	YAML_ANCHORS_MAX = 256,
};

/*
 * The first document of TEXT, which is all that netplan reads (it calls
 * yaml_parser_load() once).  As there, an anchor given twice, an alias of none and an
 * encoding that is not UTF-8 are problems; so is an alias inside of what it stands for,
 * and what is beyond the limits above.  Lines are counted as libyaml does.
 */
struct yamldoc *yamldoc_parse(struct pool *pool, struct bytes text);

/* NODE itself, or what it stands for.  NULL for NULL. */
struct yamlnode *yamlnode_real(struct yamlnode *node);

/* The value of the last KEY of MAP, aliases followed; NULL: none, or MAP is no map. */
struct yamlnode *yamlnode_get(const struct yamlnode *map, const char *key);

/* The text of that value, or NULL where it is no text. */
const char *yamlnode_text(const struct yamlnode *map, const char *key);

/* Where what NODE says starts: behind its anchor and tag. */
size_t yamlnode_content(struct bytes text, const struct yamlnode *node);
