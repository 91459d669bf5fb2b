/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/show.h"
#include "version.h"

enum { COLUMNS = 80, HELP_INDENT = 8, FORM_INDENT = 12 };

extern const struct command command_check, command_trace, command_fix, command_prove,
	command_export, command_batch, command_shell, command_disks, command_rules,
	command_explain, command_profiles, command_keymap, command_about, command_agent,
	command_undo, command_finish, command_commit, command_menu, command_systems,
	command_save, command_store, command_send, command_network, command_unattended;

/* In the order of `drydock --help`. */
static const struct command *const commands[] = {
	&command_check,   &command_trace,      &command_fix,     &command_prove,
	&command_export,  &command_batch,      &command_undo,    &command_finish,
	&command_commit,  &command_shell,      &command_disks,   &command_rules,
	&command_explain, &command_profiles,   &command_keymap,  &command_network,
	&command_about,   &command_menu,       &command_systems, &command_save,
	&command_agent,   &command_unattended, &command_store,   &command_send,
};

int command_fail(int status, const char *format, ...)
{
	va_list args;

	fputs("drydock: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}

int command_unknown(const char *what, const char *name, const struct strs *known,
		    const char *list)
{
	const char *like = strs_nearest(known, name);

	return like ? command_fail(STATUS_USAGE,
				   "unknown %s \"%s\"; did you mean \"%s\"?", what, name,
				   like)
		    : command_fail(STATUS_USAGE, "unknown %s \"%s\"; see drydock %s",
				   what, name, list);
}

/* The length of the word at TEXT; with a bracket, of all up to the one that closes it. */
static size_t word_length(const char *text)
{
	unsigned depth = 0;
	size_t len;

	for (len = 0; text[len] && (depth > 0 || text[len] != ' '); len++)
		if (text[len] == '[')
			depth++;
		else if (text[len] == ']' && depth > 0)
			depth--;
	return len;
}

void command_flow(FILE *to, size_t column, size_t indent, const char *text)
{
	size_t len;

	for (; *(text += strspn(text, " ")); text += len) {
		len = word_length(text);
		if (column > indent && column + 1 + len > COLUMNS) {
			fprintf(to, "\n%*s", (int)indent - 1, "");
			column = indent - 1;
		}
		fprintf(to, " %.*s", (int)len, text);
		column += 1 + len;
	}
	fputc('\n', to);
}

/* Each form of the command, and what it does. */
static void help_of(struct pool *pool, const struct command *command, FILE *to)
{
	size_t len;

	for (const char *form = command->usage; form;
	     form = form[len] ? form + len + 1 : NULL) {
		len = strcspn(form, "\n");
		command_flow(to, (size_t)fprintf(to, "  drydock %s", command->name),
			     FORM_INDENT, pool_printf(pool, "%.*s", (int)len, form));
	}
	command_flow(to, (size_t)fprintf(to, "%*s", HELP_INDENT - 1, ""), HELP_INDENT,
		     command->help);
}

static int help(FILE *to)
{
	struct pool *pool = pool_new();

	fputs("usage: drydock COMMAND ...\n"
	      "Repairs the system disk of a machine that does not boot, beside it, with "
	      "proof.\n\n",
	      to);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i]->usage)
			help_of(pool, commands[i], to);
	pool_free(pool);
	fputs("\nExit status: 0 nothing wrong or all repaired, 1 findings remain, 2 "
	      "usage,\n"
	      "3 could not look or not a system disk, 4 environment or internal "
	      "failure,\n"
	      "5 repaired but not proven to boot.  See drydock(1).\n",
	      to);
	return to == stdout ? STATUS_FINE : STATUS_USAGE;
}

static bool asks_help(const char *argument)
{
	return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct pool *pool = pool_new();
	int status = STATUS_FINE;

	if (argc == 2 && asks_help(argv[1]) && command->usage) {
		help_of(pool, command, stdout);
	} else {
		/* The time without a bar counts from here. */
		show_progress("starting", -1);
		status = command->run(pool, argc, argv);
	}
	pool_free(pool);
	if (fflush(stdout) != 0)
		return command_fail(STATUS_FAILED, "standard output cannot be written");
	return status;
}

static int unknown_command(const char *name)
{
	struct pool *pool = pool_new();
	struct strs known = { .pool = pool };
	int status;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i]->usage)
			strs_add(&known, commands[i]->name);
	status = command_unknown("command", name, &known, "--help");
	pool_free(pool);
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr);
	if (strcmp(argv[1], "--version") == 0) {
		printf("drydock %s (rules %s)\n", DRYDOCK_VERSION, DRYDOCK_RULES);
		return STATUS_FINE;
	}
	if (asks_help(argv[1]) || strcmp(argv[1], "help") == 0)
		return help(stdout);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return run(commands[i], argc - 1, argv + 1);
	return unknown_command(argv[1]);
}
