/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/syslinux.h"

#include <string.h>
#include <strings.h>

struct reader {
	struct pool *pool;
	struct bytes text;
	struct syslinux *file;
	bool in_help; /* between TEXT HELP and ENDTEXT */
};

static struct syslinux_label *current(struct reader *r)
{
	return r->file->labels ? &r->file->label[r->file->labels - 1] : NULL;
}

bool syslinux_is_module(const char *file)
{
	static const char *const ends[] = { ".c32", ".com", ".cbt", ".bin", ".bs",
					    ".bss", ".0",   ".img", ".32",  ".mbr" };
	size_t len = strlen(file);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t end = strlen(ends[i]);

		if (len > end && strcasecmp(file + len - end, ends[i]) == 0)
			return true;
	}
	return false;
}

static void add_label(struct reader *r, struct syslinux_value value)
{
	struct syslinux *file = r->file;

	file->label = text_room(r->pool, file->label, file->labels, sizeof(*file->label));
	file->label[file->labels++] =
		(struct syslinux_label){ .name = value.value, .line = value.line };
}

static void add_include(struct reader *r, struct syslinux_value value)
{
	struct syslinux *file = r->file;
	const char *end = strpbrk(value.value, " \t");

	/* "MENU INCLUDE file tag" */
	if (end) {
		value.span.len = (size_t)(end - value.value);
		value.value = text_str(r->pool, r->text, value.span);
	}
	file->include =
		text_room(r->pool, file->include, file->includes, sizeof(*file->include));
	file->include[file->includes++] = value;
}

/* The rest of WITHIN behind the word that was read up to AT. */
static struct syslinux_value rest(struct reader *r, struct span within, size_t at,
				  unsigned line)
{
	size_t end = span_end(within);

	while (at < end && text_is_blank(r->text.data[at]))
		at++;
	while (end > at &&
	       (text_is_blank(r->text.data[end - 1]) || r->text.data[end - 1] == '\r'))
		end--;
	return (struct syslinux_value){
		.value = bytes_str(r->pool, bytes_slice(r->text, at, end - at)),
		.line = line,
		.span = { at, end - at },
	};
}

static void read_menu(struct reader *r, struct syslinux_value value)
{
	struct syslinux_label *label = current(r);
	size_t at = value.span.offset;
	const char *name;
	struct span word;

	if (!text_next_word(r->text, value.span, &at, &word))
		return;
	name = text_str(r->pool, r->text, word);
	value = rest(r, value.span, at, value.line);
	if (strcasecmp(name, "include") == 0)
		add_include(r, value);
	else if (label && strcasecmp(name, "default") == 0)
		label->is_default = true;
	else if (label && strcasecmp(name, "label") == 0)
		label->title = value;
}

static void read_in_label(struct reader *r, const char *name, struct syslinux_value value)
{
	struct syslinux_label *label = current(r);

	if (strcasecmp(name, "linux") == 0 ||
	    (strcasecmp(name, "kernel") == 0 && !syslinux_is_module(value.value)))
		label->kernel = value;
	else if (strcasecmp(name, "initrd") == 0)
		label->initrd = value;
	else if (strcasecmp(name, "append") == 0)
		label->append = value;
}

static void read_line(struct reader *r, struct span line, unsigned number)
{
	struct syslinux_value value;
	size_t at = line.offset;
	const char *name;
	struct span word;

	if (!text_next_word(r->text, line, &at, &word) ||
	    r->text.data[word.offset] == '#')
		return;
	value = rest(r, line, at, number);
	name = text_str(r->pool, r->text, rest(r, word, word.offset, number).span);
	if (r->in_help || strcasecmp(name, "text") == 0)
		r->in_help = strcasecmp(name, "endtext") != 0;
	else if (strcasecmp(name, "label") == 0)
		add_label(r, value);
	else if (strcasecmp(name, "include") == 0)
		add_include(r, value);
	else if (strcasecmp(name, "menu") == 0)
		read_menu(r, value);
	else if (strcasecmp(name, "default") == 0)
		r->file->start = value;
	else if (strcasecmp(name, "ui") == 0)
		r->file->ui = value;
	else if (strcasecmp(name, "ontimeout") == 0)
		r->file->ontimeout = value;
	else if (current(r))
		read_in_label(r, name, value);
	else if (strcasecmp(name, "append") == 0)
		r->file->append = value;
}

struct syslinux *syslinux_parse(struct pool *pool, struct bytes text)
{
	struct reader r = { .pool = pool, .text = text };
	struct span line;
	unsigned number = 1;

	r.file = pool_alloc(pool, sizeof(*r.file));
	for (size_t at = 0; text_next_line(text, &at, &line); number++)
		read_line(&r, line, number);
	return r.file;
}
