/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshdconf.h"

#include <ctype.h>
#include <string.h>

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/* The next word of LINE from *AT on; false at its end.  SPLIT ends a word too. */
static bool next_word(struct pool *pool, struct bytes line, size_t *at, char split,
		      const char **word, bool *broken)
{
	struct buf out = { .pool = pool };
	bool quoted = false;
	size_t i = *at;

	while (i < line.len && is_space(line.data[i]))
		i++;
	if (i == line.len || line.data[i] == '#')
		return false;
	for (; i < line.len; i++) {
		unsigned char c = line.data[i];

		if (!quoted && (is_space(c) || (split && c == (unsigned char)split)))
			break;
		if (c == '"')
			quoted = !quoted;
		else
			buf_add(&out, (struct bytes){ line.data + i, 1 });
	}
	*broken |= quoted;
	*at = i;
	*word = bytes_str(pool, buf_bytes(&out));
	return true;
}

static char *lower(struct pool *pool, const char *word)
{
	char *low = pool_strdup(pool, word);

	for (char *c = low; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return low;
}

/* One "=" may stand between keyword and arguments. */
static void skip_equals(struct bytes line, size_t *at)
{
	size_t i = *at;

	while (i < line.len && is_space(line.data[i]))
		i++;
	if (i < line.len && line.data[i] == '=')
		*at = i + 1;
}

static bool take_line(struct pool *pool, struct bytes text, struct sshd_line *line)
{
	struct bytes body = text_slice(text, line->span);
	const char *word;
	size_t at = 0;

	if (!next_word(pool, body, &at, '=', &word, &line->broken))
		return false;
	line->keyword = lower(pool, word);
	line->arg.pool = pool;
	skip_equals(body, &at);
	while (next_word(pool, body, &at, 0, &word, &line->broken))
		strs_add(&line->arg, word);
	return true;
}

struct sshdconf *sshdconf_parse(struct pool *pool, struct bytes text)
{
	struct sshdconf *conf = pool_alloc(pool, sizeof(*conf));
	const char *match = NULL;
	struct span span;
	unsigned number = 0;
	size_t at = 0;

	while (conf->count < SSHDCONF_MAX && text_next_line(text, &at, &span)) {
		struct sshd_line line = { .line = ++number, .span = span };

		if (!take_line(pool, text, &line))
			continue;
		if (strcmp(line.keyword, "match") == 0)
			match = strs_join(&line.arg, " ");
		if (match && strcmp(lower(pool, match), "all") == 0)
			match = NULL;
		line.match = match;
		conf->line = text_room(pool, conf->line, conf->count, sizeof(line));
		conf->line[conf->count++] = line;
	}
	return conf;
}
