/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/mdadm.h"

#include <string.h>
#include <strings.h>

/* The word at AT, up to a blank outside quotes; as in conf_word() of mdadm. */
static size_t word_end(struct bytes text, size_t at, size_t end)
{
	unsigned char quote = 0;

	for (; at < end && (quote || !text_is_blank(text.data[at])); at++) {
		unsigned char c = text.data[at];

		if (quote && c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
	}
	return at;
}

static char *unquoted(struct pool *pool, struct bytes text, struct span span)
{
	char *out = text_str(pool, text, span), *to = out, quote = 0;

	for (const char *from = out; *from; from++) {
		if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote = quote ? 0 : *from;
		else
			*to++ = *from;
	}
	*to = '\0';
	return out;
}

static void add_words(struct pool *pool, struct bytes text, struct mdadm_line *item,
		      struct span line)
{
	size_t at = line.offset, end = span_end(line);

	while (at < end) {
		struct mdadm_word word;

		if (text_is_blank(text.data[at])) {
			at++;
			continue;
		}
		if (text.data[at] == '#')
			return;
		word.span = (struct span){ at, word_end(text, at, end) - at };
		word.text = unquoted(pool, text, word.span);
		item->word = text_room(pool, item->word, item->words, sizeof(word));
		item->word[item->words++] = word;
		at = span_end(word.span);
		item->span.len = at - item->span.offset;
	}
}

struct mdadm *mdadm_parse(struct pool *pool, struct bytes text)
{
	struct mdadm *conf = pool_alloc(pool, sizeof(*conf));
	struct span line;
	unsigned number = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct mdadm_line item = { .line = ++number, .span = { line.offset, 0 } };
		bool goes_on = line.len && text_is_blank(text.data[line.offset]);

		if (goes_on && conf->count) {
			add_words(pool, text, &conf->item[conf->count - 1], line);
			continue;
		}
		add_words(pool, text, &item, line);
		if (item.words == 0)
			continue;
		conf->item = text_room(pool, conf->item, conf->count, sizeof(item));
		conf->item[conf->count++] = item;
	}
	return conf;
}

bool mdadm_is(const struct mdadm_line *line, const char *keyword)
{
	size_t len = strlen(line->word[0].text);

	return len >= 3 && len <= strlen(keyword) &&
	       strncasecmp(line->word[0].text, keyword, len) == 0;
}

const struct mdadm_word *mdadm_find(const struct mdadm_line *line, const char *name,
				    const char **value)
{
	size_t len = strlen(name);

	for (size_t i = 1; i < line->words; i++)
		if (strncasecmp(line->word[i].text, name, len) == 0 &&
		    line->word[i].text[len] == '=') {
			*value = line->word[i].text + len + 1;
			return &line->word[i];
		}
	*value = NULL;
	return NULL;
}

struct bytes mdadm_drop(struct pool *pool, struct bytes text,
			const struct mdadm_word *word)
{
	struct span span = word->span;

	while (span.offset && text_is_blank(text.data[span.offset - 1])) {
		span.offset--;
		span.len++;
	}
	return text_replace(pool, text, span, "");
}
