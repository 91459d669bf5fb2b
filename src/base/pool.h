/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool hands out zeroed memory and gives all of it back at once.
 *
 * Its one law: nothing that comes from a pool is freed by itself.  Running out of memory
 * ends the process, so no caller checks for NULL.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct pool;

/* Make an empty pool.  The caller owns it and ends it with pool_free(). */
struct pool *pool_new(void);

/* Give back the pool and everything that came from it.  NULL is allowed. */
void pool_free(struct pool *pool);

/* SIZE bytes, zeroed and aligned for any type. */
void *pool_alloc(struct pool *pool, size_t size);

/* A copy of the OLD_SIZE bytes at OLD in NEW_SIZE bytes; the rest is zeroed. */
void *pool_grow(struct pool *pool, const void *old, size_t old_size, size_t new_size);

/* A copy of S, or NULL where S is NULL. */
char *pool_strdup(struct pool *pool, const char *s);

/* A copy of at most LEN bytes of S, ended by NUL. */
char *pool_strndup(struct pool *pool, const char *s, size_t len);

/* printf(3) into the pool. */
char *pool_printf(struct pool *pool, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

char *pool_vprintf(struct pool *pool, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
