/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/ini.h"

#include "sample.h"

static void reads_sections_and_keys(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "ini/unit");
	struct ini *ini = ini_parse(pool, text);
	const struct ini_key *after = ini_find(ini, "Unit", "After");

	EXPECT_INT(ini->count, 3);
	EXPECT_STR(ini->section[1].name, "Unit");
	EXPECT_INT(ini->section[1].keys, 3);
	EXPECT_STR(ini_get(ini, "Unit", "Description"), "A service");
	EXPECT_STR(after->value, "a.service    b.service");
	EXPECT_INT(after->line, 5);
	EXPECT_INT(ini_section(ini, "Service")->line, 9);
	EXPECT_STR(ini_get(ini, "Service", "ExecStart"), "/bin/sh -c 'x=1; echo \"$x\"'");
	EXPECT_STR(ini_get(ini, "Service", "Environment"), "");
	EXPECT(!ini_get(ini, "Unit", "after"));
	EXPECT(!ini_get(ini, "Service", "After"));
	EXPECT(!ini_section(ini, "service"));
	pool_free(pool);
}

static struct bytes set(struct pool *pool, const char *text, const char *value)
{
	return ini_set(pool, bytes_of(text), "ipv4", "method", value);
}

static void sets_one_value(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(
		set(pool, "[ipv6]\nmethod=a\n[ipv4]\n method = manual  \nx=y", "auto"),
		"[ipv6]\nmethod=a\n[ipv4]\n method = auto  \nx=y"));
	EXPECT(bytes_is(set(pool, "[ipv4]\r\nmethod=\r\n", "auto"),
			"[ipv4]\r\nmethod=auto\r\n"));
	EXPECT(bytes_is(set(pool, "[ipv4]\nmethod=a \\\n b\n[x]\n", "c"),
			"[ipv4]\nmethod=c\n[x]\n"));
	pool_free(pool);
}

static void adds_keys_and_sections(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(set(pool, "[ipv4]\nx=y\n# c\n\n[b]\nm=n\n", "auto"),
			"[ipv4]\nx=y\nmethod=auto\n# c\n\n[b]\nm=n\n"));
	EXPECT(bytes_is(set(pool, "[ipv4]", "auto"), "[ipv4]\nmethod=auto"));
	EXPECT(bytes_is(set(pool, "[a]\r\nb=c", "auto"),
			"[a]\r\nb=c\r\n\r\n[ipv4]\r\nmethod=auto\r\n"));
	EXPECT(bytes_is(set(pool, "", "auto"), "[ipv4]\nmethod=auto\n"));
	EXPECT(bytes_is(set(pool, "[ipv4]\na=b \\\n c\n\n", "auto"),
			"[ipv4]\na=b \\\n c\nmethod=auto\n\n"));
	pool_free(pool);
}

static void comments_a_key(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "ini/networkd-static");
	struct ini *ini = ini_parse(pool, text);
	struct bytes done = ini_comment(pool, text, ini_find(ini, "Network", "Gateway"),
					"# drydock: ");

	EXPECT(bytes_find(done, bytes_of("\n# drydock: Gateway=10.0.0.1\nDNS"), 0) > 0);
	EXPECT_INT(done.len, text.len + 11);
	EXPECT(!ini_find(ini_parse(pool, done), "Network", "Gateway"));
	text = bytes_of("[a]\nb=1 \\\n 2\nc=3");
	EXPECT(bytes_is(
		ini_comment(pool, text, ini_find(ini_parse(pool, text), "a", "b"), "# "),
		"[a]\n# b=1 \\\n#  2\nc=3"));
	pool_free(pool);
}

static bool is_b(const struct ini_section *section, const struct ini_key *key)
{
	EXPECT(key >= section->key && key < section->key + section->keys);
	return strcmp(key->name, "b") == 0;
}

static void comments_keys(void)
{
	struct bytes text =
		bytes_of("b=0\n[a]\nb=1\nc=2\nb=3 \\\n 4\n[d]\nb=5\n[a]\nb=6");
	struct pool *pool = pool_new();

	EXPECT(bytes_is(ini_comment_all(pool, text, "a", is_b, "# "),
			"b=0\n[a]\n# b=1\nc=2\n# b=3 \\\n#  4\n[d]\nb=5\n[a]\n# b=6"));
	EXPECT(bytes_is(
		ini_comment_all(pool, text, NULL, is_b, "# "),
		"# b=0\n[a]\n# b=1\nc=2\n# b=3 \\\n#  4\n[d]\n# b=5\n[a]\n# b=6"));
	EXPECT(bytes_equal(ini_comment_all(pool, text, "e", is_b, "# "), text));
	pool_free(pool);
}

static void survives_hostile_text(void)
{
	static const char *const hostile[] = { "[",         "]",           "[]",
					       "=",         "a=\\",        "[a\nb",
					       "\\\n",      "a=\\\n#\\\n", "=\\\n\\\n",
					       "a=b\\\n# c" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		ini_set(pool, bytes_of(hostile[i]), "", "a", "v");
		ini_set(pool, bytes_of(hostile[i]), "a", "b", "v");
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads sections and keys", reads_sections_and_keys },
	{ "sets one value", sets_one_value },
	{ "adds keys and sections", adds_keys_and_sections },
	{ "comments a key", comments_a_key },
	{ "comments keys", comments_keys },
	{ "survives hostile text", survives_hostile_text },
	{ 0 },
};
