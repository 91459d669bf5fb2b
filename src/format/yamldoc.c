/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/yamldoc.h"

#include <string.h>
#include <yaml.h>

enum { CHARS_STEP = 64 }; /* characters between two known offsets */

struct anchor {
	const char *name;
	struct yamlnode *node;
	bool is_open; /* its end was not seen yet */
};

struct reader {
	struct yamldoc *doc;
	yaml_parser_t parser;
	size_t start;   /* bytes before what libyaml reads: a byte order mark */
	size_t *offset; /* of each character number that CHARS_STEP divides */
	size_t steps;
	struct yamlnode *open[YAML_DEPTH_MAX]; /* lists and maps around the next node */
	struct yamlnode *key; /* of the innermost map; NULL: comes next */
	size_t depth, nodes;
	struct anchor anchor[YAML_ANCHORS_MAX];
	size_t anchors;
};

static void complain(struct reader *reader, size_t line, const char *problem)
{
	reader->doc->problem = problem;
	reader->doc->problem_line = (unsigned)line + 1;
	reader->doc->root = NULL;
}

static bool is_first_of_char(unsigned char c)
{
	return (c & 0xc0) != 0x80;
}

static bool is_space(unsigned char c)
{
	return text_is_blank(c) || c == '\r' || c == '\n';
}

/* libyaml counts characters: where every CHARS_STEP-th of them lies. */
static void map_chars(struct reader *reader)
{
	struct bytes text = reader->doc->text;
	size_t chars = 0;

	reader->offset = pool_alloc(reader->doc->pool,
				    (text.len / CHARS_STEP + 2) * sizeof(size_t));
	for (size_t at = reader->start; at < text.len; at++)
		if (is_first_of_char(text.data[at]) && chars++ % CHARS_STEP == 0)
			reader->offset[reader->steps++] = at;
}

static size_t offset_of(const struct reader *reader, size_t chars)
{
	struct bytes text = reader->doc->text;
	size_t step = chars / CHARS_STEP, left = chars % CHARS_STEP, at;

	if (step >= reader->steps)
		return text.len;
	for (at = reader->offset[step]; left && at < text.len; left--)
		for (at++; at < text.len && !is_first_of_char(text.data[at]);)
			at++;
	return at;
}

static struct span span_of(const struct reader *reader, const yaml_event_t *event)
{
	size_t from = offset_of(reader, event->start_mark.index);
	size_t to = offset_of(reader, event->end_mark.index);

	return (struct span){ from, to > from ? to - from : 0 };
}

/* A block of lines ends with its last one that is not blank. */
static struct span trim_end(struct bytes text, struct span span)
{
	while (span.len && is_space(text.data[span_end(span) - 1]))
		span.len--;
	return span;
}

static bool add_anchor(struct reader *reader, const yaml_event_t *event, const void *name,
		       struct yamlnode *node)
{
	if (!name)
		return true;
	for (size_t i = 0; i < reader->anchors; i++)
		if (strcmp(reader->anchor[i].name, name) == 0) {
			complain(reader, event->start_mark.line,
				 "an anchor has the name of another");
			return false;
		}
	if (reader->anchors == YAML_ANCHORS_MAX) {
		complain(reader, event->start_mark.line, "too many anchors");
		return false;
	}
	reader->anchor[reader->anchors++] = (struct anchor){
		.name = pool_strdup(reader->doc->pool, name),
		.node = node,
		.is_open = node->kind != YAML_TEXT,
	};
	return true;
}

static bool resolve(struct reader *reader, const yaml_event_t *event,
		    struct yamlnode *node)
{
	const char *name = (const char *)event->data.alias.anchor;

	for (size_t i = 0; i < reader->anchors; i++)
		if (strcmp(reader->anchor[i].name, name) == 0) {
			node->target = reader->anchor[i].node;
			if (reader->anchor[i].is_open)
				complain(reader, event->start_mark.line,
					 "an alias inside of what it stands for");
			return !reader->anchor[i].is_open;
		}
	complain(reader, event->start_mark.line,
		 "an alias of an anchor that is not there");
	return false;
}

/* NODE is the next part of the list or map that is open, or the root. */
static void put(struct reader *reader, struct yamlnode *node)
{
	struct yamlnode *parent;

	if (reader->depth == 0) {
		reader->doc->root = node;
		return;
	}
	parent = reader->open[reader->depth - 1];
	if (parent->kind == YAML_MAP && !reader->key) {
		reader->key = node;
		return;
	}
	parent->entry = text_room(reader->doc->pool, parent->entry, parent->count,
				  sizeof(*parent->entry));
	parent->entry[parent->count++] = (struct yamlentry){ reader->key, node };
	reader->key = NULL;
}

static bool open_node(struct reader *reader, const yaml_event_t *event,
		      struct yamlnode *node)
{
	if (reader->depth == YAML_DEPTH_MAX) {
		complain(reader, event->start_mark.line, "nested too deeply");
		return false;
	}
	put(reader, node);
	reader->open[reader->depth++] = node;
	reader->key = NULL;
	return true;
}

/* libyaml ends a list or map without brackets where the next thing starts. */
static void close_node(struct reader *reader, const yaml_event_t *event)
{
	struct yamlnode *node = reader->open[--reader->depth];
	struct span end = span_of(reader, event);

	if (!node->is_flow && node->count)
		end = node->entry[node->count - 1].value->span;
	node->span.len = span_end(end) - node->span.offset;
	reader->key = NULL;
	if (reader->depth && reader->open[reader->depth - 1]->kind == YAML_MAP) {
		struct yamlnode *parent = reader->open[reader->depth - 1];

		/* It was a key itself. */
		if (!parent->count || parent->entry[parent->count - 1].value != node)
			reader->key = node;
	}
	for (size_t i = 0; i < reader->anchors; i++)
		if (reader->anchor[i].node == node)
			reader->anchor[i].is_open = false;
}

static bool add_text(struct reader *reader, const yaml_event_t *event,
		     struct yamlnode *node)
{
	yaml_scalar_style_t style = event->data.scalar.style;

	node->text = pool_strndup(reader->doc->pool, (char *)event->data.scalar.value,
				  event->data.scalar.length);
	node->is_plain = style == YAML_PLAIN_SCALAR_STYLE;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
		node->span = trim_end(reader->doc->text, node->span);
	put(reader, node);
	return add_anchor(reader, event, event->data.scalar.anchor, node);
}

/* Returns false where the document ends, or cannot be read on. */
static bool add_event(struct reader *reader, const yaml_event_t *event)
{
	struct yamlnode *node;

	switch (event->type) {
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		return false;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		close_node(reader, event);
		return true;
	case YAML_ALIAS_EVENT:
	case YAML_SCALAR_EVENT:
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		break;
	default:
		return true;
	}
	if (reader->nodes++ == YAML_NODES_MAX) {
		complain(reader, event->start_mark.line, "too much in it");
		return false;
	}
	node = pool_alloc(reader->doc->pool, sizeof(*node));
	node->line = (unsigned)event->start_mark.line + 1;
	node->span = span_of(reader, event);
	node->text = "";
	if (event->type == YAML_SCALAR_EVENT)
		return add_text(reader, event, node);
	if (event->type == YAML_ALIAS_EVENT) {
		put(reader, node);
		return resolve(reader, event, node);
	}
	if (event->type == YAML_MAPPING_START_EVENT) {
		node->kind = YAML_MAP;
		node->is_flow =
			event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
		return add_anchor(reader, event, event->data.mapping_start.anchor,
				  node) &&
		       open_node(reader, event, node);
	}
	node->kind = YAML_LIST;
	node->is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	return add_anchor(reader, event, event->data.sequence_start.anchor, node) &&
	       open_node(reader, event, node);
}

/* A key without a blank behind its colon is missed only on the next line. */
static void tell_problem(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t line = parser->problem_mark.line;
	const char *problem = parser->problem ? parser->problem : "it cannot be read";

	if (parser->error == YAML_READER_ERROR)
		line = text_line_of(reader->doc->text,
				    reader->start + parser->problem_offset) -
		       1;
	else if (parser->context && strstr(parser->context, "simple key"))
		line = parser->context_mark.line;
	complain(reader, line, pool_strdup(reader->doc->pool, problem));
}

static void read_events(struct reader *reader)
{
	bool more = true;

	while (more) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event)) {
			tell_problem(reader);
			return;
		}
		more = add_event(reader, &event);
		yaml_event_delete(&event);
	}
}

struct yamldoc *yamldoc_parse(struct pool *pool, struct bytes text)
{
	struct reader *reader = pool_alloc(pool, sizeof(*reader));
	struct yamldoc *doc = pool_alloc(pool, sizeof(*doc));

	reader->doc = doc;
	doc->pool = pool;
	doc->text = text;
	if (text.len > YAML_BYTES_MAX) {
		complain(reader, 0, "the file is too large");
		return doc;
	}
	if (text.len == 0)
		return doc;
	if (bytes_starts(text, "\xef\xbb\xbf"))
		reader->start = 3;
	map_chars(reader);
	if (!yaml_parser_initialize(&reader->parser)) {
		complain(reader, 0, "no memory");
		return doc;
	}
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser, text.data + reader->start,
				     text.len - reader->start);
	read_events(reader);
	yaml_parser_delete(&reader->parser);
	return doc;
}

struct yamlnode *yamlnode_real(struct yamlnode *node)
{
	return node && node->target ? node->target : node;
}

struct yamlnode *yamlnode_get(const struct yamlnode *map, const char *key)
{
	for (size_t i = map && map->kind == YAML_MAP ? map->count : 0; i-- > 0;) {
		const struct yamlnode *name = yamlnode_real(map->entry[i].key);

		if (name->kind == YAML_TEXT && strcmp(name->text, key) == 0)
			return yamlnode_real(map->entry[i].value);
	}
	return NULL;
}

const char *yamlnode_text(const struct yamlnode *map, const char *key)
{
	const struct yamlnode *node = yamlnode_get(map, key);

	return node && node->kind == YAML_TEXT ? node->text : NULL;
}

size_t yamlnode_content(struct bytes text, const struct yamlnode *node)
{
	size_t at = node->span.offset, end = span_end(node->span);

	while (at < end && strchr("&!#", text.data[at])) {
		bool is_comment = text.data[at] == '#';

		while (at < end &&
		       (is_comment ? text.data[at] != '\n' : !is_space(text.data[at])))
			at++;
		while (at < end && is_space(text.data[at]))
			at++;
	}
	return at;
}
