/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/accounts.h"

#include "sample.h"

static void reads_shadow(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "accounts/shadow-debian12");
	const struct accounts *accounts = accounts_parse(pool, text);
	const struct account *root = accounts_find(accounts, "root");

	EXPECT_INT(accounts->count, 5);
	EXPECT_INT(root->line, 1);
	EXPECT_INT(root->count, 9);
	EXPECT_STR(account_field(pool, text, root, SHADOW_HASH), "*");
	EXPECT_INT(account_number(text, root, SHADOW_CHANGED), 19834);
	EXPECT_INT(account_number(text, root, SHADOW_EXPIRE), -1);
	EXPECT(accounts_find(accounts, "roo") == NULL);
	pool_free(pool);
}

static void the_first_of_a_name_counts(void)
{
	struct pool *pool = pool_new();
	struct bytes text =
		bytes_of("#root:x:1\n+nis::\n\nroot:a:0\nroot:b:0\nalone\n:x:\n"
			 "ann:!:1:2:3:4:5:6:7:8:9");
	const struct accounts *accounts = accounts_parse(pool, text);

	EXPECT_INT(accounts->count, 3);
	EXPECT_INT(accounts_find(accounts, "root")->line, 4);
	EXPECT_STR(account_field(pool, text, &accounts->item[2], SHADOW_FLAG), "7:8:9");
	EXPECT_INT(account_number(text, &accounts->item[0], PASSWD_UID), 0);
	EXPECT_INT(account_number(text, &accounts->item[0], PASSWD_HASH), -1);
	EXPECT_STR(account_field(pool, text, &accounts->item[0], PASSWD_SHELL), "");
	pool_free(pool);
}

static void an_edit_changes_one_field(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("a:x:1:\nb:!:2:3\r\n");
	const struct accounts *accounts = accounts_parse(pool, text);
	const struct account *b = accounts_find(accounts, "b");

	EXPECT(bytes_is(account_set(pool, text, b, SHADOW_HASH, "$6$y"),
			"a:x:1:\nb:$6$y:2:3\r\n"));
	EXPECT(bytes_equal(account_set(pool, text, b, SHADOW_EXPIRE, "1"), text));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads shadow", reads_shadow },
	{ "the first of a name counts", the_first_of_a_name_counts },
	{ "an edit changes one field", an_edit_changes_one_field },
	{ 0 },
};
