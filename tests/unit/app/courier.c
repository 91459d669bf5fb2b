/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What curl is told, and what is made of its answers. */
#include "app/courier.h"

#include <string.h>

#include "test.h"

static bool is_one(const char *text)
{
	struct courier courier;
	const char *why;

	return courier_address(text, &courier, &why);
}

static void addresses(void)
{
	struct courier courier;
	const char *why;

	EXPECT(is_one("https://host/x"));
	EXPECT(is_one("http://192.0.2.1:8080/folder/x?signature=a%2Fb&c=d"));
	EXPECT(!is_one("https://host"));
	EXPECT(!is_one("https://host/"));
	EXPECT(!is_one("https://host/folder/"));
	EXPECT(!is_one("https://host?x"));
	EXPECT(!is_one("https:///x"));
	EXPECT(!is_one("https://me:secret@host/x"));
	EXPECT(!is_one("https://host/x y"));
	EXPECT(!is_one("https://host/x\n"));
	EXPECT(!is_one("file:///etc/passwd"));
	EXPECT(!is_one("-K/etc/passwd"));
	EXPECT(!is_one(""));
	EXPECT(!is_one("sftp://host/a%20b"));
	EXPECT(!is_one("sftp://host/a;b"));
	EXPECT(!is_one("sftp://host/~/"));
	EXPECT(courier_address("sftp://host/~/folder/x", &courier, &why));
	EXPECT_STR(courier.path, "folder/x");
	EXPECT(courier_address("sftp://host:2222/srv/x", &courier, &why));
	EXPECT_STR(courier.path, "/srv/x");
}

static bool has(const struct strs *words, const char *first, const char *second)
{
	for (size_t i = 0; words->item[i]; i++)
		if (strcmp(words->item[i], first) == 0)
			return words->item[i + 1] &&
			       strcmp(words->item[i + 1], second) == 0;
	return false;
}

static void what_curl_is_told(void)
{
	struct pool *pool = pool_new();
	struct courier courier;
	const char *why;
	struct strs words;

	EXPECT(courier_address("sftp://host/~/x", &courier, &why));
	courier.host_key = "SHA256:abc";
	courier.secret = 7;
	words = courier_send(pool, &courier, 10);
	EXPECT_STR(words.item[1], "--disable");
	EXPECT(has(&words, "--proto", "=sftp"));
	EXPECT(has(&words, "--hostpubsha256", "abc"));
	EXPECT(has(&words, "--config", "/proc/self/fd/7"));
	EXPECT(has(&words, "--quote", "-rename x.part x"));
	EXPECT(!has(&words, "--header", "Content-Length: 10"));
	EXPECT_STR(words.item[words.count - 2], "sftp://host/~/x.part");
	/* Whatever key it has is refused, and it gets no password. */
	words = courier_ask_key(pool, &courier);
	EXPECT(has(&words, "--hostpubsha256", "none"));
	EXPECT(!strs_has(&(struct strs){ pool, words.item, words.count - 1, 0 },
			 "--config"));
	EXPECT(courier_address("https://host/x", &courier, &why));
	words = courier_send(pool, &courier, 10);
	EXPECT(has(&words, "--proto", "=https"));
	EXPECT(has(&words, "--header", "Content-Length: 10"));
	pool_free(pool);
}

static void a_password_is_quoted(void)
{
	char text[64];

	EXPECT(courier_login(text, sizeof(text), "me", "a\"b\\c d"));
	EXPECT_STR(text, "user = \"me:a\\\"b\\\\c d\"");
	EXPECT(!courier_login(text, 20, "somebody", "with a long one"));
}

static void a_key_is_read(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(
		courier_key(pool,
			    "curl: (60) Denied establishing ssh session: mismatch "
			    "sha256 fingerprint. Remote "
			    "sm0QcR5G8/BRavWoSue2Pql8poAAV/1oCjMoqp+9ryI= is not equal "
			    "to none\nMore"),
		"SHA256:sm0QcR5G8/BRavWoSue2Pql8poAAV/1oCjMoqp+9ryI");
	EXPECT(courier_key(pool, "fingerprint. Remote short= is not equal") == NULL);
	EXPECT(courier_key(pool, "") == NULL);
	pool_free(pool);
}

static enum courier_end end_of(struct pool *pool, int status, const char *answer,
			       const char **why)
{
	struct courier courier;

	EXPECT(courier_address("https://host/x", &courier, why));
	return courier_ended(pool, &courier, status, answer, "curl: (1) \033[31mwords\nx",
			     why);
}

static void ends(void)
{
	struct pool *pool = pool_new();
	const char *why;

	EXPECT_INT(end_of(pool, 0, "201 ", &why), COURIER_DONE);
	EXPECT_INT(end_of(pool, 0, "000 ", &why), COURIER_FAILED);
	EXPECT_INT(end_of(pool, 0, "302 https://other/", &why), COURIER_FAILED);
	EXPECT_STR(why, "the server wants it at another address: https://other/ (302)");
	EXPECT_INT(end_of(pool, 22, "411 ", &why), COURIER_WANTS_LENGTH);
	EXPECT_INT(end_of(pool, 22, "501 ", &why), COURIER_WANTS_LENGTH);
	EXPECT_INT(end_of(pool, 22, "403 ", &why), COURIER_FAILED);
	EXPECT_STR(why, "the server does not allow it (403)");
	EXPECT_INT(end_of(pool, 55, "100 ", &why), COURIER_FAILED);
	EXPECT(strncmp(why, "the connection broke (", 22) == 0 && !strchr(why, '\033'));
	EXPECT_INT(end_of(pool, 22, "nonsense", &why), COURIER_FAILED);
	EXPECT(courier_is_free(78) && !courier_is_free(0) && !courier_is_free(67));
	EXPECT(courier_is_taken(0) && !courier_is_taken(67));
	pool_free(pool);
}

const struct test tests[] = {
	{ "addresses", addresses },
	{ "what curl is told", what_curl_is_told },
	{ "a password is quoted", a_password_is_quoted },
	{ "a key is read", a_key_is_read },
	{ "ends", ends },
	{ NULL, NULL },
};
