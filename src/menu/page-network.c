/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network card is switched on for what needs one, and off after it. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

enum { ADDRESS_MAX = 40 };

static struct work_result network(struct menu *menu, const char *const words[],
				  const char *text)
{
	const struct work work = { .arguments = words };
	struct work_result result;

	menu->ui->gauge(menu->ui->arg, "Network", text, 0);
	menu->run(menu->pool, &work, &result);
	menu->ui->gauge_end(menu->ui->arg);
	return result;
}

static const char *choose_card(struct menu *menu, const json_t *cards)
{
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Choose a network",
			  .text = "The card that is chosen is on until you leave the "
				  "pages about the server. Nothing listens on it.",
			  .ok = "Choose",
			  .back = "Back" },
	};
	size_t i;
	json_t *card;

	for (i = 0; (card = json_array_get(cards, i)) != NULL; i++) {
		const char *address = report_text_of(card, "address");

		menu_add(&list, pool_printf(menu->pool, "%zu", i + 1),
			 plain_cut(menu->pool,
				   pool_printf(menu->pool, "%-8s %-12s %-17s %s",
					       report_text_of(card, "name"),
					       report_text_of(card, "driver"),
					       report_text_of(card, "mac"),
					       *address ? address : "off"),
				   MENU_COLUMNS),
			 NULL);
	}
	if (list.list.count == 0) {
		menu_tell(menu, "No network card",
			  "This machine has no network card that a driver of the "
			  "appliance knows.");
		return NULL;
	}
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return NULL;
	return report_text_of(json_array_get(cards, list.list.at), "name");
}

/* An empty line ends them; the first may not be. */
static bool type_addresses(struct menu *menu, struct strs *words)
{
	static const struct {
		const char *title, *text;
	} lines[] = {
		{ "Address of this machine", "With its length, like 192.0.2.5/24." },
		{ "Router", "Like 192.0.2.1; empty where the server is in the same "
			    "network." },
		{ "Name server", "Like 192.0.2.1; empty where the server is called by "
				 "its address." },
	};
	char typed[ADDRESS_MAX];

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		typed[0] = '\0';
		if (menu->ui->line(menu->ui->arg, lines[i].title, lines[i].text, typed,
				   sizeof(typed)) != UI_OK)
			return false;
		if (!*typed)
			return i > 0;
		strs_add(words, pool_strdup(menu->pool, typed));
	}
	return true;
}

static bool choose_address(struct menu *menu, struct strs *words)
{
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Which address?",
			  .text = "The address that this machine has in that network.",
			  .ok = "Choose",
			  .back = "Back" },
	};

	menu_add(&list, "D", "from the network, by DHCP", NULL);
	menu_add(&list, "T", "one that is typed", NULL);
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return false;
	if (list.list.at == 1)
		return type_addresses(menu, words);
	strs_add(words, "dhcp");
	return true;
}

static bool switch_on(struct menu *menu, const struct strs *words)
{
	struct work_result result =
		network(menu, words->item,
			pool_printf(menu->pool, "%s is switched on ...", words->item[1]));

	json_decref(result.report);
	if (result.status != 0)
		menu_tell(menu, "No network", result.said);
	return result.status == 0;
}

bool menu_network(struct menu *menu)
{
	const char *const list[] = { "network", "--json", NULL };
	struct work_result result = network(menu, list, "Looking for cards ...");
	struct strs words = { .pool = menu->pool };
	const char *card = choose_card(menu, json_object_get(result.report, "cards"));
	bool on = false;

	if (card) {
		strs_add(&words, "network");
		strs_add(&words, pool_strdup(menu->pool, card));
		on = choose_address(menu, &words);
		strs_add(&words, NULL);
	}
	json_decref(result.report);
	return on && switch_on(menu, &words);
}

void menu_network_off(struct menu *menu)
{
	const char *const words[] = { "network", "off", NULL };
	struct work_result result = network(menu, words, "The card is switched off ...");

	json_decref(result.report);
	if (result.status != 0)
		menu_tell(menu, "The network is still on", result.said);
}
