/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/lines.h"

#include <string.h>

/* What is left to compare between the common start and end. */
struct middle {
	const struct lines *old, *new;
	ptrdiff_t start; /* lines both start with */
	ptrdiff_t old_len, new_len;
};

/* The furthest old line reached on each diagonal, for every number of edits so far. */
struct trace {
	int32_t *reach[LINES_EDITS_MAX + 1]; /* of d: diagonals -d .. d, in steps of 2 */
	ptrdiff_t edits;
};

/* FNV-1a: equal lines have equal hashes, the rest is compared. */
static uint32_t hash_of(struct bytes line)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < line.len; i++)
		hash = (hash ^ line.data[i]) * 16777619u;
	return hash;
}

struct lines lines_of(struct pool *pool, struct bytes text)
{
	struct lines lines = { 0 };
	struct bytes rest = text, line;
	size_t count = 0;

	while (bytes_line(&rest, &line))
		count++;
	lines.line = pool_alloc(pool, (count + 1) * sizeof(*lines.line));
	lines.hash = pool_alloc(pool, (count + 1) * sizeof(*lines.hash));
	lines.differs = pool_alloc(pool, (count + 1) * sizeof(*lines.differs));
	for (rest = text; bytes_line(&rest, &line); lines.count++) {
		lines.line[lines.count] = line;
		lines.hash[lines.count] = hash_of(line);
	}
	return lines;
}

static bool line_equal(const struct lines *a, size_t i, const struct lines *b, size_t j)
{
	return a->hash[i] == b->hash[j] && bytes_equal(a->line[i], b->line[j]);
}

static struct middle middle_of(const struct lines *old, const struct lines *new)
{
	size_t start = 0, old_end = old->count, new_end = new->count;

	while (start < old_end && start < new_end && line_equal(old, start, new, start))
		start++;
	while (old_end > start && new_end > start &&
	       line_equal(old, old_end - 1, new, new_end - 1)) {
		old_end--;
		new_end--;
	}
	return (struct middle){ old, new, (ptrdiff_t)start, (ptrdiff_t)(old_end - start),
				(ptrdiff_t)(new_end - start) };
}

/* Follow equal lines from old line X of diagonal K. */
static ptrdiff_t slide(const struct middle *m, ptrdiff_t x, ptrdiff_t k)
{
	while (x < m->old_len && x - k < m->new_len &&
	       line_equal(m->old, (size_t)(m->start + x), m->new,
			  (size_t)(m->start + x - k)))
		x++;
	return x;
}

/* Whether diagonal K with D edits is best entered by an insertion from diagonal K + 1. */
static bool comes_from_above(const int32_t *before, ptrdiff_t d, ptrdiff_t k)
{
	/* Diagonal k of d - 1 edits is at (k + d - 1) / 2. */
	return k == -d ||
	       (k != d && before[(k - 1 + d - 1) / 2] < before[(k + 1 + d - 1) / 2]);
}

/* Go forward until the end is reached; false: too many edits. */
static bool search(struct pool *pool, const struct middle *m, struct trace *trace)
{
	for (ptrdiff_t d = 0; d <= LINES_EDITS_MAX; d++) {
		int32_t *now = pool_alloc(pool, (size_t)(d + 1) * sizeof(*now));
		const int32_t *before = d ? trace->reach[d - 1] : NULL;

		trace->reach[d] = now;
		for (ptrdiff_t k = -d; k <= d; k += 2) {
			ptrdiff_t x = 0;

			if (d > 0)
				x = comes_from_above(before, d, k)
					    ? before[(k + 1 + d - 1) / 2]
					    : before[(k - 1 + d - 1) / 2] + 1;
			x = slide(m, x, k);
			now[(k + d) / 2] = (int32_t)x;
			if (k == m->old_len - m->new_len && x >= m->old_len) {
				trace->edits = d;
				return true;
			}
		}
	}
	return false;
}

/* Go back from the end and mark each edit. */
static void mark(const struct middle *m, const struct trace *trace, struct lines *old,
		 struct lines *new)
{
	ptrdiff_t k = m->old_len - m->new_len;

	for (ptrdiff_t d = trace->edits; d > 0; d--) {
		const int32_t *before = trace->reach[d - 1];

		if (comes_from_above(before, d, k)) {
			k++;
			new->differs[m->start + before[(k + d - 1) / 2] - k] = true;
		} else {
			k--;
			old->differs[m->start + before[(k + d - 1) / 2]] = true;
		}
	}
}

void lines_compare(struct pool *pool, struct lines *old, struct lines *new)
{
	struct middle m = middle_of(old, new);
	struct trace trace = { 0 };

	if (m.old_len > 0 && m.new_len > 0 && search(pool, &m, &trace)) {
		mark(&m, &trace, old, new);
		return;
	}
	memset(old->differs + m.start, true, (size_t)m.old_len);
	memset(new->differs + m.start, true, (size_t)m.new_len);
}
