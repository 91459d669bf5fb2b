/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/ppm.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

enum { SIDE_MAX = 8192 };

static void skip_blanks(struct bytes *rest)
{
	while (rest->len && (isspace(rest->data[0]) || rest->data[0] == '#')) {
		if (rest->data[0] != '#') {
			*rest = bytes_slice(*rest, 1, rest->len);
			continue;
		}
		while (rest->len && rest->data[0] != '\n')
			*rest = bytes_slice(*rest, 1, rest->len);
	}
}

/* The next number, at most SIDE_MAX; 0 where there is none. */
static uint32_t take_number(struct bytes *rest)
{
	uint32_t value = 0;

	skip_blanks(rest);
	while (rest->len && isdigit(rest->data[0])) {
		value = value * 10 + (uint32_t)(rest->data[0] - '0');
		if (value > SIDE_MAX)
			return 0;
		*rest = bytes_slice(*rest, 1, rest->len);
	}
	return value;
}

int ppm_parse(struct bytes file, struct ppm *ppm)
{
	struct bytes rest = file;
	size_t size;

	if (!bytes_starts(file, "P6"))
		return -EBADMSG;
	rest = bytes_slice(rest, 2, rest.len);
	ppm->width = take_number(&rest);
	ppm->height = take_number(&rest);
	if (!ppm->width || !ppm->height || take_number(&rest) != 255 || !rest.len)
		return -EBADMSG;
	/* One blank ends the header; what follows may look like one. */
	ppm->pixels = bytes_slice(rest, 1, rest.len);
	size = (size_t)ppm->width * ppm->height * 3;
	if (ppm->pixels.len < size)
		return -EBADMSG;
	ppm->pixels.len = size;
	return 0;
}

size_t ppm_difference(const struct ppm *a, const struct ppm *b)
{
	size_t different = 0;

	if (a->width != b->width || a->height != b->height)
		return (size_t)b->width * b->height;
	for (size_t i = 0; i < b->pixels.len; i += 3)
		if (memcmp(a->pixels.data + i, b->pixels.data + i, 3) != 0)
			different++;
	return different;
}

static void put_be32(unsigned char *p, size_t value)
{
	for (int i = 3; i >= 0; i--, value >>= 8)
		p[i] = (unsigned char)value;
}

static void add_chunk(struct buf *png, const char *type, struct bytes content)
{
	unsigned char number[4];
	uLong crc = crc32(0, (const Bytef *)type, 4);

	put_be32(number, content.len);
	buf_add(png, (struct bytes){ number, 4 });
	buf_add(png, bytes_of(type));
	buf_add(png, content);
	if (content.len)
		crc = crc32(crc, content.data, (uInt)content.len);
	put_be32(number, crc);
	buf_add(png, (struct bytes){ number, 4 });
}

/* Each row with the filter "none" in front, deflated. */
static struct bytes deflate_rows(struct pool *pool, const struct ppm *ppm)
{
	size_t row = (size_t)ppm->width * 3;
	struct buf rows = { .pool = pool };
	uLongf len;
	unsigned char *data;

	for (size_t y = 0; y < ppm->height; y++) {
		buf_fill(&rows, 0, 1);
		buf_add(&rows, bytes_slice(ppm->pixels, y * row, row));
	}
	len = compressBound(rows.len);
	data = pool_alloc(pool, len);
	(void)compress2(data, &len, rows.data, rows.len, 6);
	return (struct bytes){ data, len };
}

struct bytes ppm_to_png(struct pool *pool, const struct ppm *ppm)
{
	static const unsigned char magic[] = {
		0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'
	};
	/* Width, height, 8 bits of each colour, RGB, deflate, filters, not interlaced. */
	unsigned char header[13] = { [8] = 8, [9] = 2 };
	struct buf png = { .pool = pool };

	put_be32(header, ppm->width);
	put_be32(header + 4, ppm->height);
	buf_add(&png, (struct bytes){ magic, sizeof(magic) });
	add_chunk(&png, "IHDR", (struct bytes){ header, sizeof(header) });
	add_chunk(&png, "IDAT", deflate_rows(pool, ppm));
	add_chunk(&png, "IEND", (struct bytes){ NULL, 0 });
	return buf_bytes(&png);
}
