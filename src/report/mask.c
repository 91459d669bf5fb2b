/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/mask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "format/text.h"

enum {
	KEY_MAX = 64, /* the last bytes of a key's name are looked at */
	HASH_MIN = 8, /* bytes after the prefix; "$1$2" is shell */
};

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len >= end_len && strcmp(s + len - end_len, end) == 0;
}

static bool is_quote(unsigned char c)
{
	return c == '"' || c == '\'';
}

static bool is_key_char(unsigned char c)
{
	return isalnum(c) || c == '-' || c == '_' || c == '.';
}

static bool is_line_end(unsigned char c)
{
	return c == '\r' || c == '\n';
}

/* LINE without its line end. */
static struct bytes body_of(struct bytes line)
{
	while (line.len > 0 && is_line_end(line.data[line.len - 1]))
		line.len--;
	return line;
}

static size_t skip(struct bytes line, size_t at, bool (*is)(unsigned char))
{
	while (at < line.len && is(line.data[at]))
		at++;
	return at;
}

static bool is_word_char(unsigned char c)
{
	return !text_is_blank(c) && !is_quote(c);
}

/*
 * Whether a key of that name holds a secret: "wpa-psk", "PresharedKey", "wep_key0".
 * "psk-flags", "key-mgmt", "PasswordAuthentication" do not.
 */
static bool is_secret_name(const char *name, size_t len)
{
	static const char *const endings[] = {
		"psk",    "password",   "passwords",    "passphrase",    "secret",
		"token",  "privatekey", "presharedkey", "sharedkey",     "apikey",
		"wepkey", "accesskey",  "secretkey",    "wirelesskey",   "cryptkey",
		"passwd", "authkey",    "pbkdf2",       "wpapassphrase", "pskkey",
	};
	char plain[KEY_MAX + 1];
	size_t n = 0;

	for (size_t i = len > KEY_MAX ? len - KEY_MAX : 0; i < len; i++)
		if (isalnum((unsigned char)name[i]))
			plain[n++] = (char)tolower((unsigned char)name[i]);
	while (n > 0 && isdigit((unsigned char)plain[n - 1]) &&
	       !(n >= 6 && strncmp(plain + n - 6, "pbkdf2", 6) == 0))
		n--;
	plain[n] = '\0';
	if (strcmp(plain, "key") == 0 || strcmp(plain, "pass") == 0)
		return true;
	if (len > 5 && strncasecmp(name + len - 4, "pass", 4) == 0 &&
	    !isalnum((unsigned char)name[len - 5]))
		return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(plain, endings[i]))
			return true;
	return false;
}

/* PAM's "password" and nsswitch.conf's "passwd" are words, not secrets. */
static bool is_word_here(const struct masker *masker, const char *name, size_t len)
{
	if (strstr(masker->path, "/pam"))
		return len == strlen("password") && strncmp(name, "password", len) == 0;
	if (strcmp(path_name(masker->path), "nsswitch.conf") == 0)
		return len == strlen("passwd") && strncmp(name, "passwd", len) == 0;
	return false;
}

/* What may come before the first word of a line. */
static bool is_lead(unsigned char c)
{
	return is_quote(c) || text_is_blank(c) || c == '#' || c == ';' || c == '-';
}

/* Whether nothing that means something comes before AT: "# export ", a quote, "- ". */
static bool starts_line(struct bytes line, size_t at)
{
	size_t i = 0;

	while (i < at && is_lead(line.data[i]))
		i++;
	return i == at || (at - i > 7 && memcmp(line.data + i, "export ", 7) == 0 &&
			   skip(line, i + 7, text_is_blank) == at);
}

/*
 * Where the value of the key that ends at AT starts, or 0: after "=", ":" with a blank,
 * or, for the first word of a line, blanks alone (interfaces(5), grub's password_pbkdf2).
 */
static size_t value_after(struct bytes line, size_t at, bool first)
{
	size_t end = at < line.len && is_quote(line.data[at]) ? at + 1 : at;
	size_t to = skip(line, end, text_is_blank);

	if (to < line.len && line.data[to] == '=') {
		while (to < line.len && line.data[to] == '=')
			to++;
		return skip(line, to, text_is_blank);
	}
	if (to < line.len && line.data[to] == ':' &&
	    (to + 1 == line.len || !is_word_char(line.data[to + 1])))
		return skip(line, to + 1, text_is_blank);
	return first && to > end ? to : 0;
}

static size_t value_end(struct bytes line, size_t at, bool first)
{
	if (first)
		return line.len;
	if (at < line.len && is_quote(line.data[at])) {
		const unsigned char *end =
			memchr(line.data + at + 1, line.data[at], line.len - at - 1);

		return end ? (size_t)(end - line.data) + 1 : line.len;
	}
	return skip(line, at, is_word_char);
}

/* The secret value whose key starts at AT. */
static bool keyed_value(const struct masker *masker, struct bytes line, size_t at,
			struct span *secret)
{
	const char *name = (const char *)line.data + at;
	size_t len = skip(line, at, is_key_char) - at, value;
	bool first;

	if (!is_secret_name(name, len) || is_word_here(masker, name, len))
		return false;
	first = starts_line(line, at);
	value = value_after(line, at + len, first);
	if (value == 0 || value >= line.len)
		return false;
	*secret = (struct span){ value, value_end(line, value, first) - value };
	return secret->len > 0;
}

static bool is_hash_char(unsigned char c)
{
	return isalnum(c) || (c && strchr("./$,=+-_*", c));
}

/* The password hash (crypt(5), GRUB's PBKDF2) that starts at AT. */
static bool hash_at(struct bytes line, size_t at, struct span *secret)
{
	static const char *const prefixes[] = {
		"$1$",    "$2$",  "$2a$",  "$2b$",    "$2x$",         "$2y$",
		"$3$",    "$5$",  "$6$",   "$7$",     "$y$",          "$gy$",
		"$apr1$", "$md5", "$sha1", "$argon2", "grub.pbkdf2.",
	};
	struct bytes rest = bytes_slice(line, at, line.len);

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t end = at + strlen(prefixes[i]);

		if (!bytes_starts(rest, prefixes[i]))
			continue;
		*secret = (struct span){ at, skip(line, end, is_hash_char) - at };
		return at + secret->len >= end + HASH_MIN;
	}
	return false;
}

/* The password in "scheme://user:password@host" whose "://" is at AT. */
static bool url_password(struct bytes line, size_t at, struct span *secret)
{
	size_t colon = 0;

	if (!bytes_starts(bytes_slice(line, at, line.len), "://"))
		return false;
	for (size_t i = at + 3; i < line.len && is_word_char(line.data[i]); i++) {
		if (line.data[i] == '/')
			return false;
		if (line.data[i] == ':' && !colon)
			colon = i;
		if (line.data[i] == '@' && colon) {
			*secret = (struct span){ colon + 1, i - colon - 1 };
			return secret->len > 0;
		}
	}
	return false;
}

/* The first secret at or after AT. */
static bool next_secret(const struct masker *masker, struct bytes line, size_t at,
			struct span *secret)
{
	for (; at < line.len; at++) {
		unsigned char c = line.data[at];

		if ((c == '$' || c == 'g') && hash_at(line, at, secret))
			return true;
		if (c == ':' && url_password(line, at, secret))
			return true;
		if (is_key_char(c) && (at == 0 || !is_key_char(line.data[at - 1])) &&
		    keyed_value(masker, line, at, secret))
			return true;
	}
	return false;
}

/* The second field of shadow(5), passwd(5) and gshadow(5); a lock's "!" stays. */
static bool shadow_field(const struct masker *masker, struct bytes line,
			 struct span *secret)
{
	static const char *const names[] = {
		"shadow", "shadow-", "gshadow", "gshadow-",  "passwd",        "passwd-",
		"group",  "group-",  "opasswd", ".htpasswd", "master.passwd",
	};
	const char *name = path_name(masker->path);
	const unsigned char *colon = memchr(line.data, ':', line.len);
	size_t at, end;
	bool known = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		known |= strcmp(name, names[i]) == 0;
	if (!known || !colon)
		return false;
	at = (size_t)(colon - line.data) + 1;
	colon = memchr(line.data + at, ':', line.len - at);
	end = colon ? (size_t)(colon - line.data) : line.len;
	while (at < end && (line.data[at] == '!' || line.data[at] == '*'))
		at++;
	*secret = (struct span){ at, end - at };
	return at < end && !(end - at == 1 && line.data[at] == 'x');
}

static bool has(struct bytes line, const char *text)
{
	return bytes_find(line, bytes_of(text), 0) >= 0;
}

/* Whether the whole line is a secret: inside a private key, or of ppp's chap-secrets. */
static bool is_whole_secret(struct masker *masker, struct bytes line)
{
	if (has(line, "-----BEGIN") && has(line, "PRIVATE KEY")) {
		masker->in_key = true;
		return false;
	}
	if (has(line, "-----END"))
		masker->in_key = false;
	if (line.len == 0)
		return false;
	return masker->in_key ||
	       (ends_with(masker->path, "-secrets") && line.data[0] != '#');
}

struct bytes mask_line(struct masker *masker, struct pool *pool, struct bytes line)
{
	struct bytes body = body_of(line);
	struct buf out = { .pool = pool };
	struct span secret = { 0, body.len };
	size_t from = 0;
	bool found = is_whole_secret(masker, body) ||
		     shadow_field(masker, body, &secret) ||
		     next_secret(masker, body, 0, &secret);

	if (!found)
		return line;
	masker->masked = true;
	while (found) {
		buf_add(&out, bytes_slice(body, from, secret.offset - from));
		buf_adds(&out, MASK);
		from = span_end(secret);
		found = next_secret(masker, body, from, &secret);
	}
	buf_add(&out, bytes_slice(line, from, line.len));
	return buf_bytes(&out);
}
