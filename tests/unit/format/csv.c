/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/csv.h"

#include "test.h"

static void reads_rows(void)
{
	struct pool *pool = pool_new();
	struct csv *csv = csv_parse(
		pool, bytes_of("\xef\xbb\xbfimage,output\r\n\r\n# a, \"comment\r\n"
			       " /a b.raw , \"x, \"\"y\"\"\n z\" ,\r\n"
			       "last"));

	EXPECT_INT(csv->fault != NULL, 0);
	EXPECT_INT(csv->count, 3);
	EXPECT_INT(csv->row[0].field.count, 2);
	EXPECT_STR(csv->row[0].field.item[0], "image");
	EXPECT_STR(csv->row[0].field.item[1], "output");
	EXPECT_INT(csv->row[1].line, 4);
	EXPECT_INT(csv->row[1].field.count, 3);
	EXPECT_STR(csv->row[1].field.item[0], "/a b.raw");
	EXPECT_STR(csv->row[1].field.item[1], "x, \"y\"\n z");
	EXPECT_STR(csv->row[1].field.item[2], "");
	EXPECT_INT(csv->row[2].line, 6);
	EXPECT_INT(csv->row[2].field.count, 1);
	EXPECT_STR(csv->row[2].field.item[0], "last");
	pool_free(pool);
}

static void expect_fault(struct bytes text, unsigned line)
{
	struct pool *pool = pool_new();
	struct csv *csv = csv_parse(pool, text);

	EXPECT(csv->fault != NULL);
	EXPECT_INT(csv->fault_line, line);
	pool_free(pool);
}

static void refuses_what_is_not_clear(void)
{
	struct pool *pool = pool_new();

	expect_fault(bytes_of("a\n\"b\nc"), 2);
	expect_fault(bytes_of("\"a\"b"), 1);
	expect_fault(bytes_of("a\nb\"c\""), 2);
	expect_fault((struct bytes){ (const unsigned char *)"a\0b", 3 }, 1);
	expect_fault((struct bytes){ (const unsigned char *)"\"\0\"", 3 }, 1);
	EXPECT_INT(csv_parse(pool, bytes_of(""))->count, 0);
	EXPECT_INT(csv_parse(pool, bytes_of("\n \n#x"))->count, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads rows", reads_rows },
	{ "refuses what is not clear", refuses_what_is_not_clear },
	{ 0 },
};
