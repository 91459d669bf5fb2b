/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/wish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "format/text.h"
#include "guest/passwords.h"

enum { KEY_FILE_MAX = 64 << 10, KEYS_MAX = 64 };

void wish_forget(struct wish *wish)
{
	key_forget(&wish->password);
	*wish = (struct wish){ 0 };
}

/* A NUL behind what was read; a NUL in it is no character of a password. */
static int take_password(struct wish *wish)
{
	char *text = calloc(1, wish->password.len + 1);

	if (!text)
		return -ENOMEM;
	memcpy(text, wish->password.data, wish->password.len);
	explicit_bzero(wish->password.data, wish->password.len);
	free(wish->password.data);
	wish->password.data = (unsigned char *)text;
	wish->request.root_password = text;
	return strlen(text) == wish->password.len ? 0 : -EINVAL;
}

static int read_password(struct pool *pool, const struct profile *profile,
			 struct wish *wish)
{
	const char *why;

	if (key_read(pool, NULL, &wish->password, &why) < 0 || take_password(wish) < 0)
		return command_fail(STATUS_USAGE, "no password on standard input");
	why = password_refused(pool, profile, wish->request.root_password);
	if (!why)
		return 0;
	return command_fail(STATUS_USAGE, "%s does not take this password: %s",
			    profile->name, why);
}

static void add_key(struct pool *pool, struct request *request,
		    const struct request_key *key)
{
	request->key = text_room(pool, request->key, request->keys, sizeof(*key));
	request->key[request->keys++] = *key;
}

static int read_lines(struct pool *pool, const char *user, const char *path,
		      struct bytes text, struct request *request)
{
	struct bytes line;
	size_t before = request->keys;

	while (bytes_line(&text, &line)) {
		struct request_key key = { .user = user };
		const char *why;

		if (line.len <= 1 || line.data[0] == '#')
			continue;
		if (sshkey_parse(pool, line, &key.key, &why) < 0)
			return command_fail(STATUS_USAGE, "\"%s\": %s", path, why);
		if (request->keys == KEYS_MAX)
			return command_fail(STATUS_USAGE, "more than %d keys", KEYS_MAX);
		add_key(pool, request, &key);
	}
	return request->keys > before
		       ? 0
		       : command_fail(STATUS_USAGE, "\"%s\": no key in it", path);
}

static int read_key(struct pool *pool, const char *word, struct request *request)
{
	const char *equals = strchr(word, '='), *path = equals ? equals + 1 : "";
	unsigned char *data = pool_alloc(pool, KEY_FILE_MAX);
	FILE *file;
	size_t len;

	if (!equals || equals == word || !*path)
		return command_fail(STATUS_USAGE, "--ssh-key takes USER=FILE, not \"%s\"",
				    word);
	file = fopen(path, "re");
	if (!file)
		return command_fail(STATUS_USAGE, "\"%s\": %s", path, strerror(errno));
	len = fread(data, 1, KEY_FILE_MAX, file);
	(void)fclose(file);
	if (len == KEY_FILE_MAX)
		return command_fail(STATUS_USAGE, "\"%s\": too long for a file of keys",
				    path);
	return read_lines(pool, pool_strndup(pool, word, (size_t)(equals - word)), path,
			  (struct bytes){ data, len }, request);
}

int wish_read(struct pool *pool, const struct options *options,
	      const struct profile *profile, struct wish *wish)
{
	int status = 0;

	*wish = (struct wish){ 0 };
	for (size_t i = 0; i < options->ssh_keys.count && !status; i++)
		status = read_key(pool, options->ssh_keys.item[i], &wish->request);
	if (!status && options->root_password)
		status = read_password(pool, profile, wish);
	return status;
}

json_t *wish_json(const struct wish *wish)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < wish->request.keys; i++) {
		const struct request_key *one = &wish->request.key[i];

		json_array_append_new(keys, json_pack("{s:s, s:s, s:s, s:s}", "user",
						      one->user, "type", one->key.type,
						      "blob", one->key.blob, "comment",
						      one->key.comment));
	}
	return json_pack("{s:o, s:o}", "root_password", key_json(&wish->password), "keys",
			 keys);
}

void wish_forget_json(json_t *value)
{
	key_forget_json(json_object_get(value, "root_password"));
}

static int key_of(struct pool *pool, const json_t *value, struct request *request)
{
	const char *user, *type, *blob, *comment, *why;
	struct request_key key;
	json_t *object = (json_t *)(uintptr_t)value;

	if (json_unpack(object, "{s:s, s:s, s:s, s:s}", "user", &user, "type", &type,
			"blob", &blob, "comment", &comment) < 0)
		return -EINVAL;
	key.user = pool_strdup(pool, user);
	if (sshkey_parse(pool,
			 bytes_of(pool_printf(pool, "%s %s %s", type, blob, comment)),
			 &key.key, &why) < 0)
		return -EINVAL;
	add_key(pool, request, &key);
	return 0;
}

int wish_of_json(struct pool *pool, const json_t *value, struct wish *wish)
{
	const json_t *keys = json_object_get(value, "keys");
	int err = 0;

	*wish = (struct wish){ .password = key_of_json(
				       json_object_get(value, "root_password")) };
	if (wish->password.data)
		err = take_password(wish);
	for (size_t i = 0; i < json_array_size(keys) && err == 0; i++)
		err = key_of(pool, json_array_get(keys, i), &wish->request);
	return err;
}
