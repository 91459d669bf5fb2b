/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of items, and the items that all of them end with. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "menu/menu.h"

void menu_add(struct menu_list *list, const char *tag, const char *text, const char *help)
{
	struct ui_list *to = &list->list;

	if (to->count == list->room) {
		size_t room = list->room ? list->room * 2 : 16;

		to->item = pool_grow(list->pool, to->item, list->room * sizeof(*to->item),
				     room * sizeof(*to->item));
		list->room = room;
	}
	to->item[to->count++] =
		(struct ui_item){ .tag = tag, .text = text, .help = help };
}

void menu_add_ends(struct menu_list *list)
{
	menu_add(list, "S", "Shell", "\"exit\" there comes back to this page");
	menu_add(list, "B", "Restart the machine", NULL);
	menu_add(list, "P", "Power the machine off", NULL);
}

static void shell(struct menu *menu)
{
	pid_t pid;

	menu->ui->suspend(menu->ui->arg);
	(void)printf("\n\"exit\" goes back to the menu.\n");
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		lock_give(&menu->lock);
		(void)signal(SIGINT, SIG_DFL);
		(void)signal(SIGQUIT, SIG_DFL);
		(void)signal(SIGTSTP, SIG_DFL);
		(void)signal(SIGHUP, SIG_DFL);
		execl("/bin/sh", "-sh", (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		(void)waitpid(pid, NULL, 0);
	menu->ui->resume(menu->ui->arg);
}

/* Not while the other console works on a disk. */
static void leave(struct menu *menu, const char *title, const char *yes, int how)
{
	const struct ui_question question = {
		.title = title,
		.text = "Nothing is being written to the disks of this machine now.",
		.yes = yes,
		.no = "Back",
	};
	bool had = menu->lock.fd >= 0;

	if (!had && !menu_take(menu, "about to restart or switch off the machine"))
		return;
	if (menu->ui->ask(menu->ui->arg, &question) == UI_OK)
		menu->leave(menu, how);
	if (!had)
		lock_give(&menu->lock);
}

const char *menu_tag(struct menu *menu, struct menu_list *list)
{
	const char *tag = list->list.item[list->list.at].tag;

	if (strcmp(tag, "S") == 0)
		shell(menu);
	else if (strcmp(tag, "B") == 0)
		leave(menu, "Restart the machine?", "Restart", RB_AUTOBOOT);
	else if (strcmp(tag, "P") == 0)
		leave(menu, "Power the machine off?", "Power off", RB_POWER_OFF);
	else
		return tag;
	return NULL;
}
