/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

struct pool {
	struct chunk *chunks;
};

static _Noreturn void out_of_memory(void)
{
	fputs("drydock: out of memory\n", stderr);
	_Exit(4);
}

static void *must_calloc(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		out_of_memory();
	return memory;
}

struct pool *pool_new(void)
{
	return must_calloc(sizeof(struct pool));
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	for (struct chunk *chunk = pool->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(pool);
}

static size_t aligned(size_t size)
{
	size_t unit = alignof(max_align_t);

	if (size > PTRDIFF_MAX - CHUNK)
		out_of_memory();
	return (size + unit - 1) / unit * unit;
}

/* A large piece gets a chunk of its own behind the current one, which stays in use. */
static struct chunk *chunk_add(struct pool *pool, size_t size)
{
	size_t room = size > CHUNK / 4 ? size : CHUNK;
	struct chunk *chunk = must_calloc(sizeof(*chunk) + room);

	chunk->size = room;
	if (room != CHUNK && pool->chunks) {
		chunk->next = pool->chunks->next;
		pool->chunks->next = chunk;
	} else {
		chunk->next = pool->chunks;
		pool->chunks = chunk;
	}
	return chunk;
}

void *pool_alloc(struct pool *pool, size_t size)
{
	size_t need = aligned(size ? size : 1);
	struct chunk *chunk = pool->chunks;
	void *piece;

	if (!chunk || chunk->size - chunk->used < need)
		chunk = chunk_add(pool, need);
	piece = chunk->data + chunk->used;
	chunk->used += need;
	return piece;
}

void *pool_grow(struct pool *pool, const void *old, size_t old_size, size_t new_size)
{
	void *piece = pool_alloc(pool, new_size);

	if (old_size)
		memcpy(piece, old, old_size);
	return piece;
}

char *pool_strndup(struct pool *pool, const char *s, size_t len)
{
	size_t used = strnlen(s, len);
	char *copy = pool_alloc(pool, used + 1);

	memcpy(copy, s, used);
	return copy;
}

char *pool_strdup(struct pool *pool, const char *s)
{
	return s ? pool_strndup(pool, s, strlen(s)) : NULL;
}

char *pool_vprintf(struct pool *pool, const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return pool_strdup(pool, "");
	text = pool_alloc(pool, (size_t)len + 1);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *pool_printf(struct pool *pool, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = pool_vprintf(pool, format, args);
	va_end(args);
	return text;
}
