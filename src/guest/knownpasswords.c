/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/knownpasswords.h"

#include <string.h>

#include "guest/facts-internal.h"
#include "guest/passwords.h"

/* Milliseconds, as crypthash.h counts them: of one hash, and of all. */
enum { COST_MAX = 130, COST_ALL_MAX = 400 };

enum { CLOUD_FILES_MAX = 64, CLOUD_FILE_MAX = 1 << 20 };

static const struct published {
	const char *account, *password, *from;
} published[] = {
	{ "linux", "cloud.1234", "Open Telekom Cloud, \"configuring Cloud-Init\"" },
	{ "root", "openEuler12#$", "openEuler, virtual machine images" },
	{ "root", "vagrant", "Vagrant, base boxes" },
	{ "vagrant", "vagrant", "Vagrant, base boxes" },
	{ "root", "osboxes.org", "OSBoxes" },
	{ "osboxes", "osboxes.org", "OSBoxes" },
	{ "root", "linux", "openSUSE, minimal images" },
	{ "root", "cloud.1234", "Open Telekom Cloud, \"configuring Cloud-Init\"" },
	{ "root", "toor", "Kali Linux" },
	{ "kali", "kali", "Kali Linux" },
	{ "root", "1234", "Armbian" },
	{ "root", "root", "Arch Linux ARM" },
	{ "root", "dietpi", "DietPi" },
	{ "dietpi", "dietpi", "DietPi" },
	{ "cirros", "gocubsgo", "CirrOS" },
	{ "cirros", "cubswin:)", "CirrOS" },
	{ "ubuntu", "ubuntu", "Ubuntu, preinstalled images" },
	{ "pi", "raspberry", "Raspberry Pi OS" },
	{ "alarm", "alarm", "Arch Linux ARM" },
};

struct search {
	struct guest *guest;
	struct known_passwords *found;
	unsigned cost;
};

static void add(struct search *search, const char *account, const char *path,
		unsigned line, const char *from)
{
	struct known_passwords *found = search->found;

	found->item = text_room(search->guest->pool, found->item, found->count,
				sizeof(*found->item));
	found->item[found->count++] =
		(struct known_password){ account, path, line, from };
}

static void compare(struct search *search, const struct login *login)
{
	unsigned cost = 0;

	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++) {
		if (strcmp(published[i].account, login->name) != 0)
			continue;
		if (!login->hash.cost) {
			search->found->uncompared = login->name;
			return;
		}
		cost += login->hash.cost;
		search->cost += login->hash.cost;
		if (cost > COST_MAX || search->cost > COST_ALL_MAX)
			return;
		if (password_matches(search->guest->pool, published[i].password,
				     &login->hash) != 1)
			continue;
		add(search, login->name, login->hash_file, login->hash_line,
		    published[i].from);
		return;
	}
}

/* A hash printed with its salt is known by that, whatever account it is given to. */
static void look_for_salt(struct search *search, const char *path)
{
	static const char salt[] = "$6$I63DBVKK$";
	struct guest *guest = search->guest;
	struct bytes text;
	ptrdiff_t at;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read_large(guest->tree, path, CLOUD_FILE_MAX, guest->pool, &text) < 0)
		return;
	at = bytes_find(text, bytes_of(salt), 0);
	if (at >= 0)
		add(search, "the user that cloud-init makes", path,
		    text_line_of(text, (size_t)at), published[0].from);
}

static void look_at_cloud_init(struct search *search)
{
	struct strs files =
		tree_match(search->guest->tree, "/etc/cloud/cloud.cfg.d", "*.cfg");

	look_for_salt(search, "/etc/cloud/cloud.cfg");
	for (size_t i = 0; i < files.count && i < CLOUD_FILES_MAX; i++)
		look_for_salt(search, files.item[i]);
}

static bool is_usable(const struct login *login)
{
	return !login->no_shell && !login->closed && !login->hash.locked &&
	       login->hash.scheme != CRYPT_NEVER && login->hash.scheme != CRYPT_EMPTY;
}

/* Hashing is slow: it is done again only where one of the two files is another. */
static const struct known_passwords *known_of_accounts(struct guest *guest)
{
	struct search search = { .guest = guest };
	struct tree_stat passwd = { 0 }, shadow = { 0 };
	struct known_passwords *found;
	struct logins logins;
	struct fact_key key;

	if (tree_stat(guest->tree, LOGINS_PASSWD, &passwd) < 0)
		passwd = (struct tree_stat){ 0 };
	if (tree_stat(guest->tree, LOGINS_SHADOW, &shadow) < 0)
		shadow = (struct tree_stat){ 0 };
	key = fact_of_file(guest, FACT_KNOWN_PASSWORDS, &passwd, &shadow);
	found = fact_find(guest, &key);
	if (found)
		return found;
	search.found = found = pool_alloc(guest->pool, sizeof(*found));
	logins = guest_logins(guest);
	for (size_t i = 0; i < logins.count; i++)
		if (is_usable(&logins.item[i]))
			compare(&search, &logins.item[i]);
	fact_keep(guest, &key, found);
	return found;
}

const struct known_passwords *guest_known_passwords(struct guest *guest)
{
	const struct known_passwords *of_accounts = known_of_accounts(guest);
	struct known_passwords *all = pool_alloc(guest->pool, sizeof(*all));
	struct search search = { .guest = guest, .found = all };

	all->uncompared = of_accounts->uncompared;
	for (size_t i = 0; i < of_accounts->count; i++) {
		const struct known_password *one = &of_accounts->item[i];

		add(&search, one->account, one->path, one->line, one->from);
	}
	look_at_cloud_init(&search);
	return all;
}
