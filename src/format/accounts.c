/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/accounts.h"

#include <string.h>

enum { DIGITS_MAX = 10 }; /* of 32 bits */

static void take_fields(struct bytes text, struct account *account)
{
	size_t from = account->span.offset, end = span_end(account->span);

	for (size_t at = from; at <= end; at++) {
		bool last = account->count == ACCOUNT_FIELDS - 1;

		if (at < end && (last || text.data[at] != ':'))
			continue;
		account->field[account->count++] = (struct span){ from, at - from };
		from = at + 1;
	}
}

struct accounts *accounts_parse(struct pool *pool, struct bytes text)
{
	struct accounts *accounts = pool_alloc(pool, sizeof(*accounts));
	struct span line;
	unsigned number = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct account one = { .line = ++number, .span = line };

		if (line.len == 0 || strchr("#+-", text.data[line.offset]))
			continue;
		take_fields(text, &one);
		if (one.count < 2 || one.field[0].len == 0)
			continue;
		if (accounts->count == ACCOUNTS_MAX) {
			accounts->too_many = true;
			break;
		}
		one.name = text_str(pool, text, one.field[0]);
		accounts->item =
			text_room(pool, accounts->item, accounts->count, sizeof(one));
		accounts->item[accounts->count++] = one;
	}
	return accounts;
}

const struct account *accounts_find(const struct accounts *accounts, const char *name)
{
	for (size_t i = 0; i < accounts->count; i++)
		if (strcmp(accounts->item[i].name, name) == 0)
			return &accounts->item[i];
	return NULL;
}

const char *account_field(struct pool *pool, struct bytes text,
			  const struct account *account, size_t field)
{
	return field < account->count ? text_str(pool, text, account->field[field]) : "";
}

int64_t account_number(struct bytes text, const struct account *account, size_t field)
{
	struct bytes digits;
	int64_t value = 0;

	if (field >= account->count)
		return -1;
	digits = text_slice(text, account->field[field]);
	if (digits.len == 0 || digits.len > DIGITS_MAX)
		return -1;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return -1;
		value = value * 10 + (digits.data[i] - '0');
	}
	return value <= UINT32_MAX ? value : -1;
}

struct bytes account_set(struct pool *pool, struct bytes text,
			 const struct account *account, size_t field, const char *value)
{
	if (field >= account->count)
		return text;
	return text_replace(pool, text, account->field[field], value);
}
