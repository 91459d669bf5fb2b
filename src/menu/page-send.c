/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disks as images, as they are now, to a server.  A password is typed for one of them
 * after the other, and kept nowhere.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static const struct way {
	const char *tag, *text, *prefix, *checked;
	bool is_ssh;
} ways[] = {
	{ "HTTPS", "a web server that takes PUT requests", "https://",
	  "Its certificate is checked: it must be for this name, valid at the time that "
	  "this machine has, %s, and of an authority that Debian trusts. No other is "
	  "accepted.",
	  false },
	{ "HTTP", "the same, not encrypted", "http://",
	  "NOTHING IS ENCRYPTED, and nothing says that it is the right server: who is on "
	  "the way can read the disk, and the password.",
	  false },
	{ "SSH", "a server with files (SFTP)", "sftp://",
	  "It is the server with the key that you have confirmed. A file that is there "
	  "is not written over.",
	  true },
};

struct parcel {
	const struct way *way;
	char address[1024]; /* of a file, or of a folder: with a slash at its end */
	char user[128];
	char password[256];
	const char *host_key;
	const struct export_format *format;
};

static bool choose_way(struct menu *menu, struct parcel *parcel)
{
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "What does the server speak?",
			  .text = "The image is sent while it is made.",
			  .ok = "Choose",
			  .back = "Back" },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		menu_add(&list, ways[i].tag, ways[i].text, NULL);
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return false;
	parcel->way = &ways[list.list.at];
	(void)snprintf(parcel->address, sizeof(parcel->address), "%s",
		       parcel->way->prefix);
	return true;
}

static bool type_address(struct menu *menu, struct parcel *parcel)
{
	const char *text = pool_printf(
		menu->pool,
		"The address of a folder, with a slash at its end, to which the name of "
		"the image is added%s%s",
		json_array_size(json_object_get(menu->system, "disks")) > 1
			? "."
			: "; or of the file.",
		parcel->way->is_ssh ? " HOST/~/ is your home directory there, HOST/ the "
				      "root. Another port than 22 is HOST:PORT."
				    : "");

	return menu->ui->line(menu->ui->arg, "Address", text, parcel->address,
			      sizeof(parcel->address)) == UI_OK;
}

/* Empty is nobody, for a web server. */
static bool type_user(struct menu *menu, struct parcel *parcel)
{
	const char *text =
		parcel->way->is_ssh
			? "Who you are on that server."
			: "Who you are on that server; empty where it asks for "
			  "no password.";

	do {
		if (menu->ui->line(menu->ui->arg, "User", text, parcel->user,
				   sizeof(parcel->user)) != UI_OK)
			return false;
	} while (parcel->way->is_ssh && !*parcel->user);
	if (!*parcel->user)
		return true;
	return menu->ui->secret(
		       menu->ui->arg, "Password",
		       pool_printf(menu->pool,
				   "The password of %s. It is not shown as you type, "
				   "and forgotten after the image.",
				   plain_line(menu->pool, parcel->user)),
		       parcel->password, sizeof(parcel->password)) == UI_OK;
}

/* Where the image of DISK goes. */
static const char *address_of(struct menu *menu, const struct parcel *parcel,
			      const char *disk)
{
	size_t len = strlen(parcel->address);
	bool is_folder = len && parcel->address[len - 1] == '/';

	if (!is_folder)
		return parcel->address;
	return pool_printf(menu->pool, "%sdrydock-%s%s", parcel->address,
			   plain_line(menu->pool, disk), parcel->format->extension);
}

static const char *first_disk(const struct menu *menu)
{
	return json_string_value(
		json_array_get(json_object_get(menu->system, "disks"), 0));
}

/* What the server shows is asked for before a password is. */
static bool confirm_key(struct menu *menu, struct parcel *parcel)
{
	const char *const words[] = { "send", "--host-key-of",
				      address_of(menu, parcel, first_disk(menu)), NULL };
	const struct work work = { .arguments = words };
	struct work_result result =
		menu_work(menu, &work, "Server", "Asking the server for its key ...");
	struct ui_question question = {
		.title = "Is this the server?",
		.yes = "Yes, it is",
		.no = "No",
	};

	if (result.status == 0)
		parcel->host_key = pool_strdup(menu->pool,
					       report_text_of(result.report, "host_key"));
	else if (!result.cancelled)
		menu_tell(menu, "No key", result.said);
	json_decref(result.report);
	if (result.status != 0)
		return false;
	question.text = pool_printf(
		menu->pool,
		"%s\n\nThe server there has this key:\n\n  %s\n\n"
		"Compare it with what \"ssh-keygen -lf\" prints on the server itself for "
		"one of its files /etc/ssh/ssh_host_*_key.pub. If none is like it, this "
		"may be somebody else's, who would get the password and the disk.",
		plain_line(menu->pool, parcel->address),
		plain_line(menu->pool, parcel->host_key));
	return menu->ui->ask(menu->ui->arg, &question) == UI_OK;
}

static const char *time_now(struct menu *menu)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	gmtime_r(&now, &tm);
	(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &tm);
	return pool_strdup(menu->pool, text);
}

static bool confirm(struct menu *menu, const struct parcel *parcel)
{
	const char *before = strstr(parcel->way->checked, "%s");
	const char *checked =
		before ? pool_printf(menu->pool, "%.*s%s%s",
				     (int)(before - parcel->way->checked),
				     parcel->way->checked, time_now(menu), before + 2)
		       : parcel->way->checked;
	const char *user = plain_line(menu->pool, parcel->user);
	const struct ui_question question = {
		.title = "Send the disk?",
		.text = pool_printf(
			menu->pool,
			"%s, as it is now, is sent as %s to\n\n  %s\n\n%s%s%s%s%s\n\n"
			"What arrived is not read back: its sum is shown.",
			menu_disk_names(menu), parcel->format->name,
			plain_cut(menu->pool, address_of(menu, parcel, first_disk(menu)),
				  200),
			*user ? "User: " : "", user, *user ? "\n\n" : "", checked,
			parcel->way->is_ssh ? ""
					    : " Most servers write over a file that is "
					      "there already."),
		.yes = "Yes, send",
		.no = "No",
	};

	return menu->ui->ask(menu->ui->arg, &question) == UI_OK;
}

static struct work_result send_one(struct menu *menu, const struct parcel *parcel,
				   const char *disk)
{
	struct strs words = { .pool = menu->pool };
	const char *address = address_of(menu, parcel, disk);
	struct work work = { .input = bytes_of(parcel->password) };

	strs_add(&words, "send");
	if (*parcel->user)
		strs_addf(&words, "--user=%s", parcel->user);
	if (parcel->way->is_ssh)
		strs_addf(&words, "--host-key=%s", parcel->host_key);
	strs_add(&words, address);
	strs_add(&words, parcel->format->name);
	strs_addf(&words, "/dev/%s", disk);
	strs_add(&words, NULL);
	work.arguments = words.item;
	return menu_work(menu, &work, "Sending",
			 pool_printf(menu->pool, "%s is sent to\n%s",
				     plain_line(menu->pool, disk),
				     plain_cut(menu->pool, address, 70)));
}

static bool send_all(struct menu *menu, const struct parcel *parcel)
{
	const json_t *names = json_object_get(menu->system, "disks");
	struct strs done = { .pool = menu->pool };
	struct work_result result = { 0 };
	size_t i;
	json_t *name;

	lock_note(&menu->lock, pool_printf(menu->pool, "%s is sending %s",
					   menu->console.name, menu_disk_names(menu)));
	for (i = 0; result.status == 0 && (name = json_array_get(names, i)) != NULL;
	     i++) {
		result = send_one(menu, parcel, json_string_value(name));
		json_decref(result.report);
		if (result.status == 0)
			strs_add(&done, result.output);
	}
	if (result.status == 0)
		menu_tell(menu, "Sent", strs_join(&done, "\n"));
	else if (!result.cancelled)
		menu_tell(menu, "Not sent", result.said);
	return result.status == 0;
}

/* Whether it was sent; what was typed is offered again where it was not. */
static bool try_to_send(struct menu *menu, struct parcel *parcel, bool *again)
{
	bool sent = false;

	*again = type_address(menu, parcel);
	if (!*again)
		return false;
	parcel->format = menu_format(menu, EXPORT_STREAMING);
	if (parcel->format && (!parcel->way->is_ssh || confirm_key(menu, parcel)) &&
	    type_user(menu, parcel) && confirm(menu, parcel))
		sent = send_all(menu, parcel);
	explicit_bzero(parcel->password, sizeof(parcel->password));
	return sent;
}

void page_send(struct menu *menu)
{
	struct parcel parcel = { 0 };
	bool again = true;

	if (!menu_network(menu))
		return;
	if (choose_way(menu, &parcel))
		while (again && !try_to_send(menu, &parcel, &again))
			;
	menu_network_off(menu);
}
