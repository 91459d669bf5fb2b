/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modprobe.h"

#include <string.h>

#include "format/cmdline.h"

#define TAG "# drydock: "

/* A backslash before the line end joins the next line, as in libkmod's getline_wrapped().
 */
static bool next_logical(struct bytes text, size_t *at, struct span *line)
{
	struct span part;

	if (!text_next_line(text, at, line))
		return false;
	while (line->len > 0 && text.data[span_end(*line) - 1] == '\\' &&
	       text_next_line(text, at, &part))
		line->len = span_end(part) - line->offset;
	return true;
}

static bool loads_anyway(struct bytes command)
{
	return bytes_find(command, bytes_of("modprobe"), 0) >= 0 ||
	       bytes_find(command, bytes_of("insmod"), 0) >= 0;
}

static bool parse_line(struct pool *pool, struct bytes text, struct span line,
		       struct modprobe_block *block)
{
	struct span verb, name;
	size_t at = line.offset;
	struct bytes word;

	if (!text_next_word(text, line, &at, &verb) ||
	    !text_next_word(text, line, &at, &name))
		return false;
	word = text_slice(text, verb);
	block->span = line;
	block->name = text_str(pool, text, name);
	if (bytes_is(word, "blacklist")) {
		block->how = MODPROBE_BLACKLIST;
		return true;
	}
	block->how = MODPROBE_INSTALL;
	return bytes_is(word, "install") &&
	       !loads_anyway(bytes_slice(text, at, span_end(line) - at));
}

struct modprobe *modprobe_parse(struct pool *pool, struct bytes text)
{
	struct modprobe *modprobe = pool_alloc(pool, sizeof(*modprobe));
	struct span line;
	unsigned number = 1;
	size_t at = 0;

	while (next_logical(text, &at, &line)) {
		struct modprobe_block block = { .line = number };

		for (size_t i = line.offset; i < at && i < text.len; i++)
			number += text.data[i] == '\n';
		if (!parse_line(pool, text, line, &block))
			continue;
		modprobe->block =
			text_room(pool, modprobe->block, modprobe->count, sizeof(block));
		modprobe->block[modprobe->count++] = block;
	}
	return modprobe;
}

static bool is_one_of(const struct strs *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (cmdline_same_name(names->item[i], name))
			return true;
	return false;
}

struct bytes modprobe_unblock(struct pool *pool, struct bytes text,
			      const struct strs *names)
{
	const struct modprobe *modprobe = modprobe_parse(pool, text);
	struct buf out = { .pool = pool };
	size_t done = 0;

	for (size_t i = 0; i < modprobe->count; i++) {
		const struct modprobe_block *block = &modprobe->block[i];
		struct bytes rest = text_slice(text, block->span), line;

		if (!is_one_of(names, block->name))
			continue;
		buf_add(&out, bytes_slice(text, done, block->span.offset - done));
		while (bytes_line(&rest, &line)) {
			buf_adds(&out, TAG);
			buf_add(&out, line);
		}
		done = span_end(block->span);
	}
	buf_add(&out, bytes_slice(text, done, SIZE_MAX));
	return buf_bytes(&out);
}
