/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be set up: read from the user, judged, sent, read again. */
#include "app/wish.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "guest/profile.h"
#include "test.h"

#define BLOB  "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define OTHER "AAAAC3NzaC1lZDI1NTE5AAAAIAACAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

/* What the user is told, in place of that of main.c. */
static char said[512];

int command_fail(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	return status;
}

static struct profile *profile_of(struct pool *pool, const char *name)
{
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(profile_load(pool, name, &profile, &why), 0);
	return profile;
}

/* A file with LEN bytes of TEXT; its name is of POOL. */
static char *file_with(struct pool *pool, const char *text, size_t len)
{
	char *name = pool_strdup(pool, "/tmp/wish-XXXXXX");
	int fd = mkstemp(name);

	EXPECT(write(fd, text, len) == (ssize_t)len);
	close(fd);
	return name;
}

/* wish_read() with the LEN bytes of TEXT on standard input. */
static int read_typed(struct pool *pool, const char *profile, const char *text,
		      size_t len, struct wish *wish)
{
	struct options options = { .root_password = true };
	int in = dup(STDIN_FILENO), pipes[2], status;

	EXPECT(pipe(pipes) == 0 && write(pipes[1], text, len) == (ssize_t)len);
	close(pipes[1]);
	dup2(pipes[0], STDIN_FILENO);
	status = wish_read(pool, &options, profile_of(pool, profile), wish);
	dup2(in, STDIN_FILENO);
	close(pipes[0]);
	close(in);
	return status;
}

/* wish_read() with the keys of files: "USER=" and the name of a file with TEXT. */
static int read_keys(struct pool *pool, const char *user, const char *text,
		     struct wish *wish)
{
	struct options options = { .ssh_keys.pool = pool };
	char *name = file_with(pool, text, strlen(text));
	int status;

	strs_addf(&options.ssh_keys, "%s%s", user, name);
	status = wish_read(pool, &options, profile_of(pool, "generic-kvm"), wish);
	unlink(name);
	return status;
}

static void a_password_is_judged_by_the_profile(void)
{
	static const struct {
		const char *profile, *text;
		size_t len;
		const char *says; /* NULL: it is taken */
	} typed[] = {
		{ "generic-kvm", "x\n", 2, NULL },
		{ "huawei", "x\n", 2,
		  "huawei does not take this password: it is shorter than 8 "
		  "characters" },
		{ "huawei", "Right-1-enough\n", 15, NULL },
		{ "huawei", "Secret-word\n", 12, "huawei does not take this password:" },
		{ "generic-kvm", "\n", 1, "no password on standard input" },
		{ "generic-kvm", "", 0, "no password on standard input" },
		{ "generic-kvm", "a\0b\n", 4, "no password on standard input" },
		{ "generic-kvm", "a\rb\n", 4,
		  "generic-kvm does not take this password: it holds a line end" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		const char *says = typed[i].says;
		struct wish wish;
		int status;

		*said = '\0';
		status = read_typed(pool, typed[i].profile, typed[i].text, typed[i].len,
				    &wish);
		EXPECT_INT(status, says ? STATUS_USAGE : STATUS_FINE);
		EXPECT(says ? strstr(said, says) == said : !*said);
		EXPECT(!strstr(said, "Secret"));
		if (!says) {
			EXPECT_INT(strlen(wish.request.root_password), typed[i].len - 1);
			EXPECT(strncmp(wish.request.root_password, typed[i].text,
				       typed[i].len - 1) == 0);
		}
		wish_forget(&wish);
		EXPECT(!wish.password.data && !wish.request.root_password);
	}
	pool_free(pool);
}

static void keys_come_from_files(void)
{
	struct pool *pool = pool_new();
	struct wish wish;

	EXPECT_INT(read_keys(pool, "ann=",
			     "# mine\n\nssh-ed25519 " BLOB " ann@old\n"
			     "ssh-ed25519 " OTHER "\n",
			     &wish),
		   STATUS_FINE);
	if (EXPECT_INT(wish.request.keys, 2)) {
		EXPECT_STR(wish.request.key[0].user, "ann");
		EXPECT_STR(wish.request.key[0].key.type, "ssh-ed25519");
		EXPECT_STR(wish.request.key[0].key.blob, BLOB);
		EXPECT_STR(wish.request.key[0].key.comment, "ann@old");
		EXPECT_STR(wish.request.key[1].key.blob, OTHER);
		EXPECT_STR(wish.request.key[1].key.comment, "");
	}
	EXPECT(!wish.request.root_password);
	wish_forget(&wish);
	pool_free(pool);
}

static void what_is_no_key_is_an_error(void)
{
	static const char *const files[][2] = {
		{ "", "no key in it" },
		{ "# nothing but this\n\n", "no key in it" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----\n", "a private key" },
		{ "ssh-ed25519 " BLOB "\nssh-ed25519 AAAA\n", "damaged or cut off" },
	};
	static const char *const words[][2] = {
		{ "ann", "--ssh-key takes USER=FILE, not \"ann\"" },
		{ "=/dev/null", "--ssh-key takes USER=FILE" },
		{ "ann=", "--ssh-key takes USER=FILE" },
		{ "ann=/nowhere", "\"/nowhere\": No such file or directory" },
		{ "ann=/dev/null", "\"/dev/null\": no key in it" },
	};
	struct pool *pool = pool_new();
	const struct profile *profile = profile_of(pool, "generic-kvm");
	struct wish wish;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		EXPECT_INT(read_keys(pool, "ann=", files[i][0], &wish), STATUS_USAGE);
		if (!EXPECT(strstr(said, files[i][1]) != NULL))
			printf("said: %s\n", said);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct options options = { .ssh_keys.pool = pool };

		strs_add(&options.ssh_keys, words[i][0]);
		EXPECT_INT(wish_read(pool, &options, profile, &wish), STATUS_USAGE);
		if (!EXPECT(strstr(said, words[i][1]) != NULL))
			printf("said: %s\n", said);
	}
	pool_free(pool);
}

static void there_is_an_end_of_keys(void)
{
	struct pool *pool = pool_new();
	struct buf text = { .pool = pool };
	struct wish wish;

	for (int i = 0; i < 64; i++)
		buf_adds(&text, "ssh-ed25519 " BLOB "\n");
	EXPECT_INT(read_keys(pool, "ann=", bytes_str(pool, buf_bytes(&text)), &wish),
		   STATUS_FINE);
	EXPECT_INT(wish.request.keys, 64);
	buf_adds(&text, "ssh-ed25519 " BLOB "\n");
	EXPECT_INT(read_keys(pool, "ann=", bytes_str(pool, buf_bytes(&text)), &wish),
		   STATUS_USAGE);
	EXPECT_STR(said, "more than 64 keys");
	pool_free(pool);
}

static void nothing_is_asked_for(void)
{
	struct pool *pool = pool_new();
	struct options options = { .ssh_keys.pool = pool };
	struct wish wish, back;
	json_t *value;

	EXPECT_INT(wish_read(pool, &options, profile_of(pool, "huawei"), &wish),
		   STATUS_FINE);
	value = wish_json(&wish);
	EXPECT_INT(wish_of_json(pool, value, &back), 0);
	EXPECT(!back.request.root_password && back.request.keys == 0);
	wish_forget_json(value);
	json_decref(value);
	EXPECT_INT(wish_of_json(pool, NULL, &back), 0);
	EXPECT(!back.request.root_password && back.request.keys == 0);
	pool_free(pool);
}

static void it_arrives_as_it_was_sent(void)
{
	struct pool *pool = pool_new();
	struct wish wish, keys, back;
	json_t *value;
	char *text;

	EXPECT_INT(read_typed(pool, "generic-kvm", "p\xc3\xa4ss \"w\\", 9, &wish), 0);
	EXPECT_INT(read_keys(pool, "b\"n=", "ssh-ed25519 " BLOB " a \"c\n", &keys), 0);
	wish.request.key = keys.request.key;
	wish.request.keys = keys.request.keys;
	value = wish_json(&wish);
	text = json_dumps(value, 0);
	EXPECT(text && !strstr(text, "ss \\\"w")); /* no line of it shows the word */
	free(text);
	EXPECT_INT(wish_of_json(pool, value, &back), 0);
	EXPECT_STR(back.request.root_password, "p\xc3\xa4ss \"w\\");
	if (EXPECT_INT(back.request.keys, 1)) {
		EXPECT_STR(back.request.key[0].user, "b\"n");
		EXPECT_STR(back.request.key[0].key.blob, BLOB);
		EXPECT_STR(back.request.key[0].key.comment, "a \"c");
	}
	wish_forget_json(value);
	EXPECT_STR(json_string_value(json_object_get(value, "root_password")), "");
	json_decref(value);
	wish_forget(&back);
	wish_forget(&wish);
	pool_free(pool);
}

/* The appliance takes nothing on trust. */
static void what_is_no_wish_is_refused(void)
{
	static const char *const texts[] = {
		"{\"keys\": [1]}",
		"{\"keys\": [{\"user\": \"ann\"}]}",
		"{\"keys\": [{\"user\": \"ann\", \"type\": \"ssh-ed25519\","
		" \"blob\": \"AAAA\", \"comment\": \"\"}]}",
		"{\"keys\": [{\"user\": \"ann\", \"type\": \"ssh-dss\","
		" \"blob\": \"" BLOB "\", \"comment\": \"\"}]}",
		"{\"root_password\": \"610062\", \"keys\": []}", /* "a", NUL, "b" */
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		json_t *value = json_loads(texts[i], 0, NULL);
		struct wish wish;

		EXPECT(value != NULL);
		if (!EXPECT_INT(wish_of_json(pool, value, &wish), -EINVAL))
			printf("in: %s\n", texts[i]);
		wish_forget(&wish);
		json_decref(value);
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "a password is judged by the profile", a_password_is_judged_by_the_profile },
	{ "keys come from files", keys_come_from_files },
	{ "what is no key is an error", what_is_no_key_is_an_error },
	{ "there is an end of keys", there_is_an_end_of_keys },
	{ "nothing is asked for", nothing_is_asked_for },
	{ "it arrives as it was sent", it_arrives_as_it_was_sent },
	{ "what is no wish is refused", what_is_no_wish_is_refused },
	{ 0 },
};
