/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operator's menu: pages, each of which ends with the name of the next one.
 *
 * The one law: no page writes to a disk but behind a question that names the disk by
 * model, size and serial number, and that was answered with yes.
 */
#pragma once

#include <jansson.h>

#include "base/strs.h"
#include "export/format.h"
#include "menu/console.h"
#include "menu/lock.h"
#include "menu/ui.h"
#include "menu/work.h"

enum page {
	PAGE_SYSTEMS,  /* which system */
	PAGE_TARGET,   /* where it is to run */
	PAGE_LOOK,     /* what is wrong with it */
	PAGE_FINDINGS, /* one by one */
	PAGE_CHOOSE,   /* which to repair */
	PAGE_CONFIRM,  /* yes or no */
	PAGE_REPAIR,
	PAGE_DONE,
	PAGE_END, /* of the menu */
};

enum { MENU_COLUMNS = 62 }; /* of an item on a screen of 80 */

struct menu {
	struct pool *pool; /* of the system that is looked at */
	const struct ui *ui;
	void (*run)(struct pool *pool, const struct work *work,
		    struct work_result *result);
	/* Leave the machine: restart it, or switch it off.  A test returns from it. */
	void (*leave)(struct menu *menu, int how);
	struct console console;
	const char *directory; /* for the lock and what both consoles know */
	struct lock lock;
	json_t *found;        /* what "drydock systems" says */
	const json_t *system; /* the one that was chosen; in it, or "unlocked" */
	const char *profile;  /* of the target */
	char secret[256];     /* the passphrase of its containers; "": none */
	json_t *unlocked;     /* the system in them, which "found" knows nothing of */
	json_t *report;       /* what would be repaired */
	const char *why_not;  /* why nothing can be; or NULL */
	struct strs only;     /* the rules whose repairs were chosen; none: all */
	json_t *choice;       /* the same of these rules */
	json_t *result;       /* what was repaired */
};

/* Pages from FIRST until PAGE_END. */
void menu_pages(struct menu *menu, enum page first);

/* Forget what is known of the system, and let the other console have the disks. */
void menu_forget(struct menu *menu);

/*
 * Have the disks for WHAT ("looking for systems"); what the other console does with them
 * is shown until then.  False where the operator went back.
 */
bool menu_take(struct menu *menu, const char *what);

/*
 * COMMAND on the disks of the chosen system, with EXTRA arguments; a bar with TITLE and
 * TEXT meanwhile.
 */
struct work_result menu_command(struct menu *menu, const char *command,
				const struct strs *extra, const char *title,
				const char *text);

/* The same for any WORK, whose progress is shown. */
struct work_result menu_work(struct menu *menu, const struct work *work,
			     const char *title, const char *text);

/* Tell something that takes one button. */
void menu_tell(struct menu *menu, const char *title, const char *text);

/* The names of the chosen system's disks, and a line or two for each of them. */
const char *menu_disk_names(struct menu *menu);
const char *menu_disk_lines(struct menu *menu);

/* "this disk", "these disks". */
const char *menu_these_disks(const struct menu *menu);

/* The disk NAME in menu->found, or NULL. */
const json_t *menu_disk(const struct menu *menu, const char *name);

/* The first of the chosen system's disks that cannot be written; or NULL. */
const char *menu_read_only(struct menu *menu);

/*
 * Have a file system of another disk chosen, one of menu->found's "volumes", into VOLUME,
 * which is NULL for OTHER: what is offered beside them; NULL: nothing.  False where there
 * is nothing to choose, which is said, or the operator went back.
 */
bool menu_place(struct menu *menu, const char *title, const char *other,
		const json_t **volume);

/* Lines that name the disk of such a file system. */
const char *menu_place_lines(struct menu *menu, const json_t *volume);

/*
 * Have a format chosen; the first that the target takes is the one that is offered.
 * EXPORT_STREAMING: of those that can be written while they are sent.  NULL: the operator
 * went back.
 */
const struct export_format *menu_format(struct menu *menu, enum export_which which);

/*
 * Have a network card chosen and switched on, until menu_network_off(); false where the
 * operator went back, or it has no address, which is said.
 */
bool menu_network(struct menu *menu);
void menu_network_off(struct menu *menu);

/* A list that grows; what all lists end with: shell, restart, power off. */
struct menu_list {
	struct ui_list list;
	struct pool *pool;
	size_t room;
};
void menu_add(struct menu_list *list, const char *tag, const char *text,
	      const char *help);
void menu_add_ends(struct menu_list *list);

/* The tag of the item that was chosen; one of menu_add_ends() was done, and is NULL. */
const char *menu_tag(struct menu *menu, struct menu_list *list);

/* Columns: what a report says. */
const char *menu_changes(struct menu *menu, const json_t *report);
const char *menu_report_text(struct menu *menu, const json_t *report);

/*
 * Ask for the passphrase of the chosen system, and have the system in its container
 * chosen instead; false where the operator went back, or it does not open it.
 */
bool menu_unlock(struct menu *menu);

enum page page_systems(struct menu *menu);
enum page page_target(struct menu *menu);
enum page page_look(struct menu *menu);
enum page page_findings(struct menu *menu);
enum page page_choose(struct menu *menu);
enum page page_confirm(struct menu *menu);
enum page page_repair(struct menu *menu);
enum page page_done(struct menu *menu);

/* What findings and result lead to, and come back from. */
void page_finding(struct menu *menu, const json_t *finding);
void page_undo(struct menu *menu, const char *command);
void page_save(struct menu *menu, const json_t *report);
void page_export(struct menu *menu);
void page_send(struct menu *menu);
void page_prove(struct menu *menu);
void page_keyboard(struct menu *menu);
