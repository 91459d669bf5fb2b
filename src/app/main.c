/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/show.h"
#include "version.h"

extern const struct command command_check, command_trace, command_fix, command_prove,
	command_export, command_batch, command_shell, command_disks, command_rules,
	command_explain, command_profiles, command_keymap, command_about, command_agent,
	command_undo, command_finish, command_commit, command_menu, command_systems,
	command_save, command_store, command_unattended;

/* In the order of `drydock --help`. */
static const struct command *const commands[] = {
	&command_check,      &command_trace,    &command_fix,    &command_prove,
	&command_export,     &command_batch,    &command_undo,   &command_finish,
	&command_commit,     &command_shell,    &command_disks,  &command_rules,
	&command_explain,    &command_profiles, &command_keymap, &command_about,
	&command_menu,       &command_systems,  &command_save,   &command_agent,
	&command_unattended, &command_store,
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

static void help_of(const struct command *command, FILE *to)
{
	fprintf(to, "  drydock %s%s%s\n        %s\n", command->name,
		*command->usage ? " " : "", command->usage, command->help);
}

static int help(FILE *to)
{
	fputs("usage: drydock COMMAND ...\n"
	      "Repairs the system disk of a machine that no longer boots, beside it and "
	      "with proof.\n\n",
	      to);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i]->usage)
			help_of(commands[i], to);
	fputs("\nExit status: 0 nothing wrong or all repaired, 1 findings remain, 2 "
	      "usage,\n"
	      "3 could not look or not a system disk, 4 environment or internal "
	      "failure,\n"
	      "5 repaired but not proven to boot.  See drydock(1).\n",
	      to);
	return to == stdout ? STATUS_FINE : STATUS_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct pool *pool;
	int status;

	if (argc == 2 && strcmp(argv[1], "--help") == 0 && command->usage) {
		help_of(command, stdout);
		return STATUS_FINE;
	}
	show_progress("starting", -1); /* the time without a bar counts from here */
	pool = pool_new();
	status = command->run(pool, argc, argv);
	pool_free(pool);
	if (fflush(stdout) != 0)
		return command_fail(STATUS_FAILED, "standard output cannot be written");
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
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return run(commands[i], argc - 1, argv + 1);
	return command_fail(STATUS_USAGE, "unknown command \"%s\"; see drydock --help",
			    argv[1]);
}
