/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/yamledit.h"

#include <stdlib.h>
#include <string.h>

/* What is put in at one place comes in this order. */
enum step_kind { STEP_ENTRY, STEP_TAG, STEP_TEXT, STEP_CUT };

struct yamledit_step {
	enum step_kind kind;
	size_t number; /* which of the steps it is */
	struct text_edit edit;
};

/* Nodes that are looked at to compare two trees, aliases unfolded. */
enum { COMPARED_MAX = 8 * YAML_NODES_MAX };

static void refuse(struct yamledit *edit, const char *why_not)
{
	if (!edit->why_not)
		edit->why_not = why_not;
}

static void add_step(struct yamledit *edit, enum step_kind kind, struct span span,
		     const char *with)
{
	edit->step =
		text_room(edit->doc->pool, edit->step, edit->count, sizeof(*edit->step));
	edit->step[edit->count] =
		(struct yamledit_step){ kind, edit->count, { span, with } };
	edit->count++;
}

/* ---- places in the text ---------------------------------------------------------------
 */

static unsigned char char_at(struct bytes text, size_t at)
{
	return at < text.len ? text.data[at] : '\n';
}

static bool is_space(unsigned char c)
{
	return text_is_blank(c) || c == '\r' || c == '\n';
}

static size_t line_start(struct bytes text, size_t at)
{
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	if (at == 0 && bytes_starts(text, "\xef\xbb\xbf"))
		at = 3;
	return at;
}

/* Behind the blanks at AT. */
static size_t skip_blanks(struct bytes text, size_t at)
{
	while (text_is_blank(char_at(text, at)))
		at++;
	return at;
}

static bool is_first_in_line(struct bytes text, size_t at)
{
	return skip_blanks(text, line_start(text, at)) >= at;
}

/* Whether only blanks, or a comment, stand between AT and the end of the line. */
static bool is_last_in_line(struct bytes text, size_t at)
{
	size_t next = skip_blanks(text, at);

	return strchr("\r\n#", char_at(text, next)) && char_at(text, next);
}

/* Where the entry starts: at its key, or at the dash of a list in lines. */
static bool entry_start(struct bytes text, const struct yamlnode *node, size_t index,
			size_t *start)
{
	const struct yamlentry *entry = &node->entry[index];

	*start = entry->key ? entry->key->span.offset : entry->value->span.offset;
	if (entry->key || node->is_flow)
		return true;
	while (*start > 0 && is_space(text.data[*start - 1]))
		--*start;
	return *start > 0 && text.data[--*start] == '-';
}

/* ---- steps ----------------------------------------------------------------------------
 */

/* Lines that are comments, or blank, stay as they are. */
static void comment_out(struct yamledit *edit, size_t start, size_t end)
{
	struct bytes text = edit->doc->text;
	size_t first = line_start(text, start), at = first, column = start - first;
	struct span line;

	if (!is_first_in_line(text, start) || !is_last_in_line(text, end)) {
		refuse(edit, "it shares its line with something else");
		return;
	}
	while (at <= end && text_next_line(text, &at, &line)) {
		size_t indent = skip_blanks(text, line.offset) - line.offset;

		if (indent >= line.len || text.data[line.offset + indent] == '#')
			continue;
		if (indent > column)
			indent = column;
		add_step(edit, STEP_TAG, (struct span){ line.offset + indent, 0 },
			 edit->tag);
	}
}

static void cut_out(struct yamledit *edit, size_t start, size_t end)
{
	struct bytes text = edit->doc->text;
	size_t next = end;

	while (next < text.len && is_space(text.data[next]))
		next++;
	if (char_at(text, next) == ',')
		end = skip_blanks(text, next + 1);
	add_step(edit, STEP_CUT, (struct span){ start, end - start }, "");
}

void yamledit_remove(struct yamledit *edit, struct yamlnode *node, size_t index)
{
	size_t start, end = span_end(node->entry[index].value->span);

	if (!entry_start(edit->doc->text, node, index, &start))
		refuse(edit, "the start of an item is not where it is looked for");
	else if (node->is_flow)
		cut_out(edit, start, end);
	else
		comment_out(edit, start, end);
	node->count--;
	memmove(&node->entry[index], &node->entry[index + 1],
		(node->count - index) * sizeof(*node->entry));
}

static bool is_key(const struct yamlentry *entry, const char *key)
{
	const struct yamlnode *name = yamlnode_real(entry->key);

	return name->kind == YAML_TEXT && strcmp(name->text, key) == 0;
}

size_t yamledit_remove_key(struct yamledit *edit, struct yamlnode *map, const char *key)
{
	size_t removed = 0;

	for (size_t i = map->count; i-- > 0;)
		if (is_key(&map->entry[i], key)) {
			yamledit_remove(edit, map, i);
			removed++;
		}
	return removed;
}

/* Where nodes lie that an edit brought. */
static const struct span not_in_text = { SIZE_MAX, 0 };

static struct yamlnode *node_of(struct yamledit *edit, const char *yaml)
{
	struct yamldoc *doc = yamldoc_parse(edit->doc->pool, bytes_of(yaml));

	if (!doc->root)
		refuse(edit, "a value that is no YAML");
	else
		doc->root->span = not_in_text;
	return doc->root;
}

/* VALUE in the place of NODE's own text, its anchor and its quotes kept. */
static void replace(struct yamledit *edit, const struct yamlnode *node, const char *value)
{
	struct bytes text = edit->doc->text;
	size_t from = yamlnode_content(text, node), end = span_end(node->span);
	unsigned char quote = from < end ? text.data[from] : ' ';

	if (quote == '"' || quote == '\'')
		value = pool_printf(edit->doc->pool, "%c%s%c", quote, value, quote);
	if (from == end && from > 0 && !is_space(text.data[from - 1]))
		value = pool_printf(edit->doc->pool, " %s", value);
	add_step(edit, STEP_TEXT, (struct span){ from, end - from }, value);
}

void yamledit_set_text(struct yamledit *edit, struct yamlnode *node, size_t index,
		       const char *word)
{
	struct yamlnode **value = &node->entry[index].value;

	if (yamlnode_real(*value)->kind != YAML_TEXT) {
		refuse(edit, "a value is a list or map where a word is expected");
		return;
	}
	if (strcmp(yamlnode_real(*value)->text, word) == 0)
		return;
	replace(edit, *value, word);
	*value = node_of(edit, word);
}

void yamledit_rename(struct yamledit *edit, struct yamlnode *map, size_t index,
		     const char *word)
{
	struct yamlnode **key = &map->entry[index].key;

	if (strcmp(yamlnode_real(*key)->text, word) == 0)
		return;
	replace(edit, *key, word);
	*key = node_of(edit, word);
}

static void put_into_brackets(struct yamledit *edit, const struct yamlnode *map,
			      const char *line)
{
	size_t at = yamlnode_content(edit->doc->text, map) + 1;

	for (size_t i = 0; i < map->count; i++)
		if (map->entry[i].key->span.offset != not_in_text.offset) {
			at = map->entry[i].key->span.offset;
			break;
		}
	if (map->count)
		line = pool_printf(edit->doc->pool, "%s, ", line);
	add_step(edit, STEP_ENTRY, (struct span){ at, 0 }, line);
}

static void put_into_lines(struct yamledit *edit, const struct yamlnode *map,
			   const char *line)
{
	struct bytes text = edit->doc->text;
	size_t at = yamlnode_content(text, map), start = line_start(text, at);
	char *indent =
		text_str(edit->doc->pool, text, (struct span){ start, at - start });
	const char *end = text_line_end(text);

	if (is_first_in_line(text, at)) {
		add_step(edit, STEP_ENTRY, (struct span){ start, 0 },
			 pool_printf(edit->doc->pool, "%s%s%s", indent, line, end));
		return;
	}
	memset(indent, ' ', strlen(indent));
	add_step(edit, STEP_ENTRY, (struct span){ at, 0 },
		 pool_printf(edit->doc->pool, "%s%s%s", line, end, indent));
}

void yamledit_set(struct yamledit *edit, struct yamlnode *map, const char *key,
		  const char *value)
{
	struct yamlentry entry = { node_of(edit, key), node_of(edit, value) };
	const char *line = pool_printf(edit->doc->pool, "%s: %s", key, value);
	bool found = false;

	for (size_t i = 0; i < map->count; i++)
		if (is_key(&map->entry[i], key)) {
			yamledit_set_text(edit, map, i, value);
			found = true;
		}
	if (found || edit->why_not)
		return;
	if (map->is_flow)
		put_into_brackets(edit, map, line);
	else
		put_into_lines(edit, map, line);
	map->entry = text_room(edit->doc->pool, map->entry, map->count, sizeof(entry));
	memmove(&map->entry[1], &map->entry[0], map->count * sizeof(entry));
	map->entry[0] = entry;
	map->count++;
}

/* ---- the result -----------------------------------------------------------------------
 */

static int compare_steps(const void *a, const void *b)
{
	const struct yamledit_step *one = a, *other = b;

	if (one->edit.span.offset != other->edit.span.offset)
		return one->edit.span.offset < other->edit.span.offset ? -1 : 1;
	if (one->kind != other->kind)
		return (int)one->kind - (int)other->kind;
	/* What is put in comes first, before what was put in there already. */
	if (one->kind == STEP_ENTRY)
		return one->number > other->number ? -1 : 1;
	return one->number < other->number ? -1 : 1;
}

/* The comma before what was last, and the whole of lines of which nothing is left. */
static struct span widen(struct bytes text, struct span cut)
{
	size_t start = cut.offset, end = span_end(cut), after = skip_blanks(text, end);

	if (is_first_in_line(text, start) && strchr("\r\n", char_at(text, after)) &&
	    after < text.len) {
		start = line_start(text, start);
		end = after + 1 + (text.data[after] == '\r');
		return (struct span){ start, end - start };
	}
	while (start > 0 && text_is_blank(text.data[start - 1]))
		start--;
	while (after < text.len && is_space(text.data[after]))
		after++;
	if (start > 0 && text.data[start - 1] == ',' &&
	    strchr("}]", char_at(text, after)))
		return (struct span){ start - 1, end - start + 1 };
	return cut;
}

/* The steps as edits: cuts that meet are one. */
static struct text_edit *join_steps(struct yamledit *edit, size_t *count)
{
	struct bytes text = edit->doc->text;
	struct text_edit *out =
		pool_alloc(edit->doc->pool, (edit->count + 1) * sizeof(*out));

	*count = 0;
	if (edit->count)
		qsort(edit->step, edit->count, sizeof(*edit->step), compare_steps);
	for (size_t i = 0; i < edit->count; i++) {
		struct yamledit_step *step = &edit->step[i];

		while (step->kind == STEP_CUT && i + 1 < edit->count &&
		       edit->step[i + 1].kind == STEP_CUT &&
		       edit->step[i + 1].edit.span.offset <= span_end(step->edit.span)) {
			size_t end = span_end(edit->step[++i].edit.span);

			if (end > span_end(step->edit.span))
				step->edit.span.len = end - step->edit.span.offset;
		}
		if (step->kind == STEP_CUT)
			step->edit.span = widen(text, step->edit.span);
		out[(*count)++] = step->edit;
	}
	return out;
}

static bool is_same(struct yamlnode *a, struct yamlnode *b, unsigned depth, size_t *left)
{
	a = yamlnode_real(a);
	b = yamlnode_real(b);
	if (!a || !b)
		return a == b;
	if (*left == 0 || depth > 2 * YAML_DEPTH_MAX || a->kind != b->kind ||
	    a->count != b->count || strcmp(a->text, b->text) != 0)
		return false;
	--*left;
	for (size_t i = 0; i < a->count; i++)
		if (!is_same(a->entry[i].key, b->entry[i].key, depth + 1, left) ||
		    !is_same(a->entry[i].value, b->entry[i].value, depth + 1, left))
			return false;
	return true;
}

bool yamledit_done(struct yamledit *edit, struct bytes *text)
{
	size_t left = COMPARED_MAX, count;
	const struct text_edit *all;
	struct yamldoc *result;

	if (edit->why_not)
		return false;
	all = join_steps(edit, &count);
	*text = text_edit(edit->doc->pool, edit->doc->text, all, count);
	result = yamldoc_parse(edit->doc->pool, *text);
	if (result->problem || !is_same(edit->doc->root, result->root, 0, &left)) {
		refuse(edit, "it is written in a way that cannot be changed safely");
		return false;
	}
	return true;
}
