/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The value of a key, from its text into struct profile. */
#include "guest/profile-internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const struct profile_choice answers[] = {
	{ "no", false },
	{ "yes", true },
	{ 0 },
};

static bool choose(const struct profile_choice *choice, const char *word, int *value)
{
	for (; choice && choice->word; choice++)
		if (strcmp(choice->word, word) == 0) {
			*value = choice->value;
			return true;
		}
	return false;
}

/* Decimal digits and nothing before them; *END is what follows. */
static bool take_digits(const char *value, const char **end, unsigned long long *number)
{
	char *after;

	errno = 0;
	*number = strtoull(value, &after, 10);
	*end = after;
	return value[0] >= '0' && value[0] <= '9' && errno == 0;
}

static bool take_number(const struct profile_choice *among, const char *value,
			unsigned *number)
{
	unsigned long long read;
	const char *end;
	int chosen;

	if (choose(among, value, &chosen)) {
		*number = (unsigned)chosen;
		return true;
	}
	if (!take_digits(value, &end, &read) || *end || read > INT_MAX)
		return false;
	*number = (unsigned)read;
	return true;
}

/* "40G": of 1024 bytes each K, M, G or T; without a letter, bytes. */
static bool take_size(const char *value, uint64_t *size)
{
	static const char letters[] = "KMGT";
	unsigned long long read;
	const char *end, *letter;
	unsigned shift = 0;

	if (!take_digits(value, &end, &read))
		return false;
	letter = *end ? strchr(letters, *end) : NULL;
	if (letter) {
		shift = 10 * ((unsigned)(letter - letters) + 1);
		end++;
	}
	if (*end || read > (UINT64_MAX >> shift))
		return false;
	*size = read << shift;
	return true;
}

/* The words of VALUE as a set: 1 << value of each. */
static bool take_set(const struct profile_choice *among, const struct strs *words,
		     unsigned *set)
{
	*set = 0;
	for (size_t i = 0; i < words->count; i++) {
		int member = 0;

		if (!choose(among, words->item[i], &member))
			return false;
		*set |= 1u << member;
	}
	return true;
}

static bool are_among(const struct profile_choice *among, const struct strs *words)
{
	int value;

	for (size_t i = 0; among && i < words->count; i++)
		if (!choose(among, words->item[i], &value))
			return false;
	return true;
}

/* A word that lacks its value would silently be nothing. */
static bool are_pairs(const struct strs *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *equals = strchr(words->item[i], '=');

		if (equals ? equals == words->item[i] || !equals[1] : i > 0)
			return false;
	}
	return true;
}

static bool take(struct pool *pool, struct profile *profile,
		 const struct profile_key *key, const char *value)
{
	void *at = (char *)profile + key->at;
	struct strs words = strs_words(pool, value);
	int chosen = 0;
	bool known;

	switch (key->kind) {
	case VALUE_TEXT:
		*(const char **)at = value;
		return true;
	case VALUE_WORD:
		*(const char **)at = value;
		return words.count <= 1;
	case VALUE_WORDS:
		*(struct strs *)at = words;
		return are_among(key->among, &words);
	case VALUE_PAIRS:
		*(struct strs *)at = words;
		return are_pairs(&words);
	case VALUE_NUMBER:
		return take_number(key->among, value, at);
	case VALUE_SIZE:
		return take_size(value, at);
	case VALUE_ANSWER:
		known = choose(answers, value, &chosen);
		*(bool *)at = chosen;
		return known;
	case VALUE_CHOICE:
		known = choose(key->among, value, &chosen);
		*(int *)at = chosen;
		return known;
	case VALUE_SET:
		return take_set(key->among, &words, at);
	}
	return false;
}

/* What it may be, for people. */
static const char *wanted(struct pool *pool, const struct profile_key *key)
{
	static const char *const kinds[] = {
		[VALUE_TEXT] = "text",
		[VALUE_WORD] = "one word, or none",
		[VALUE_WORDS] = "of these: ",
		[VALUE_PAIRS] = "words A=B, the first may be a name",
		[VALUE_NUMBER] = "a number",
		[VALUE_SIZE] = "a size: 40G, 1M, 0",
		[VALUE_ANSWER] = "no, yes",
		[VALUE_CHOICE] = "",
		[VALUE_SET] = "of these: ",
	};
	struct strs words = { .pool = pool };

	for (const struct profile_choice *c = key->among; c && c->word; c++)
		strs_add(&words, c->word);
	return pool_printf(pool, "%s%s%s", kinds[key->kind],
			   key->kind == VALUE_NUMBER && words.count ? " or " : "",
			   strs_join(&words, ", "));
}

const char *profile_key_set(struct pool *pool, struct profile *profile,
			    const struct profile_key *key, const char *value)
{
	if (take(pool, profile, key, value))
		return NULL;
	return pool_printf(pool, "\"%s\" is no value of %s (%s)", value, key->name,
			   wanted(pool, key));
}

const char *profile_key_fallback(const struct profile_key *key)
{
	switch (key->kind) {
	case VALUE_NUMBER:
	case VALUE_SIZE:
		return "0";
	case VALUE_ANSWER:
		return answers[0].word;
	case VALUE_CHOICE:
		return key->among[0].word;
	default:
		return "";
	}
}
