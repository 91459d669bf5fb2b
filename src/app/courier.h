/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curl, which takes an image to a server while it is made: by a PUT request, or through
 * SSH (SFTP).
 *
 * The one law: a password reaches curl in a file in memory, never as an argument or in
 * the environment, and an SSH server with another key than the given one gets nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/strs.h"

enum courier_way { COURIER_HTTP, COURIER_HTTPS, COURIER_SFTP };

struct courier {
	enum courier_way way;
	const char *address;  /* "https://host/folder/file" */
	const char *path;     /* SFTP: of the file, for the server */
	const char *host_key; /* SFTP: "SHA256:..." */
	int secret;           /* a file in memory with user and password; -1: none */
};

enum { COURIER_LENGTH_UNKNOWN = -1 };

/*
 * Take ADDRESS apart; what it points to stays its caller's.  False where it is none that
 * a file can be sent to; WHY is a sentence about it.
 */
bool courier_address(const char *address, struct courier *courier, const char **why);

/*
 * The words that have curl send LENGTH bytes of its standard input (or all there are),
 * look whether the file is there already, and refuse whatever key the server has: it
 * says which.
 */
struct strs courier_send(struct pool *pool, const struct courier *courier,
			 int64_t length);
struct strs courier_look(struct pool *pool, const struct courier *courier);
struct strs courier_ask_key(struct pool *pool, const struct courier *courier);

/*
 * What curl's configuration says for USER and PASSWORD, into TEXT of ROOM bytes, which is
 * the caller's to wipe.  False where it does not fit.
 */
bool courier_login(char *text, size_t room, const char *user, const char *password);

/* The key in what curl said after courier_ask_key(), as "SHA256:..."; NULL: none. */
char *courier_key(struct pool *pool, const char *said);

enum courier_end {
	COURIER_DONE,
	COURIER_WANTS_LENGTH, /* and refuses what comes without it */
	COURIER_FAILED,
};

/*
 * What became of it by curl's STATUS, by what it wrote (ANSWER: the status of HTTP) and
 * SAID; WHY is a sentence of POOL.
 */
enum courier_end courier_ended(struct pool *pool, const struct courier *courier,
			       int status, const char *answer, const char *said,
			       const char **why);

/* courier_look(): whether the file is not there, and who asks may go on. */
bool courier_is_free(int status);

/* courier_look(): whether it is there. */
bool courier_is_taken(int status);
