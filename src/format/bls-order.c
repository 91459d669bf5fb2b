/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bls.h"

#include <ctype.h>
#include <string.h>

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static size_t digits(struct bytes s)
{
	size_t len = 0;

	while (len < s.len && isdigit(s.data[len]))
		len++;
	return len;
}

static size_t letters(struct bytes s)
{
	size_t len = 0;

	while (len < s.len && isalpha(s.data[len]))
		len++;
	return len;
}

static void skip(struct bytes *s, size_t len)
{
	*s = bytes_slice(*s, len, SIZE_MAX);
}

/* Take LEN_A and LEN_B bytes off and compare them as numbers of any length. */
static int take_numbers(struct bytes *a, size_t len_a, struct bytes *b, size_t len_b)
{
	struct bytes left = bytes_slice(*a, 0, len_a), right = bytes_slice(*b, 0, len_b);
	int order;

	skip(a, len_a);
	skip(b, len_b);
	while (left.len && *left.data == '0')
		skip(&left, 1);
	while (right.len && *right.data == '0')
		skip(&right, 1);
	order = compare(left.len, right.len);
	return order || !left.len ? order : memcmp(left.data, right.data, left.len);
}

static int take_letters(struct bytes *a, struct bytes *b)
{
	size_t len_a = letters(*a), len_b = letters(*b);
	size_t common = len_a < len_b ? len_a : len_b;
	int order = common ? memcmp(a->data, b->data, common) : 0;

	skip(a, len_a);
	skip(b, len_b);
	return order ? order : compare(len_a, len_b);
}

static bool is_at(struct bytes s, char c)
{
	return s.len && *s.data == (unsigned char)c;
}

/* rpmvercmp() of rpm: separators only separate, '~' is older than the end. */
static int rpm_compare(struct bytes a, struct bytes b)
{
	for (;;) {
		int order;

		while (a.len && !isalnum(*a.data) && *a.data != '~')
			skip(&a, 1);
		while (b.len && !isalnum(*b.data) && *b.data != '~')
			skip(&b, 1);
		if (is_at(a, '~') || is_at(b, '~')) {
			if (is_at(a, '~') != is_at(b, '~'))
				return is_at(a, '~') ? -1 : 1;
			skip(&a, 1);
			skip(&b, 1);
			continue;
		}
		if (!a.len || !b.len)
			return compare(a.len > 0, b.len > 0);
		/* A number is newer than a word. */
		if (isdigit(*a.data) != 0 && isdigit(*b.data) != 0)
			order = take_numbers(&a, digits(a), &b, digits(b));
		else if (isalpha(*a.data) && isalpha(*b.data))
			order = take_letters(&a, &b);
		else
			return isdigit(*a.data) ? 1 : -1;
		if (order)
			return order;
	}
}

/* "name-version-release": [0] is the name, NULL parts are empty. */
static void split(const char *id, struct bytes part[3])
{
	struct bytes rest = bytes_of(id);
	int parts = 0;
	size_t dash[2];

	for (size_t i = rest.len; i-- > 0 && parts < 2;)
		if (rest.data[i] == '-')
			dash[parts++] = i;
	part[0] = part[1] = part[2] = (struct bytes){ 0 };
	if (parts == 0) {
		part[0] = rest;
		return;
	}
	part[parts] = bytes_slice(rest, dash[0] + 1, SIZE_MAX);
	if (parts == 2)
		part[1] = bytes_slice(rest, dash[1] + 1, dash[0] - dash[1] - 1);
	part[0] = bytes_slice(rest, 0, dash[parts - 1]);
}

int bls_compare_grub(const char *a, const char *b)
{
	struct bytes left[3], right[3];
	int order = 0;

	split(a, left);
	split(b, right);
	for (int i = 0; i < 3 && !order; i++)
		order = rpm_compare(left[i], right[i]);
	return order;
}

static void skip_ignored(struct bytes *s)
{
	while (s->len && !isalnum(*s->data) && !strchr("~-^.", *s->data))
		skip(s, 1);
}

/* A separator only one of them is at; the weakest first.  0: none, or both have it. */
static int take_separator(struct bytes *a, struct bytes *b, char separator)
{
	bool at_a = is_at(*a, separator), at_b = is_at(*b, separator);

	if (at_a != at_b)
		return at_a ? -1 : 1;
	skip(a, at_a);
	skip(b, at_b);
	return 0;
}

int bls_compare_versions(const char *left, const char *right)
{
	struct bytes a = bytes_of(left), b = bytes_of(right);

	for (;;) {
		int order;

		skip_ignored(&a);
		skip_ignored(&b);
		order = take_separator(&a, &b, '~');
		if (order)
			return order;
		if (!a.len || !b.len)
			return compare(a.len > 0, b.len > 0);
		for (const char *s = "-^."; *s; s++) {
			order = take_separator(&a, &b, *s);
			if (order)
				return order;
		}
		if (digits(a) || digits(b)) {
			/* A number is newer than a word. */
			if (!digits(a) || !digits(b))
				return digits(a) ? 1 : -1;
			order = take_numbers(&a, digits(a), &b, digits(b));
		} else {
			order = take_letters(&a, &b);
		}
		if (order)
			return order;
	}
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int bls_compare_order(const struct bls_order *a, const struct bls_order *b)
{
	int order;

	if (a->exhausted != b->exhausted)
		return a->exhausted ? 1 : -1;
	if (!a->sort_key != !b->sort_key)
		return a->sort_key ? -1 : 1;
	if (a->sort_key) {
		order = strcmp(a->sort_key, b->sort_key);
		if (!order)
			order = compare_text(a->machine_id, b->machine_id);
		if (!order)
			order = bls_compare_versions(b->version ? b->version : "",
						     a->version ? a->version : "");
		if (order)
			return order;
	}
	return bls_compare_versions(b->id, a->id);
}
