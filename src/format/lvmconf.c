/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/lvmconf.h"

#include <string.h>

enum { DEPTH_MAX = 8 }; /* of sections; those below are not told apart */

struct reader {
	struct pool *pool;
	struct bytes text;
	size_t at;
	unsigned line; /* of AT */
	const char *section[DEPTH_MAX];
	unsigned depth;
	struct lvmconf *conf;
};

static bool is_end(const struct reader *reader)
{
	return reader->at >= reader->text.len;
}

static unsigned char next(const struct reader *reader)
{
	return is_end(reader) ? 0 : reader->text.data[reader->at];
}

static void step(struct reader *reader)
{
	reader->line += next(reader) == '\n';
	reader->at++;
}

static bool is_space(unsigned char c)
{
	return text_is_blank(c) || c == '\n' || c == '\r';
}

static void skip_space(struct reader *reader)
{
	while (!is_end(reader)) {
		if (next(reader) == '#')
			while (!is_end(reader) && next(reader) != '\n')
				step(reader);
		else if (is_space(next(reader)))
			step(reader);
		else
			return;
	}
}

/* A string, with what a backslash stands before. */
static void take_string(struct reader *reader, struct lvmconf_item *item)
{
	unsigned char quote = next(reader);
	size_t start = reader->at;
	struct buf out = { .pool = reader->pool };
	struct lvmconf_string string;

	for (step(reader); !is_end(reader) && next(reader) != quote; step(reader)) {
		if (next(reader) == '\\' && quote == '"')
			step(reader);
		buf_add(&out, bytes_slice(reader->text, reader->at, 1));
	}
	step(reader);
	if (reader->at > reader->text.len)
		reader->at = reader->text.len;
	string.text = bytes_str(reader->pool, buf_bytes(&out));
	string.span = (struct span){ start, reader->at - start };
	item->string =
		text_room(reader->pool, item->string, item->strings, sizeof(string));
	item->string[item->strings++] = string;
}

static void take_value(struct reader *reader, struct lvmconf_item *item)
{
	size_t start = reader->at, end = start;
	bool list = next(reader) == '[';

	if (list)
		step(reader);
	while (!is_end(reader)) {
		unsigned char c = next(reader);

		if (list)
			skip_space(reader);
		c = next(reader);
		if (c == '"' || c == '\'') {
			take_string(reader, item);
		} else if (is_end(reader) ||
			   (!list && (is_space(c) || strchr("#}", c)))) {
			break;
		} else {
			step(reader);
		}
		end = reader->at;
		if ((list && c == ']') || (!list && item->strings))
			break;
	}
	item->value_span = (struct span){ start, end - start };
	item->value = text_str(reader->pool, reader->text, item->value_span);
}

static const char *path_of(struct reader *reader, const char *name)
{
	struct buf out = { .pool = reader->pool };

	for (unsigned i = 0; i < reader->depth && i < DEPTH_MAX; i++)
		buf_addf(&out, "%s/", reader->section[i]);
	buf_adds(&out, name);
	return bytes_str(reader->pool, buf_bytes(&out));
}

/* "name {", "name = value", "name = [ … ]". */
static void take_item(struct reader *reader)
{
	struct lvmconf_item item = { .line = reader->line };
	size_t start = reader->at;
	char *name;

	while (!is_end(reader) && !is_space(next(reader)) &&
	       !memchr("={}#", next(reader), 4))
		step(reader);
	if (reader->at == start) {
		step(reader);
		return;
	}
	name = text_str(reader->pool, reader->text,
			(struct span){ start, reader->at - start });
	skip_space(reader);
	if (next(reader) == '{') {
		if (reader->depth < DEPTH_MAX)
			reader->section[reader->depth] = name;
		reader->depth++;
		step(reader);
	} else if (next(reader) == '=') {
		step(reader);
		skip_space(reader);
		item.path = path_of(reader, name);
		take_value(reader, &item);
		reader->conf->item = text_room(reader->pool, reader->conf->item,
					       reader->conf->count, sizeof(item));
		reader->conf->item[reader->conf->count++] = item;
	}
}

struct lvmconf *lvmconf_parse(struct pool *pool, struct bytes text)
{
	struct reader reader = {
		.pool = pool,
		.text = text,
		.line = 1,
		.conf = pool_alloc(pool, sizeof(struct lvmconf)),
	};

	for (skip_space(&reader); !is_end(&reader); skip_space(&reader)) {
		if (next(&reader) == '}') {
			reader.depth -= reader.depth > 0;
			step(&reader);
		} else {
			take_item(&reader);
		}
	}
	return reader.conf;
}

const struct lvmconf_item *lvmconf_find(const struct lvmconf *conf, const char *path)
{
	for (size_t i = conf->count; i-- > 0;)
		if (strcmp(conf->item[i].path, path) == 0)
			return &conf->item[i];
	return NULL;
}

char *lvmconf_default(struct pool *pool, struct bytes text, const char *name)
{
	struct span line, word;
	size_t next_line = 0;

	while (text_next_line(text, &next_line, &line)) {
		size_t at = line.offset;

		if (text_next_word(text, line, &at, &word) &&
		    bytes_is(text_slice(text, word), "#") &&
		    text_next_word(text, line, &at, &word) &&
		    bytes_is(text_slice(text, word), name) &&
		    text_next_word(text, line, &at, &word) &&
		    bytes_is(text_slice(text, word), "=") &&
		    text_next_word(text, line, &at, &word))
			return text_str(pool, text, word);
	}
	return NULL;
}

struct bytes lvmconf_set(struct pool *pool, struct bytes text, const char *section,
			 const char *name, const char *value)
{
	const struct lvmconf_item *item = lvmconf_find(
		lvmconf_parse(pool, text), pool_printf(pool, "%s/%s", section, name));

	if (item)
		return text_replace(pool, text, item->value_span, value);
	return text_append_line(
		pool, text, pool_printf(pool, "%s { %s = %s }", section, name, value));
}

static void take_word(struct pool *pool, struct lvmdevice *device, struct bytes word)
{
	const struct {
		const char *key, **to;
	} keys[] = {
		{ "IDTYPE=", &device->idtype },
		{ "IDNAME=", &device->idname },
		{ "DEVNAME=", &device->devname },
		{ "PVID=", &device->pvid },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (bytes_starts(word, keys[i].key))
			*keys[i].to = bytes_str(
				pool, bytes_slice(word, strlen(keys[i].key), SIZE_MAX));
}

struct lvmdevices *lvmdevices_parse(struct pool *pool, struct bytes text)
{
	struct lvmdevices *devices = pool_alloc(pool, sizeof(*devices));
	struct span line, word;
	size_t next_line = 0;

	for (unsigned number = 1; text_next_line(text, &next_line, &line); number++) {
		struct lvmdevice device = { .line = number, .span = line };
		struct bytes all = text_slice(text, line);
		size_t at = line.offset;

		if (bytes_starts(all, "PRODUCT_UUID=") || bytes_starts(all, "HOSTNAME="))
			devices->knows_machine = true;
		if (!bytes_starts(all, "IDTYPE="))
			continue;
		while (text_next_word(text, line, &at, &word))
			take_word(pool, &device, text_slice(text, word));
		devices->device =
			text_room(pool, devices->device, devices->count, sizeof(device));
		devices->device[devices->count++] = device;
	}
	return devices;
}
