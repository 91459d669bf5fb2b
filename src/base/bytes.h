/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes: a view of memory owned by somebody else (nearly always a pool), and a buffer
 * that grows in a pool.
 *
 * The one law of a view: it is never written through and never ended by NUL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct bytes {
	const unsigned char *data;
	size_t len;
};

struct buf {
	struct pool *pool;
	unsigned char *data;
	size_t len, room;
};

/* The bytes of a C string, without its NUL. */
struct bytes bytes_of(const char *s);

/* LEN bytes of B from OFFSET on, cut to what there is. */
struct bytes bytes_slice(struct bytes b, size_t offset, size_t len);

bool bytes_equal(struct bytes a, struct bytes b);

/* Whether B is the text S. */
bool bytes_is(struct bytes b, const char *s);

bool bytes_starts(struct bytes b, const char *prefix);

/* Whether there is nothing in it but zeroes. */
bool bytes_are_zero(struct bytes b);
bool all_zero(const void *data, size_t len);

/* The offset of the first NEEDLE in B at or after FROM, or -1. */
ptrdiff_t bytes_find(struct bytes b, struct bytes needle, size_t from);

/* A C string with the content of B; a NUL inside ends it early. */
char *bytes_str(struct pool *pool, struct bytes b);

/* A copy of B in POOL. */
struct bytes bytes_copy(struct pool *pool, struct bytes b);

/*
 * Take the next line from REST, its line feed included (the last one may have none).
 * Returns false at the end.
 */
bool bytes_line(struct bytes *rest, struct bytes *line);

/* Little-endian numbers; the caller has checked that the bytes are there. */
uint16_t le16(const void *p);
uint32_t le32(const void *p);
uint64_t le64(const void *p);
void put_le16(void *p, uint16_t value);
void put_le32(void *p, uint32_t value);
void put_le64(void *p, uint64_t value);

void buf_add(struct buf *buf, struct bytes b);
void buf_adds(struct buf *buf, const char *s);
void buf_addf(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* COUNT bytes of the value BYTE. */
void buf_fill(struct buf *buf, unsigned char byte, size_t count);

/* What the buffer holds; valid until the next buf_add. */
struct bytes buf_bytes(const struct buf *buf);
