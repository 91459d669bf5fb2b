/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicbindings.h"

#include <string.h>

#include "base/path.h"
#include "format/ini.h"
#include "format/udevrules.h"
#include "guest/network-internal.h"

static void add(struct guest *guest, struct nic_bindings *list, struct nic_binding one)
{
	if (list->count == NICS_MAX)
		return;
	list->binding = text_room(guest->pool, list->binding, list->count, sizeof(one));
	list->binding[list->count++] = one;
}

bool nicbinding_is_written(const char *name)
{
	return strstr(name, "persistent") && strstr(name, "net");
}

/* Whether there is nothing in the file but which card it is for, and its name. */
static bool is_only_name(const struct ini *ini)
{
	for (size_t s = 0; s < ini->count; s++)
		for (size_t k = 0; k < ini->section[s].keys; k++)
			if (strcmp(ini->section[s].name, "Match") != 0 &&
			    strcmp(ini->section[s].key[k].name, "Name") != 0)
				return false;
	return true;
}

static void add_link(struct guest *guest, struct nic_bindings *list, const char *path)
{
	const struct ini_key *mac;
	const struct ini *ini;
	const char *name;
	struct bytes text;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	ini = ini_parse(guest->pool, text);
	name = ini_get(ini, "Link", "Name");
	mac = ini_find(ini, "Match", "MACAddress");
	if (!mac)
		mac = ini_find(ini, "Match", "PermanentMACAddress");
	if (name && *name && mac && *mac->value)
		add(guest, list,
		    (struct nic_binding){ .kind = BINDING_LINK,
					  .path = path,
					  .line = mac->line,
					  .name = name,
					  .mac = mac->value,
					  .is_only_that = is_only_name(ini) });
}

static void add_udev(struct guest *guest, struct nic_bindings *list, const char *path)
{
	const struct udevrules *rules;
	struct bytes text;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	rules = udevrules_parse(guest->pool, text);
	for (size_t i = 0; i < rules->count; i++)
		if (rules->rule[i].mac && rules->rule[i].name)
			add(guest, list,
			    (struct nic_binding){
				    .kind = BINDING_UDEV,
				    .path = path,
				    .line = rules->rule[i].line,
				    .name = rules->rule[i].name,
				    .mac = rules->rule[i].mac,
				    .is_written = nicbinding_is_written(path_name(path)),
			    });
}

/* "eth0 mac 00:50:56:9a:4c:21", which ifrename reads. */
static void add_iftab(struct guest *guest, struct nic_bindings *list, const char *path)
{
	struct bytes text;
	struct span line;
	size_t at = 0;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	for (unsigned number = 1; text_next_line(text, &at, &line); number++) {
		struct strs words =
			strs_words(guest->pool, text_str(guest->pool, text, line));

		if (words.count >= 3 && words.item[0][0] != '#' &&
		    strcmp(words.item[1], "mac") == 0)
			add(guest, list,
			    (struct nic_binding){ .kind = BINDING_IFTAB,
						  .path = path,
						  .line = number,
						  .name = words.item[0],
						  .mac = words.item[2] });
	}
}

/* "alias eth0 e1000": kernels with udev load a card's driver without it. */
static void add_aliases(struct guest *guest, struct nic_bindings *list, const char *path)
{
	struct bytes text;
	struct span line;
	size_t at = 0;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	for (unsigned number = 1; text_next_line(text, &at, &line); number++) {
		struct strs words =
			strs_words(guest->pool, text_str(guest->pool, text, line));

		if (words.count == 3 && strcmp(words.item[0], "alias") == 0 &&
		    strncmp(words.item[1], "eth", 3) == 0 &&
		    guest_is_card_name(words.item[1]) &&
		    strcmp(words.item[2], "off") != 0)
			add(guest, list,
			    (struct nic_binding){ .kind = BINDING_ALIAS,
						  .path = path,
						  .line = number,
						  .name = words.item[1],
						  .driver = words.item[2] });
	}
}

static void add_files(struct guest *guest, struct nic_bindings *list, const char *dir,
		      const char *pattern,
		      void (*add_one)(struct guest *, struct nic_bindings *,
				      const char *path))
{
	struct strs files = tree_match(guest->tree, dir, pattern);

	for (size_t i = 0; i < files.count && i < NICS_MAX; i++)
		add_one(guest, list, files.item[i]);
}

struct nic_bindings guest_nic_bindings(struct guest *guest)
{
	struct nic_bindings list = { 0 };

	add_files(guest, &list, "/etc/systemd/network", "*.link", add_link);
	add_files(guest, &list, "/etc/udev/rules.d", "*.rules", add_udev);
	add_iftab(guest, &list, "/etc/iftab");
	add_aliases(guest, &list, "/etc/modprobe.conf");
	add_files(guest, &list, "/etc/modprobe.d", "*.conf", add_aliases);
	return list;
}

static struct span line_at(struct bytes text, unsigned number)
{
	struct span line = { 0, 0 };
	size_t at = 0;

	while (number > 0 && text_next_line(text, &at, &line))
		number--;
	return number ? (struct span){ text.len, 0 } : line;
}

static struct bytes change_driver(struct pool *pool, struct bytes text, struct span line,
				  const char *driver)
{
	struct span word;
	size_t at = line.offset;

	for (int i = 0; i < 3; i++)
		if (!text_next_word(text, line, &at, &word))
			return text;
	return text_replace(pool, text, word, driver);
}

struct bytes nicbinding_drop(struct guest *guest, struct bytes text,
			     const struct nic_binding *binding, const char *driver)
{
	struct span line = line_at(text, binding->line);
	const struct udevrules *rules;

	if (binding->kind == BINDING_ALIAS)
		return change_driver(guest->pool, text, line, driver);
	if (binding->kind != BINDING_UDEV)
		return text_comment_line(guest->pool, text, line, NIC_TAG);
	/* A rule may go over several lines. */
	rules = udevrules_parse(guest->pool, text);
	for (size_t i = 0; i < rules->count; i++)
		if (rules->rule[i].line == binding->line)
			return text_comment_line(guest->pool, text, rules->rule[i].span,
						 NIC_TAG);
	return text;
}
