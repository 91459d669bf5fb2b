/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "facts-internal.h"
#include "format/text.h"

char *fact_word(struct fact_reader *reader, const char **rest)
{
	struct buf word = { .pool = reader->pool };
	const char *s = *rest + strspn(*rest, " \t\r\n");
	bool quoted = false, any = *s != '\0';

	for (; *s && (quoted || !strchr(" \t\r\n", *s)); s++)
		if (*s == '"')
			quoted = !quoted;
		else
			buf_add(&word, (struct bytes){ (const unsigned char *)s, 1 });
	*rest = s;
	return any ? bytes_str(reader->pool, buf_bytes(&word)) : NULL;
}

bool fact_fail(struct fact_reader *reader, const char *what, const char *value)
{
	reader->why = pool_printf(reader->pool, "%s \"%s\"", what, value ? value : "");
	return false;
}

uint64_t fact_size(const char *text)
{
	static const char units[] = "KMGT";
	char *end;
	uint64_t value = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;

	return unit ? value << (10 * (unit - units + 1)) : value;
}

const char *fact_value(const char *word, const char *key)
{
	size_t len = strlen(key);

	return strncmp(word, key, len) == 0 && word[len] == '=' ? word + len + 1 : NULL;
}

static bool take_profile(struct fact_reader *reader, const char *rest)
{
	reader->profile = fact_word(reader, &rest);
	return reader->profile || fact_fail(reader, "no name after", "profile");
}

static bool take_set(struct fact_reader *reader, const char *rest)
{
	buf_addf(&reader->more, "\n%s", rest);
	return true;
}

static bool take_rules(struct fact_reader *reader, const char *rest)
{
	struct strs *only = &reader->facts->selection.only;

	*only = strs_words(reader->pool, rest);
	if (only->count == 1 && strcmp(only->item[0], "all") == 0)
		only->count = 0;
	return true;
}

static bool take_busybox(struct fact_reader *reader, const char *rest)
{
	const char *name = fact_word(reader, &rest);

	reader->facts->busybox =
		name ? path_join(reader->pool, reader->work, name) : NULL;
	return name || fact_fail(reader, "no file after", "busybox");
}

static bool take_template(struct fact_reader *reader, const char *rest)
{
	(void)rest;
	reader->facts->is_template = true;
	return true;
}

static bool take_locked(struct fact_reader *reader, const char *rest)
{
	const char *how = fact_word(reader, &rest), *path;
	struct facts *facts = reader->facts;

	if (!how || (strcmp(how, "i") != 0 && strcmp(how, "a") != 0))
		return fact_fail(reader, "locked: what is", how);
	while ((path = fact_word(reader, &rest)))
		strs_add(how[0] == 'i' ? &facts->immutable : &facts->append_only, path);
	return true;
}

void fact_own(struct facts *facts, const char *path, const struct owner *owner)
{
	struct fact_owner *one = facts->owner;

	while (one < facts->owner + facts->owners && strcmp(one->path, path) != 0)
		one++;
	if (one == facts->owner + FACTS_MAX)
		return;
	if (one == facts->owner + facts->owners)
		facts->owners++;
	*one = (struct fact_owner){ path, owner->uid, owner->gid, owner->mode };
}

static bool take_owned(struct fact_reader *reader, const char *rest)
{
	const char *who = fact_word(reader, &rest), *path;
	struct facts *facts = reader->facts;
	unsigned uid, gid, mode;

	if (!who || sscanf(who, "%u:%u:%o", &uid, &gid, &mode) != 3)
		return fact_fail(reader, "owned: what is", who);
	while ((path = fact_word(reader, &rest)))
		fact_own(facts, path, &(struct owner){ uid, gid, mode, 0, NULL });
	return true;
}

static bool take_unlabelled(struct fact_reader *reader, const char *rest)
{
	const char *path;

	while ((path = fact_word(reader, &rest)))
		strs_add(&reader->facts->unlabelled, path);
	return true;
}

static bool take_root_password(struct fact_reader *reader, const char *rest)
{
	reader->facts->request.root_password = fact_word(reader, &rest);
	return reader->facts->request.root_password ||
	       fact_fail(reader, "no password after", "root-password");
}

static bool take_ssh_key(struct fact_reader *reader, const char *rest)
{
	struct request *request = &reader->facts->request;
	struct request_key *key =
		text_room(reader->pool, request->key, request->keys, sizeof(*key));

	request->key = key;
	key += request->keys++;
	key->user = fact_word(reader, &rest);
	return sshkey_parse(reader->pool, bytes_of(rest), &key->key, &reader->why) == 0;
}

static bool take_line(struct fact_reader *reader, const char *line)
{
	static const struct {
		const char *word;
		bool (*take)(struct fact_reader *, const char *rest);
	} lines[] = {
		{ "profile", take_profile },
		{ "set", take_set },
		{ "rules", take_rules },
		{ "disk", fact_take_disk },
		{ "volume", fact_take_volume },
		{ "stacked", fact_take_stacked },
		{ "busybox", take_busybox },
		{ "locked", take_locked },
		{ "other", fact_take_other },
		{ "owned", take_owned },
		{ "unlabelled", take_unlabelled },
		{ "root-password", take_root_password },
		{ "ssh-key", take_ssh_key },
		{ "template", take_template },
		{ "image", fact_take_image },
	};
	const char *rest = line, *word = fact_word(reader, &rest);

	if (!word || word[0] == '#')
		return true;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (strcmp(word, lines[i].word) == 0)
			return lines[i].take(reader, rest);
	return fact_fail(reader, "unknown fact", word);
}

static int read_profile(struct fact_reader *reader)
{
	struct bytes text;
	struct buf all = { .pool = reader->pool };
	int err = profile_text_of(reader->pool, reader->profile, &text, &reader->why);

	if (err < 0)
		return err;
	buf_add(&all, text);
	buf_add(&all, buf_bytes(&reader->more));
	return profile_parse(reader->pool, reader->profile, buf_bytes(&all),
			     &reader->facts->profile, &reader->why);
}

int facts_read(struct pool *pool, struct bytes text, const char *id, const char *work,
	       struct facts *facts, const char **why)
{
	struct fact_reader reader = {
		.pool = pool,
		.work = work,
		.facts = facts,
		.profile = "generic-kvm",
		.more = { .pool = pool },
	};
	struct bytes line;
	int err = 0;

	*facts = (struct facts){ .immutable.pool = pool,
				 .append_only.pool = pool,
				 .unlabelled.pool = pool };
	facts->owner = pool_alloc(pool, FACTS_MAX * sizeof(*facts->owner));
	facts->disk = pool_alloc(pool, FACTS_MAX * sizeof(*facts->disk));
	facts->volume = pool_alloc(pool, FACTS_MAX * sizeof(*facts->volume));
	facts->image = pool_alloc(pool, FACTS_MAX * sizeof(*facts->image));
	facts->other = pool_alloc(pool, FACTS_MAX * sizeof(*facts->other));
	facts->selection.only = strs_words(pool, id);
	for (unsigned n = 1; err == 0 && bytes_line(&text, &line); n++)
		if (n > FACTS_MAX || !take_line(&reader, bytes_str(pool, line)))
			err = -EINVAL;
	if (err == 0)
		err = read_profile(&reader);
	*why = reader.why;
	return err;
}
