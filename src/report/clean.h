/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from a guest made harmless: names with line ends, escape sequences, direction
 * overrides and bytes that are no UTF-8 (RFC 3629) are all to be expected.
 *
 * The one law: whatever comes in, what comes out is valid UTF-8 without a byte that the
 * use forbids; such bytes become "\xNN".  Cleaning twice changes nothing.
 */
#pragma once

#include <jansson.h>

#include "base/bytes.h"

enum clean_use {
	CLEAN_JSON, /* only NUL and broken UTF-8 are forbidden: jansson takes neither */
	CLEAN_LINE, /* one line on a terminal: no control or invisible character */
	CLEAN_DIFF, /* the same, but tabs and line ends stay */
};

/* TEXT at the end of OUT. */
void clean_add(struct buf *out, struct bytes text, enum clean_use use);

/* TEXT as a C string in POOL. */
char *clean_str(struct pool *pool, struct bytes text, enum clean_use use);

/*
 * OBJECT as JSON for a terminal, in POOL: all but visible ASCII is escaped.  FLAGS are
 * json_dumps(3)'s.  NULL: it cannot be written.
 */
char *clean_dump(struct pool *pool, const json_t *object, size_t flags);

/* The bytes of the character that the clean text S starts with. */
size_t clean_next(const char *s);

/* The columns a terminal gives to the first LEN bytes of the clean text S. */
size_t clean_columns(const char *s, size_t len);
