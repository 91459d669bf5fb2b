/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/menulst.h"

#include <stdlib.h>
#include <string.h>

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* "name value", "name=value": blanks and one '=' separate. */
static struct menulst_command split(struct pool *pool, struct bytes text,
				    struct span line)
{
	struct menulst_command command = { .span = line };
	size_t at = line.offset, end = span_end(line);

	while (at < end && !is_space(text.data[at]) && text.data[at] != '=')
		at++;
	command.name = bytes_str(pool, bytes_slice(text, line.offset, at - line.offset));
	while (at < end && is_space(text.data[at]))
		at++;
	at += at < end && text.data[at] == '=';
	command.value_span = text_trim(text, (struct span){ at, end - at });
	command.value = text_str(pool, text, command.value_span);
	return command;
}

static void add_command(struct pool *pool, struct menulst_command **list, size_t *count,
			struct menulst_command command)
{
	*list = text_room(pool, *list, *count, sizeof(**list));
	(*list)[(*count)++] = command;
}

/* update-grub takes "# name=value", with one '#' and one blank, for an option. */
static void read_comment(struct pool *pool, struct bytes text, struct menulst *menu,
			 struct span line, unsigned number)
{
	struct menulst_command option;
	size_t equals;

	if (line.len < 3 || text.data[line.offset + 1] != ' ' ||
	    is_space(text.data[line.offset + 2]) || text.data[line.offset + 2] == '#')
		return;
	option = split(pool, text, (struct span){ line.offset + 2, line.len - 2 });
	option.line = number;
	option.entry = MENULST_TOP;
	equals = option.span.offset + strlen(option.name);
	if (*option.name && equals < span_end(option.span) && text.data[equals] == '=')
		add_command(pool, &menu->option, &menu->options, option);
}

static void read_command(struct pool *pool, struct bytes text, struct menulst *menu,
			 struct span line, unsigned number)
{
	struct menulst_command command = split(pool, text, line);

	command.line = number;
	command.entry = (ptrdiff_t)menu->entries - 1;
	if (strcmp(command.name, "title") != 0) {
		add_command(pool, &menu->command, &menu->commands, command);
		return;
	}
	menu->entry = text_room(pool, menu->entry, menu->entries, sizeof(*menu->entry));
	menu->entry[menu->entries++] = (struct menulst_entry){
		.title = command.value, .line = number, .title_span = command.value_span
	};
}

struct menulst *menulst_parse(struct pool *pool, struct bytes text)
{
	struct menulst *menu = pool_alloc(pool, sizeof(*menu));
	bool in_options = false;
	unsigned number = 1;
	struct span line;

	for (size_t at = 0; text_next_line(text, &at, &line); number++) {
		struct bytes content;

		line = text_trim(text, line);
		content = text_slice(text, line);
		if (bytes_starts(content, "## ## Start Default Options"))
			in_options = true;
		else if (bytes_starts(content, "## ## End Default Options"))
			in_options = false;
		else if (content.len && *content.data == '#' && in_options)
			read_comment(pool, text, menu, line, number);
		else if (content.len && *content.data != '#')
			read_command(pool, text, menu, line, number);
	}
	return menu;
}

const struct menulst_command *menulst_next(const struct menulst *menu,
					   const struct menulst_command *after,
					   ptrdiff_t entry, const char *name)
{
	for (size_t i = after ? (size_t)(after - menu->command) + 1 : 0;
	     i < menu->commands; i++)
		if (menu->command[i].entry == entry &&
		    strcmp(menu->command[i].name, name) == 0)
			return &menu->command[i];
	return NULL;
}

const char *menulst_get(const struct menulst *menu, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < menu->commands; i++)
		if (menu->command[i].entry == MENULST_TOP &&
		    strcmp(menu->command[i].name, name) == 0)
			value = menu->command[i].value;
	return value;
}

bool menulst_load(struct pool *pool, struct bytes text,
		  const struct menulst_command *command, struct menulst_load *load)
{
	size_t at = command->value_span.offset, end = span_end(command->value_span);

	*load = (struct menulst_load){ .args = { end, 0 } };
	while (text_next_word(text, command->value_span, &at, &load->file_span))
		if (!bytes_starts(text_slice(text, load->file_span), "--"))
			break;
	if (load->file_span.len == 0 ||
	    bytes_starts(text_slice(text, load->file_span), "--"))
		return false;
	load->file = text_str(pool, text, load->file_span);
	while (at < end && is_space(text.data[at]))
		at++;
	load->args = (struct span){ at, end - at };
	return true;
}

size_t menulst_default(const struct menulst *menu, const char *saved)
{
	const char *value = menulst_get(menu, "default");

	if (value && strcmp(value, "saved") == 0)
		value = saved;
	return value ? strtoul(value, NULL, 10) : 0;
}
