/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/profile-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A profile that is based on another, that on a third …: no more than these. */
enum { BASES_MAX = 8 };

struct reader {
	struct pool *pool;
	struct profile *profile;
	struct profile_entry *entry; /* of the profile, by number of the key */
	const char *name;            /* of the text that is read, */
	unsigned line;               /* and where in it */
	unsigned depth;
	bool is_begun;      /* a key was read already */
	struct strs source; /* lines of the comment above, */
	bool is_used;       /* which belong to a key already */
	const char *why;
};

static char *trimmed(struct pool *pool, struct bytes text)
{
	const char *blanks = " \t\r\n";
	char *s = bytes_str(pool, text);
	size_t len;

	s += strspn(s, blanks);
	for (len = strlen(s); len > 0 && strchr(blanks, s[len - 1]); len--)
		;
	s[len] = '\0';
	return s;
}

static bool take_text(struct reader *reader, struct bytes text);

/* What is put behind an error about a word that LIKE seems to have been meant by. */
static const char *meant(struct pool *pool, const char *like)
{
	return like ? pool_printf(pool, "; did you mean \"%s\"?", like) : "";
}

static struct strs builtin_names(struct pool *pool)
{
	struct strs names = { .pool = pool };

	for (const struct profile_text *p = profile_builtin; p->name; p++)
		strs_add(&names, p->name);
	strs_sort(&names);
	return names;
}

/* All that the built-in profile NAME says. */
static bool take_base(struct reader *reader, const char *name)
{
	struct reader base = *reader;
	struct strs names;
	struct bytes text;
	const char *why;

	if (reader->is_begun) {
		reader->why = "base must come before all other keys";
	} else if (strchr(name, '/') ||
		   profile_text_of(reader->pool, name, &text, &why) < 0) {
		names = builtin_names(reader->pool);
		reader->why = pool_printf(
			reader->pool, "base: there is no built-in profile \"%s\"%s", name,
			meant(reader->pool, strs_nearest(&names, name)));
	} else if (reader->depth >= BASES_MAX) {
		reader->why = "base: too many profiles are based on each other";
	} else {
		base.name = name;
		base.depth++;
		if (!take_text(&base, text))
			reader->why =
				pool_printf(reader->pool, "base \"%s\", line %u: %s",
					    name, base.line, base.why);
	}
	return !reader->why;
}

static bool take_pair(struct reader *reader, const char *name, const char *value)
{
	int number = profile_key_number(name);

	if (strcmp(name, "base") == 0)
		return take_base(reader, value);
	if (number < 0) {
		reader->why = pool_printf(
			reader->pool, "unknown key \"%s\"%s", name,
			meant(reader->pool, profile_key_like(reader->pool, name)));
		return false;
	}
	reader->why = profile_key_set(reader->pool, reader->profile,
				      &profile_keys[number], value);
	reader->entry[number].value = value;
	reader->entry[number].source = strs_join(&reader->source, " ");
	reader->entry[number].from = reader->name;
	reader->entry[number].line = reader->line;
	return !reader->why;
}

/*
 * One line; false where it is wrong, and reader->why says so.  A comment is the source of
 * all keys that follow it before an empty line or another comment.
 */
static bool take_line(struct reader *reader, char *line)
{
	char *equals = strchr(line, '=');

	if (line[0] == '\0' || (line[0] == '#' && reader->is_used)) {
		reader->source.count = 0;
		reader->is_used = false;
	}
	if (line[0] == '\0')
		return true;
	if (line[0] == '#') {
		strs_add(&reader->source, trimmed(reader->pool, bytes_of(line + 1)));
		return true;
	}
	if (!equals) {
		reader->why = "no \"=\" in this line";
		return false;
	}
	*equals = '\0';
	if (!take_pair(reader, trimmed(reader->pool, bytes_of(line)),
		       trimmed(reader->pool, bytes_of(equals + 1))))
		return false;
	reader->is_begun = reader->is_used = true;
	return true;
}

static bool take_text(struct reader *reader, struct bytes text)
{
	struct bytes line;

	reader->source = (struct strs){ .pool = reader->pool };
	for (reader->line = 1; bytes_line(&text, &line); reader->line++)
		if (!take_line(reader, trimmed(reader->pool, line)))
			return false;
	return true;
}

/* An entry for each key, nothing said yet. */
static struct profile_entry *entries_new(struct pool *pool)
{
	struct profile_entry *entry;
	size_t count = 0;

	while (profile_keys[count].name)
		count++;
	entry = pool_alloc(pool, (count + 1) * sizeof(*entry));
	for (size_t i = 0; i < count; i++) {
		entry[i].key = profile_keys[i].name;
		entry[i].meaning = profile_keys[i].meaning;
		entry[i].fallback = profile_key_fallback(&profile_keys[i]);
		entry[i].source = "";
	}
	return entry;
}

int profile_parse(struct pool *pool, const char *name, struct bytes text,
		  struct profile **out, const char **why)
{
	struct reader reader = {
		.pool = pool,
		.profile = pool_alloc(pool, sizeof(*reader.profile)),
		.entry = entries_new(pool),
		.name = pool_strdup(pool, name),
	};

	*reader.profile = (struct profile){ .name = reader.name,
					    .title = reader.name,
					    .ignition_platform = "",
					    .custom_linux_dir = "",
					    .register_version = "",
					    .register_disk = "",
					    .upload_place = "",
					    .entry = reader.entry };
	if (!take_text(&reader, text)) {
		*why = pool_printf(pool, "profile \"%s\", line %u: %s", name, reader.line,
				   reader.why);
		return -EINVAL;
	}
	*out = reader.profile;
	return 0;
}

static int text_of_file(struct pool *pool, const char *path, struct bytes *text,
			const char **why)
{
	enum { MAX = 1 << 20 };
	FILE *file = fopen(path, "re");
	unsigned char *data;
	size_t len;
	int err = 0;

	if (!file) {
		err = -errno;
		*why = pool_printf(pool, "profile \"%s\": %s", path, strerror(errno));
		return err;
	}
	data = pool_alloc(pool, MAX);
	len = fread(data, 1, MAX, file);
	if (ferror(file) || len == MAX) {
		err = len == MAX ? -EFBIG : -errno;
		*why = pool_printf(pool, "profile \"%s\": %s", path, strerror(-err));
	}
	fclose(file);
	*text = (struct bytes){ data, len };
	return err;
}

int profile_text_of(struct pool *pool, const char *name, struct bytes *text,
		    const char **why)
{
	struct strs known = builtin_names(pool);

	if (strchr(name, '/'))
		return text_of_file(pool, name, text, why);
	for (const struct profile_text *p = profile_builtin; p->name; p++)
		if (strcmp(p->name, name) == 0) {
			*text = bytes_of(p->text);
			return 0;
		}
	*why = pool_printf(pool,
			   "unknown profile \"%s\"%s (there are: %s; a file is named "
			   "with a slash: ./%s)",
			   name, meant(pool, strs_nearest(&known, name)),
			   strs_join(&known, ", "), name);
	return -ENOENT;
}

int profile_load(struct pool *pool, const char *name, struct profile **profile,
		 const char **why)
{
	struct bytes text;
	int err = profile_text_of(pool, name, &text, why);

	return err < 0 ? err : profile_parse(pool, name, text, profile, why);
}
