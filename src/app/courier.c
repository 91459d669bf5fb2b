/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/courier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"

/* Exit codes that are more than a message: curl(1). */
enum {
	CURL_QUOTE = 21,
	CURL_HTTP = 22,
	CURL_RANGE = 33,
	CURL_RESUME = 36,
	CURL_PEER = 60,
	CURL_NOT_THERE = 78,
};

static const struct {
	const char *prefix, *scheme;
} ways[] = {
	[COURIER_HTTP] = { "http://", "=http" },
	[COURIER_HTTPS] = { "https://", "=https" },
	[COURIER_SFTP] = { "sftp://", "=sftp" },
};

/* What a path of SFTP may have, so that it is the same in an address and in a command. */
static bool is_plain_path(const char *path)
{
	for (; *path; path++)
		if (!strchr("/._~+=,-", *path) && (*path < '0' || *path > '9') &&
		    (*path < 'A' || *path > 'Z') && (*path < 'a' || *path > 'z'))
			return false;
	return true;
}

static bool is_address(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"'<>\\^`{|}#", *text))
			return false;
	return true;
}

bool courier_address(const char *address, struct courier *courier, const char **why)
{
	const char *host, *path;
	size_t way = 0;

	while (way < 3 &&
	       strncmp(address, ways[way].prefix, strlen(ways[way].prefix)) != 0)
		way++;
	*why = "an address begins with https://, http:// or sftp://";
	if (way == 3)
		return false;
	host = address + strlen(ways[way].prefix);
	path = host + strcspn(host, "/?");
	*why = "an address has no blanks, and none of \"'<>\\^`{|}#";
	if (!is_address(address))
		return false;
	*why = "user and password are asked for, and are not part of the address";
	if (memchr(host, '@', (size_t)(path - host)))
		return false;
	*why = "an address is a host, a slash, and the name of a file";
	if (path == host || *path != '/' || !path[1] || path[strlen(path) - 1] == '/')
		return false;
	*courier = (struct courier){ .way = (enum courier_way)way,
				     .address = address,
				     .secret = -1 };
	if (way != COURIER_SFTP)
		return true;
	/* A relative path is one in the home directory of the user. */
	courier->path = strncmp(path, "/~/", 3) == 0 ? path + 3 : path;
	*why = "a path on an SSH server has letters, digits and /._~+=,- only";
	return *courier->path && is_plain_path(path);
}

/* Nothing of the environment, of a file or of another protocol decides what curl does. */
static struct strs words_of(struct pool *pool, const struct courier *courier)
{
	static const char *const always[] = {
		"curl",   "--disable", "--silent",          "--show-error", "--globoff",
		"--fail", "--http1.1", "--connect-timeout", "30",           "--noproxy",
		"*",      "--output",  "/dev/null",         "--proto",
	};
	struct strs words = { .pool = pool };

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		strs_add(&words, always[i]);
	strs_add(&words, ways[courier->way].scheme);
	if (courier->secret >= 0) {
		strs_add(&words, "--config");
		strs_addf(&words, "/proc/self/fd/%d", courier->secret);
	}
	if (courier->host_key) {
		const char *colon = strchr(courier->host_key, ':');

		strs_add(&words, "--hostpubsha256");
		strs_add(&words, colon ? colon + 1 : courier->host_key);
	}
	return words;
}

struct strs courier_send(struct pool *pool, const struct courier *courier, int64_t length)
{
	struct strs words = words_of(pool, courier);
	bool is_sftp = courier->way == COURIER_SFTP;

	strs_add(&words, "--upload-file");
	strs_add(&words, "-");
	strs_add(&words, "--write-out");
	strs_add(&words, "%{http_code} %{redirect_url}");
	if (!is_sftp && length >= 0) {
		strs_add(&words, "--header");
		strs_addf(&words, "Content-Length: %lld", (long long)length);
		strs_add(&words, "--header");
		strs_add(&words, "Transfer-Encoding:");
	}
	/* It has its name when all of it is there; SFTP renames to no name that is taken.
	 */
	if (is_sftp) {
		strs_add(&words, "--quote");
		strs_addf(&words, "-rename %s.part %s", courier->path, courier->path);
	}
	strs_addf(&words, "%s%s", courier->address, is_sftp ? ".part" : "");
	strs_add(&words, NULL);
	return words;
}

struct strs courier_look(struct pool *pool, const struct courier *courier)
{
	struct strs words = words_of(pool, courier);

	strs_add(&words, "--range");
	strs_add(&words, "0-0");
	strs_add(&words, courier->address);
	strs_add(&words, NULL);
	return words;
}

struct strs courier_ask_key(struct pool *pool, const struct courier *courier)
{
	struct courier nobody = *courier;
	struct strs words;

	nobody.host_key = "none";
	nobody.secret = -1;
	words = words_of(pool, &nobody);
	strs_add(&words, nobody.address);
	strs_add(&words, NULL);
	return words;
}

/* In quotes, where a backslash and a quote are escaped: curl(1), --config. */
bool courier_login(char *text, size_t room, const char *user, const char *password)
{
	const char *const parts[] = { user, ":", password };
	size_t len = (size_t)snprintf(text, room, "user = \"");

	for (size_t i = 0; i < 3; i++) {
		for (const char *c = parts[i]; *c; c++) {
			if (len + 4 > room)
				return false;
			if (*c == '"' || *c == '\\')
				text[len++] = '\\';
			text[len++] = *c;
		}
	}
	text[len++] = '"';
	text[len] = '\0';
	return true;
}

/* "... mismatch sha256 fingerprint. Remote BASE64= is not equal to none" */
char *courier_key(struct pool *pool, const char *said)
{
	static const char before[] = "fingerprint. Remote ";
	const char *key = strstr(said, before);
	size_t len;

	if (!key)
		return NULL;
	key += strlen(before);
	len = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			  "0123456789+/");
	if (len != 43)
		return NULL;
	return pool_printf(pool, "SHA256:%.*s", (int)len, key);
}

static const char *http_words(int code)
{
	switch (code) {
	case 401:
		return "the server wants a user and a password, or takes another one";
	case 403:
		return "the server does not allow it";
	case 404:
	case 409:
		return "the server has no such folder";
	case 405:
	case 501:
		return "the server takes no PUT requests there";
	case 411:
		return "the server wants to know the length first";
	case 413:
		return "the image is more than the server takes";
	case 507:
		return "the server has no room left";
	default:
		return code >= 500 ? "the server failed" : "the server refuses it";
	}
}

static const char *curl_words(const struct courier *courier, int status)
{
	static const struct {
		int status;
		const char *words;
	} known[] = {
		{ 6, "no name server knows that host" },
		{ 7, "nobody takes connections there: the host or the port is wrong, or "
		     "a firewall is between" },
		{ 9, "the server does not let this user write there" },
		{ 18, "the connection broke" },
		{ CURL_QUOTE, "all was sent, to a name with .part at its end; it could "
			      "not get its own name" },
		{ 25, "the server does not take the file" },
		{ 28, "no answer in half a minute" },
		{ 35, "no encryption could be agreed on" },
		{ 52, "the server ended the connection without an answer" },
		{ 55, "the connection broke" },
		{ 56, "the connection broke" },
		{ 67, "the server does not take that user and password" },
		{ 70, "the server has no room left" },
		{ CURL_NOT_THERE, "the server has no such folder" },
		{ 79, "the SSH server broke it off" },
	};

	if (status == CURL_PEER)
		return courier->way == COURIER_SFTP
			       ? "the server has another key than the one that was "
				 "confirmed; nothing was sent"
			       : "the server's certificate is not accepted; nothing was "
				 "sent";
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].status == status)
			return known[i].words;
	return "it could not be sent";
}

/* curl's own words, on one line: of several the first. */
static const char *detail(struct pool *pool, const char *said)
{
	struct bytes rest = bytes_of(said), line = { 0 };

	(void)bytes_line(&rest, &line);
	return line.len ? clean_str(pool, line, CLEAN_LINE) : "curl said nothing";
}

enum courier_end courier_ended(struct pool *pool, const struct courier *courier,
			       int status, const char *answer, const char *said,
			       const char **why)
{
	bool is_http = courier->way != COURIER_SFTP;
	int code = is_http ? atoi(answer) : 0;
	const char *blank = strchr(answer, ' ');

	*why = NULL;
	if (status == 0 && (!is_http || (code >= 200 && code < 300)))
		return COURIER_DONE;
	if (status == 0 && code >= 300 && code < 400)
		*why = pool_printf(
			pool, "the server wants it at another address: %s (%d)",
			clean_str(pool, bytes_of(blank ? blank + 1 : "none"), CLEAN_LINE),
			code);
	else if (code >= 300)
		*why = pool_printf(pool, "%s (%d)", http_words(code), code);
	else
		*why = pool_printf(pool, "%s (%s)", curl_words(courier, status),
				   detail(pool, said));
	return code == 411 || code == 501 ? COURIER_WANTS_LENGTH : COURIER_FAILED;
}

bool courier_is_free(int status)
{
	return status == CURL_NOT_THERE;
}

/* An empty file has no first byte. */
bool courier_is_taken(int status)
{
	return status == 0 || status == CURL_RANGE || status == CURL_RESUME;
}
