/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/key.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

static const char digits[] = "0123456789abcdef";

void key_forget(struct key *key)
{
	if (key->data)
		explicit_bzero(key->data, key->len);
	free(key->data);
	*key = (struct key){ 0 };
}

/* All that a value, a parser or a writer of JSON held, whatever it was. */
static void wipe_and_free(void *memory)
{
	if (memory)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

void key_wipe_json(void)
{
	json_set_alloc_funcs(malloc, wipe_and_free);
}

static void leave_no_core(void)
{
	struct rlimit none = { 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
}

/*
 * A byte at a time, for what follows the line may be for the rescue shell.  WHOLE is a
 * key file: its line feeds belong to it.
 */
static int read_bytes(int fd, struct key *key, bool whole)
{
	for (;;) {
		unsigned char byte;
		ssize_t got = read(fd, &byte, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0 || (!whole && byte == '\n'))
			return key->len ? 0 : -ENODATA;
		if (key->len == KEY_MAX)
			return -EFBIG;
		key->data[key->len++] = byte;
	}
}

static int read_line(struct key *key)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
	int err;

	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
	}
	err = read_bytes(STDIN_FILENO, key, false);
	if (terminal)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &shown);
	return err;
}

int key_read(struct pool *pool, const char *path, struct key *key, const char **why)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO, err;
	const char *what = path ? path : "standard input";

	*key = (struct key){ .data = fd < 0 ? NULL : malloc(KEY_MAX) };
	leave_no_core();
	key_wipe_json();
	if (fd < 0)
		err = -errno;
	else if (!key->data)
		err = -ENOMEM;
	else
		err = path ? read_bytes(fd, key, true) : read_line(key);
	if (path && fd >= 0)
		close(fd);
	if (err == 0)
		return 0;
	key_forget(key);
	*why = err == -ENODATA ? pool_printf(pool, "no key in \"%s\"", what)
	       : err == -EFBIG
		       ? pool_printf(pool, "\"%s\" is too large for a key (%d KiB)", what,
				     KEY_MAX >> 10)
		       : pool_printf(pool, "\"%s\": %s", what, strerror(-err));
	return err;
}

json_t *key_json(const struct key *key)
{
	char *text = key->data ? calloc(2, key->len + 1) : NULL;
	json_t *value;

	if (!text)
		return json_null();
	for (size_t i = 0; i < key->len; i++) {
		text[2 * i] = digits[key->data[i] >> 4];
		text[2 * i + 1] = digits[key->data[i] & 15];
	}
	value = json_string(text);
	explicit_bzero(text, 2 * key->len);
	free(text);
	return value;
}

void key_forget_json(json_t *value)
{
	/* jansson gives the text to be read only; it is the value's own memory. */
	if (json_is_string(value))
		explicit_bzero((char *)(uintptr_t)json_string_value(value),
			       json_string_length(value));
}

struct key key_of_json(const json_t *value)
{
	const char *text = json_string_value(value);
	struct key key = { 0 };

	if (!text || !*text || strlen(text) % 2 || text[strspn(text, digits)])
		return key;
	key.len = strlen(text) / 2;
	key.data = malloc(key.len);
	for (size_t i = 0; key.data && i < key.len; i++)
		key.data[i] =
			(unsigned char)((strchr(digits, text[2 * i]) - digits) << 4 |
					(strchr(digits, text[2 * i + 1]) - digits));
	return key;
}
