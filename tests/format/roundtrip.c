/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: roundtrip FILE...
 *
 * Real files, each in a folder named for its syntax, through parser and editors: an edit
 * that writes what is already there gives the same bytes, and no line that is more than a
 * comment escapes the parser.
 */
#include "roundtrip.h"

#include <stdio.h>
#include <string.h>

#include "base/path.h"

static struct sample {
	struct pool *pool;
	const char *path;
	struct bytes text;
	bool *seen; /* one a byte: the parser told of it */
	int complaints;
} sample;

void complain(unsigned line, const char *what)
{
	printf("%s:%u: %s\n", sample.path, line, what);
	sample.complaints++;
}

void same(struct bytes done, const char *what, unsigned line)
{
	if (!bytes_equal(done, sample.text))
		complain(line,
			 pool_printf(sample.pool, "%s put there again changes it", what));
}

void span(struct span span, unsigned line)
{
	if (span.offset > sample.text.len || span.len > sample.text.len - span.offset) {
		complain(line, "outside the file");
		return;
	}
	same(text_replace(sample.pool, sample.text, span,
			  text_str(sample.pool, sample.text, span)),
	     "its own text", line);
	memset(sample.seen + span.offset, true, span.len);
}

void nothing_lost(const char *comment)
{
	struct span line, word;
	size_t at = 0, from;

	while (text_next_line(sample.text, &at, &line)) {
		from = line.offset;
		if (!text_next_word(sample.text, line, &from, &word) ||
		    strchr(comment, sample.text.data[word.offset]) ||
		    sample.seen[word.offset])
			continue;
		complain(text_line_of(sample.text, line.offset), "passed over");
	}
}

static struct bytes read_all(struct pool *pool, const char *path)
{
	struct buf buf = { .pool = pool };
	unsigned char chunk[4096];
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file) {
		complain(0, "cannot be read");
		return buf_bytes(&buf);
	}
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&buf, (struct bytes){ chunk, len });
	(void)fclose(file);
	return buf_bytes(&buf);
}

static const struct syntax *syntax_of(const char *folder)
{
	static const struct syntax *const all[] = { boot_syntaxes, network_syntaxes,
						    system_syntaxes };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (const struct syntax *syntax = all[i]; syntax->name; syntax++)
			if (strcmp(syntax->name, folder) == 0)
				return syntax;
	return NULL;
}

static void check(struct pool *pool, const char *path)
{
	const struct syntax *syntax = syntax_of(path_name(path_parent(pool, path)));

	sample = (struct sample){ .pool = pool, .path = path };
	sample.text = read_all(pool, path);
	sample.seen = pool_alloc(pool, sample.text.len + 1);
	if (syntax)
		syntax->check(pool, sample.text);
	else
		complain(0, "its folder is no syntax that is known here");
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		struct pool *pool = pool_new();

		check(pool, argv[i]);
		if (sample.complaints)
			failed++;
		else
			passed++;
		pool_free(pool);
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0 || passed == 0;
}
