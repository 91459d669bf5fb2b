/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/osrelease.h"

#include <string.h>

/* Take the quotes off a value, in place; false where they do not end. */
static bool unquote(char *value)
{
	char *out = value, quote = '\0';

	for (const char *in = value; *in; in++) {
		if (quote ? *in == quote : *in == '"' || *in == '\'')
			quote = quote ? '\0' : *in;
		else if (*in == '\\' && quote != '\'' && in[1] &&
			 (!quote || strchr("$\"\\`", in[1])))
			*out++ = *++in;
		else if (!quote && (*in == ' ' || *in == '\t'))
			break;
		else
			*out++ = *in;
	}
	*out = '\0';
	return !quote;
}

static void assign(struct osrelease *release, const char *key, const char *value)
{
	const struct {
		const char *key, **field;
	} fields[] = {
		{ "PRETTY_NAME", &release->pretty_name },
		{ "NAME", &release->name },
		{ "ID", &release->id },
		{ "VERSION_ID", &release->version_id },
		{ "VERSION", &release->version },
		{ "VARIANT_ID", &release->variant_id },
	};

	if (strcmp(key, "ID_LIKE") == 0)
		release->id_like = strs_words(release->id_like.pool, value);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(key, fields[i].key) == 0)
			*fields[i].field = value;
}

struct osrelease *osrelease_parse(struct pool *pool, struct bytes text)
{
	struct osrelease *release = pool_alloc(pool, sizeof(*release));
	struct bytes bytes;

	*release = (struct osrelease){ "Linux", "Linux", "linux",         "",
				       "",      "",      { .pool = pool } };
	while (bytes_line(&text, &bytes)) {
		char *line = bytes_str(pool, bytes), *equals;

		line[strcspn(line, "\r\n")] = '\0';
		line += strspn(line, " \t");
		equals = strchr(line, '=');
		if (*line == '#' || !equals)
			continue;
		*equals = '\0';
		if (unquote(equals + 1))
			assign(release, line, equals + 1);
	}
	return release;
}
