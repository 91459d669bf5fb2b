/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/fstab.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* "\040" and its like as getmntent(3) and libmount decode them; returns whether all are
 * good. */
static bool decode(struct pool *pool, struct bytes raw, const char **text)
{
	char *in = bytes_str(pool, raw), *out = in;
	bool good = true;

	*text = in;
	while (*in) {
		int value = 0;

		if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) &&
		    is_octal(in[3]))
			value = (in[1] - '0') * 64 + (in[2] - '0') * 8 + in[3] - '0';
		if (value > 0 && value < 256) {
			*out++ = (char)value;
			in += 4;
		} else if (in[0] == '\\' && in[1] == '\\') {
			*out++ = '\\';
			in += 2;
		} else {
			good = good && *in != '\\';
			*out++ = *in++;
		}
	}
	*out = '\0';
	return good;
}

static const char *decode_field(struct pool *pool, struct bytes text,
				struct fstab_entry *entry, enum fstab_field field)
{
	const char *value = "";

	if (field < entry->count &&
	    !decode(pool, text_slice(text, entry->field[field]), &value))
		entry->bad_escapes |= 1u << field;
	return value;
}

static int number(struct pool *pool, struct bytes text, struct fstab_entry *entry,
		  enum fstab_field field)
{
	const char *digits;
	char *end;
	long value;

	if (field >= entry->count)
		return 0;
	digits = text_str(pool, text, entry->field[field]);
	errno = 0;
	value = strtol(digits, &end, 10);
	if (end == digits || *end || errno || value < 0 || value > INT_MAX) {
		entry->bad_number = true;
		return 0;
	}
	return (int)value;
}

static void find_fields(struct bytes text, struct fstab_entry *entry)
{
	size_t at = entry->span.offset;
	struct span word;

	while (text_next_word(text, entry->span, &at, &word)) {
		if (entry->count >= FSTAB_FREQ && text.data[word.offset] == '#') {
			entry->comment_after = true;
			return;
		}
		if (entry->count < FSTAB_FIELDS)
			entry->field[entry->count] = word;
		entry->count++;
	}
}

static bool parse_line(struct pool *pool, struct bytes text, struct span line,
		       struct fstab_entry *entry)
{
	entry->span = line;
	find_fields(text, entry);
	if (entry->count == 0 || text.data[entry->field[0].offset] == '#')
		return false;
	entry->cr = span_end(line) < text.len && text.data[span_end(line)] == '\r';
	entry->spec = decode_field(pool, text, entry, FSTAB_SPEC);
	entry->file = decode_field(pool, text, entry, FSTAB_FILE);
	entry->type = decode_field(pool, text, entry, FSTAB_TYPE);
	entry->options = decode_field(pool, text, entry, FSTAB_OPTIONS);
	entry->freq = number(pool, text, entry, FSTAB_FREQ);
	entry->passno = number(pool, text, entry, FSTAB_PASSNO);
	return true;
}

struct fstab *fstab_parse(struct pool *pool, struct bytes text)
{
	struct fstab *fstab = pool_alloc(pool, sizeof(*fstab));
	struct span line;
	unsigned number_of_line = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct fstab_entry entry = { .line = ++number_of_line };

		if (!parse_line(pool, text, line, &entry))
			continue;
		fstab->entry = text_room(pool, fstab->entry, fstab->count, sizeof(entry));
		fstab->entry[fstab->count++] = entry;
	}
	return fstab;
}

/* The length of the option at S: a comma inside "..." does not end it (SELinux contexts).
 */
static size_t option_len(const char *s)
{
	bool quoted = false;
	size_t len;

	for (len = 0; s[len] && (quoted || s[len] != ','); len++)
		if (s[len] == '"')
			quoted = !quoted;
	return len;
}

static bool has_option(const char *options, const char *name, size_t len)
{
	for (;;) {
		size_t option = option_len(options);

		if (option >= len && strncmp(options, name, len) == 0 &&
		    (option == len || options[len] == '='))
			return len > 0;
		if (!options[option])
			return false;
		options += option + 1;
	}
}

bool fstab_has_option(const struct fstab_entry *entry, const char *name)
{
	return has_option(entry->options, name, strlen(name));
}

static const char *encode(struct pool *pool, const char *value)
{
	struct buf out = { .pool = pool };

	for (; *value; value++) {
		if (strchr(" \t\n\\", *value))
			buf_addf(&out, "\\%03o", (unsigned char)*value);
		else
			buf_add(&out, (struct bytes){ (const unsigned char *)value, 1 });
	}
	return bytes_str(pool, buf_bytes(&out));
}

/* RAW is put in as it is. */
static struct bytes put_field(struct pool *pool, struct bytes text,
			      const struct fstab_entry *entry, enum fstab_field field,
			      const char *raw)
{
	static const char *const missing[FSTAB_FIELDS] = {
		[FSTAB_OPTIONS] = "defaults",
		[FSTAB_FREQ] = "0",
	};
	struct buf out = { .pool = pool };

	if (field < entry->count)
		return text_replace(pool, text, entry->field[field], raw);
	if (entry->count < FSTAB_OPTIONS)
		return text;
	for (unsigned i = entry->count; i < field; i++)
		buf_addf(&out, " %s", missing[i]);
	buf_addf(&out, " %s", raw);
	return text_insert(pool, text, span_end(entry->field[entry->count - 1]),
			   bytes_str(pool, buf_bytes(&out)));
}

struct bytes fstab_replace_field(struct pool *pool, struct bytes text,
				 const struct fstab_entry *entry, enum fstab_field field,
				 const char *value)
{
	return put_field(pool, text, entry, field, encode(pool, value));
}

struct bytes fstab_add_options(struct pool *pool, struct bytes text,
			       const struct fstab_entry *entry, const char *options)
{
	struct buf out = { .pool = pool };
	bool added = false;

	if (entry->count > FSTAB_OPTIONS)
		buf_add(&out, text_slice(text, entry->field[FSTAB_OPTIONS]));
	else
		buf_adds(&out, "defaults");
	while (*options) {
		size_t len = option_len(options), name = strcspn(options, "=,");

		if (name > 0 && !has_option(entry->options, options, name)) {
			buf_addf(&out, ",%s",
				 encode(pool, pool_strndup(pool, options, len)));
			added = true;
		}
		options += len + (options[len] == ',');
	}
	if (!added)
		return text;
	return put_field(pool, text, entry, FSTAB_OPTIONS,
			 bytes_str(pool, buf_bytes(&out)));
}

struct bytes fstab_set_passno(struct pool *pool, struct bytes text,
			      const struct fstab_entry *entry, unsigned passno)
{
	return put_field(pool, text, entry, FSTAB_PASSNO,
			 pool_printf(pool, "%u", passno));
}
