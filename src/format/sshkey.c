/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshkey.h"

#include <errno.h>
#include <string.h>

enum { LINE_MAX_BYTES = 16 << 10 }; /* sshd reads no more */

static const char *const types[] = {
	"ssh-ed25519",
	"ssh-rsa",
	"ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521",
	"sk-ssh-ed25519@openssh.com",
	"sk-ecdsa-sha2-nistp256@openssh.com",
};

static int digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The bytes of BASE64, in POOL; false where it is none. */
static bool decode(struct pool *pool, const char *base64, struct bytes *out)
{
	size_t len = strlen(base64), end = len;
	struct buf buf = { .pool = pool };
	unsigned bits = 0, have = 0;

	while (end > 0 && end + 2 > len && base64[end - 1] == '=')
		end--;
	if (len == 0 || len % 4)
		return false;
	for (size_t i = 0; i < end; i++) {
		unsigned char byte;
		int value = digit(base64[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		byte = (unsigned char)(bits >> have);
		buf_add(&buf, (struct bytes){ &byte, 1 });
	}
	*out = buf_bytes(&buf);
	return true;
}

/* RFC 4251, 5: a length of four bytes, the highest first, and as many bytes. */
static bool next_string(struct bytes *rest, struct bytes *string)
{
	size_t len;

	if (rest->len < 4)
		return false;
	len = (size_t)rest->data[0] << 24 | (size_t)rest->data[1] << 16 |
	      (size_t)rest->data[2] << 8 | rest->data[3];
	if (len > rest->len - 4)
		return false;
	*string = bytes_slice(*rest, 4, len);
	*rest = bytes_slice(*rest, 4 + len, rest->len);
	return true;
}

/* Whether BLOB is a key of TYPE: that name, and whole strings behind it. */
static bool is_key_of(struct bytes blob, const char *type)
{
	struct bytes part;
	size_t parts = 0;

	if (!next_string(&blob, &part) || !bytes_is(part, type))
		return false;
	while (next_string(&blob, &part))
		parts += part.len > 0;
	return blob.len == 0 && parts > 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char *next_word(char **rest)
{
	char *word = *rest;

	while (*word && is_blank(*word))
		word++;
	*rest = word;
	while (**rest && !is_blank(**rest))
		(*rest)++;
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

static const char *trimmed(char *text)
{
	size_t len;

	while (*text && is_blank(*text))
		text++;
	for (len = strlen(text); len > 0 && is_blank(text[len - 1]); len--)
		text[len - 1] = '\0';
	return text;
}

static int refuse(const char **why, const char *what)
{
	*why = what;
	return -EINVAL;
}

int sshkey_parse(struct pool *pool, struct bytes line, struct sshkey *key,
		 const char **why)
{
	char *rest = bytes_str(pool, bytes_slice(line, 0, LINE_MAX_BYTES));
	struct bytes blob;
	size_t i = 0;

	if (line.len > LINE_MAX_BYTES || strlen(rest) != line.len)
		return refuse(why, "no line of text");
	if (strstr(rest, "PRIVATE KEY"))
		return refuse(why, "a private key; the public one ends in .pub");
	if (strncmp(rest, "---- BEGIN SSH2", 15) == 0)
		return refuse(why, "a key in the format of RFC 4716; ssh-keygen -i "
				   "converts it");
	key->type = next_word(&rest);
	while (i < sizeof(types) / sizeof(*types) && strcmp(types[i], key->type) != 0)
		i++;
	if (i == sizeof(types) / sizeof(*types))
		return refuse(why, "no public key of a type that sshd takes");
	key->blob = next_word(&rest);
	key->comment = trimmed(rest);
	if (!decode(pool, key->blob, &blob) || !is_key_of(blob, key->type))
		return refuse(why, "a public key that is damaged or cut off");
	return 0;
}

bool sshkey_is_listed(struct bytes text, const struct sshkey *key)
{
	struct bytes blob = bytes_of(key->blob), line;

	while (bytes_line(&text, &line)) {
		size_t start = 0;
		ptrdiff_t at;

		while (start < line.len && is_blank((char)line.data[start]))
			start++;
		if (start == line.len || line.data[start] == '#')
			continue;
		at = bytes_find(line, blob, start);
		if (at > 0 && is_blank((char)line.data[at - 1]) &&
		    ((size_t)at + blob.len == line.len ||
		     is_blank((char)line.data[(size_t)at + blob.len])))
			return true;
	}
	return false;
}
