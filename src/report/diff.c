/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff.h"

#include <string.h>

#include "report/lines.h"
#include "report/mask.h"

enum { CONTEXT = 3 }; /* lines around a change */

/* Two texts being compared, and where the diff goes. */
struct writer {
	struct pool *pool;
	struct lines old, new;
	struct masker old_mask, new_mask;
	size_t old_masked, new_masked; /* lines the maskers have seen */
	struct buf out;
};

/* Lines old_start..old_end of the one are lines new_start..new_end of the other. */
struct hunk {
	size_t old_start, old_end, new_start, new_end;
};

bool diff_is_binary(struct bytes content)
{
	return content.len > 0 && memchr(content.data, '\0', content.len);
}

static bool needs_quotes(const char *path)
{
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < ' ' || *c == '"' || *c == '\\' || *c == 0x7f)
			return true;
	return false;
}

/* The name in a header, as GNU diff writes it and patch(1) reads it. */
static void add_name(struct buf *out, const char *mark, char side, const char *path)
{
	if (!path) {
		buf_addf(out, "%s /dev/null\n", mark);
		return;
	}
	if (!needs_quotes(path)) {
		buf_addf(out, "%s %c%s%s\n", mark, side, path,
			 strchr(path, ' ') ? "\t" : "");
		return;
	}
	buf_addf(out, "%s \"%c", mark, side);
	for (const char *c = path; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			buf_addf(out, "\\%03o", (unsigned char)*c);
		else
			buf_addf(out, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
	}
	buf_adds(out, "\"\n");
}

/* Line AT of LINES, masked; lines come in order, since a key goes over several. */
static struct bytes masked_line(struct pool *pool, const struct lines *lines,
				struct masker *masker, size_t *seen, size_t at)
{
	struct bytes line = lines->line[at];
	bool before = masker->masked;

	for (; *seen <= at; (*seen)++) {
		masker->masked = before;
		line = mask_line(masker, pool, lines->line[*seen]);
	}
	return line;
}

static void add_line(struct buf *out, char mark, struct bytes line)
{
	buf_addf(out, "%c", mark);
	buf_add(out, line);
	if (line.len == 0 || line.data[line.len - 1] != '\n')
		buf_adds(out, "\n\\ No newline at end of file\n");
}

static void add_old(struct writer *w, size_t at)
{
	add_line(&w->out, w->old.differs[at] ? '-' : ' ',
		 masked_line(w->pool, &w->old, &w->old_mask, &w->old_masked, at));
}

static void add_new(struct writer *w, size_t at)
{
	add_line(&w->out, '+',
		 masked_line(w->pool, &w->new, &w->new_mask, &w->new_masked, at));
}

static void add_range(struct buf *out, char mark, size_t start, size_t end)
{
	/* An empty range is named by the line before it. */
	if (end - start == 1)
		buf_addf(out, "%c%zu", mark, start + 1);
	else
		buf_addf(out, "%c%zu,%zu", mark, end > start ? start + 1 : start,
			 end - start);
}

static void add_hunk(struct writer *w, const struct hunk *hunk)
{
	size_t i = hunk->old_start, j = hunk->new_start;

	buf_adds(&w->out, "@@ ");
	add_range(&w->out, '-', hunk->old_start, hunk->old_end);
	buf_adds(&w->out, " ");
	add_range(&w->out, '+', hunk->new_start, hunk->new_end);
	buf_adds(&w->out, " @@\n");
	while (i < hunk->old_end || j < hunk->new_end) {
		if (i < hunk->old_end && w->old.differs[i]) {
			add_old(w, i++);
		} else if (j < hunk->new_end && w->new.differs[j]) {
			add_new(w, j++);
		} else {
			add_old(w, i++);
			j++;
		}
	}
}

/* The next difference at or after *I, *J, which are moved behind it. */
static bool next_change(const struct writer *w, size_t *i, size_t *j, struct hunk *change)
{
	while (*i < w->old.count && *j < w->new.count && !w->old.differs[*i] &&
	       !w->new.differs[*j]) {
		(*i)++;
		(*j)++;
	}
	change->old_start = *i;
	change->new_start = *j;
	while (*i < w->old.count && w->old.differs[*i])
		(*i)++;
	while (*j < w->new.count && w->new.differs[*j])
		(*j)++;
	change->old_end = *i;
	change->new_end = *j;
	return change->old_end > change->old_start || change->new_end > change->new_start;
}

static void add_context(const struct writer *w, struct hunk *hunk)
{
	size_t before = hunk->old_start < CONTEXT ? hunk->old_start : CONTEXT;
	size_t left = w->old.count - hunk->old_end;
	size_t after = left < CONTEXT ? left : CONTEXT;

	hunk->old_start -= before;
	hunk->new_start -= before;
	hunk->old_end += after;
	hunk->new_end += after;
}

static void add_hunks(struct writer *w)
{
	struct hunk hunk, next;
	size_t i = 0, j = 0;
	bool more = next_change(w, &i, &j, &hunk);

	while (more && w->out.len <= DIFF_TEXT_MAX) {
		more = next_change(w, &i, &j, &next);
		if (more && next.old_start - hunk.old_end <= 2 * CONTEXT) {
			hunk.old_end = next.old_end;
			hunk.new_end = next.new_end;
			continue;
		}
		add_context(w, &hunk);
		add_hunk(w, &hunk);
		hunk = next;
	}
}

/* One line in place of a diff that cannot be shown. */
static struct bytes sizes_only(struct pool *pool, const struct diff *diff,
			       const char *what)
{
	struct buf out = { .pool = pool };

	if (!diff->new)
		buf_addf(&out, "%s removed: was %zu bytes\n", what, diff->old->len);
	else if (!diff->old)
		buf_addf(&out, "%s: %zu bytes\n", what, diff->new->len);
	else
		buf_addf(&out, "%s: %zu bytes, was %zu bytes\n", what, diff->new->len,
			 diff->old->len);
	return buf_bytes(&out);
}

static size_t line_count(struct bytes text)
{
	size_t count = 0;
	struct bytes line;

	while (bytes_line(&text, &line))
		count++;
	return count;
}

static struct bytes side(const struct bytes *text)
{
	return text ? *text : (struct bytes){ 0 };
}

struct bytes diff_unified(struct pool *pool, struct diff *diff)
{
	struct bytes old = side(diff->old), new = side(diff->new);
	struct writer w = {
		.pool = pool,
		.old_mask = { .path = diff->path },
		.new_mask = { .path = diff->path },
		.out = { .pool = pool },
	};

	if (diff_is_binary(old) || diff_is_binary(new))
		return sizes_only(pool, diff, "Binary file");
	if (line_count(old) > DIFF_LINES_MAX || line_count(new) > DIFF_LINES_MAX)
		return sizes_only(pool, diff, "Long file");
	w.old = lines_of(pool, old);
	w.new = lines_of(pool, new);
	lines_compare(pool, &w.old, &w.new);
	add_name(&w.out, "---", 'a', diff->old ? diff->path : NULL);
	add_name(&w.out, "+++", 'b', diff->new ? diff->path : NULL);
	add_hunks(&w);
	diff->masked = w.old_mask.masked || w.new_mask.masked;
	if (w.out.len > DIFF_TEXT_MAX)
		return sizes_only(pool, diff, "Long file");
	return buf_bytes(&w.out);
}
