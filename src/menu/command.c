/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock menu": the menu on the console it is started on. */
#include "app/command.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/machine.h"
#include "menu/menu.h"
#include "version.h"

#define DIRECTORY "/run/drydock"

static void leave(struct menu *menu, int how)
{
	ui_close();
	sync();
	if (reboot(how) < 0)
		(void)command_fail(STATUS_FAILED, "%s", strerror(errno));
	(void)menu;
}

static int menu_main(struct pool *pool, int argc, char **argv)
{
	struct menu menu = {
		.pool = pool_new(),
		.run = work_run,
		.leave = leave,
		.directory = DIRECTORY,
		.lock.fd = -1,
	};

	(void)argv;
	if (argc > 1)
		return command_fail(STATUS_USAGE, "menu takes nothing");
	if (!machine_is_appliance())
		return command_fail(STATUS_USAGE,
				    "the menu is the appliance's; here are commands: "
				    "see drydock --help");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return command_fail(STATUS_USAGE, "the menu needs a terminal");
	if (mkdir(DIRECTORY, 0700) < 0 && errno != EEXIST)
		return command_fail(STATUS_FAILED, "\"%s\": %s", DIRECTORY,
				    strerror(errno));
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)signal(SIGTSTP, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	menu.console = console_take();
	menu.ui = ui_open(
		pool_printf(pool, "drydock %s on %s", DRYDOCK_VERSION, menu.console.name),
		menu.console.is_serial);
	menu_pages(&menu, PAGE_SYSTEMS);
	ui_close();
	pool_free(menu.pool);
	return STATUS_FINE;
}

const struct command command_menu = {
	.name = "menu",
	.usage = "",
	.help = "the menu that the appliance shows on its consoles",
	.run = menu_main,
};
