/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/bytes.h"

#include <stdarg.h>
#include <string.h>

struct bytes bytes_of(const char *s)
{
	return (struct bytes){ (const unsigned char *)s, strlen(s) };
}

struct bytes bytes_slice(struct bytes b, size_t offset, size_t len)
{
	if (offset > b.len)
		offset = b.len;
	if (len > b.len - offset)
		len = b.len - offset;
	/* No bytes may lie nowhere, and nothing may be added to that. */
	return (struct bytes){ offset ? b.data + offset : b.data, len };
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool bytes_is(struct bytes b, const char *s)
{
	return bytes_equal(b, bytes_of(s));
}

bool bytes_starts(struct bytes b, const char *prefix)
{
	return bytes_equal(bytes_slice(b, 0, strlen(prefix)), bytes_of(prefix));
}

/* Each byte is like the one before, and the first is zero. */
bool all_zero(const void *data, size_t len)
{
	const unsigned char *byte = data;

	return len == 0 || (byte[0] == 0 && memcmp(byte, byte + 1, len - 1) == 0);
}

bool bytes_are_zero(struct bytes b)
{
	return all_zero(b.data, b.len);
}

ptrdiff_t bytes_find(struct bytes b, struct bytes needle, size_t from)
{
	const unsigned char *hit;

	if (from > b.len || !b.data)
		return -1;
	hit = memmem(b.data + from, b.len - from, needle.data, needle.len);
	return hit ? hit - b.data : -1;
}

char *bytes_str(struct pool *pool, struct bytes b)
{
	return b.len ? pool_strndup(pool, (const char *)b.data, b.len)
		     : pool_strdup(pool, "");
}

struct bytes bytes_copy(struct pool *pool, struct bytes b)
{
	return (struct bytes){ pool_grow(pool, b.data, b.len, b.len), b.len };
}

bool bytes_line(struct bytes *rest, struct bytes *line)
{
	const unsigned char *end;
	size_t len;

	if (rest->len == 0)
		return false;
	end = memchr(rest->data, '\n', rest->len);
	len = end ? (size_t)(end - rest->data) + 1 : rest->len;
	*line = (struct bytes){ rest->data, len };
	*rest = bytes_slice(*rest, len, SIZE_MAX);
	return true;
}

uint16_t le16(const void *p)
{
	const unsigned char *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

uint32_t le32(const void *p)
{
	const unsigned char *b = p;

	return (uint32_t)le16(b) | (uint32_t)le16(b + 2) << 16;
}

uint64_t le64(const void *p)
{
	const unsigned char *b = p;

	return (uint64_t)le32(b) | (uint64_t)le32(b + 4) << 32;
}

void put_le16(void *p, uint16_t value)
{
	unsigned char *b = p;

	b[0] = (unsigned char)value;
	b[1] = (unsigned char)(value >> 8);
}

void put_le32(void *p, uint32_t value)
{
	unsigned char *b = p;

	put_le16(b, (uint16_t)value);
	put_le16(b + 2, (uint16_t)(value >> 16));
}

void put_le64(void *p, uint64_t value)
{
	unsigned char *b = p;

	put_le32(b, (uint32_t)value);
	put_le32(b + 4, (uint32_t)(value >> 32));
}

static void buf_reserve(struct buf *buf, size_t more)
{
	size_t room = buf->room ? buf->room : 256;

	if (buf->room - buf->len >= more)
		return;
	while (room - buf->len < more)
		room *= 2;
	buf->data = pool_grow(buf->pool, buf->data, buf->len, room);
	buf->room = room;
}

void buf_add(struct buf *buf, struct bytes b)
{
	if (b.len == 0)
		return;
	buf_reserve(buf, b.len);
	memcpy(buf->data + buf->len, b.data, b.len);
	buf->len += b.len;
}

void buf_adds(struct buf *buf, const char *s)
{
	buf_add(buf, bytes_of(s));
}

void buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_adds(buf, pool_vprintf(buf->pool, format, args));
	va_end(args);
}

void buf_fill(struct buf *buf, unsigned char byte, size_t count)
{
	if (count == 0)
		return;
	buf_reserve(buf, count);
	memset(buf->data + buf->len, byte, count);
	buf->len += count;
}

struct bytes buf_bytes(const struct buf *buf)
{
	return (struct bytes){ buf->data, buf->len };
}
