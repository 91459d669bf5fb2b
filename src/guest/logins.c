/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/logins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guest/mounts.h"

struct reader {
	struct guest *guest;
	struct bytes passwd, shadow;
	const struct accounts *shadows;
	/* The same by name, for many accounts; of two of one name the first. */
	const struct account **by_name;
	int64_t today; /* days since 1970 */
};

static int by_name_and_line(const void *a, const void *b)
{
	const struct account *left = *(const struct account *const *)a;
	const struct account *right = *(const struct account *const *)b;
	int order = strcmp(left->name, right->name);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

static void sort_shadow(struct reader *reader)
{
	size_t count = reader->shadows->count;

	reader->by_name = pool_alloc(reader->guest->pool,
				     (count + 1) * sizeof(const struct account *));
	for (size_t i = 0; i < count; i++)
		reader->by_name[i] = &reader->shadows->item[i];
	if (count > 1)
		qsort(reader->by_name, count, sizeof(*reader->by_name), by_name_and_line);
}

static const struct account *shadow_of(const struct reader *reader, const char *name)
{
	size_t low = 0, high = reader->shadows->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(reader->by_name[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < reader->shadows->count &&
			       strcmp(reader->by_name[low]->name, name) == 0
		       ? reader->by_name[low]
		       : NULL;
}

/* Programs that end at once, whatever their place. */
static const char *shell_problem(struct guest *guest, const char *shell)
{
	static const char *const none[] = { "nologin",  "false", "true",     "sync",
					    "shutdown", "halt",  "git-shell" };

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (strcmp(path_name(shell), none[i]) == 0)
			return pool_printf(guest->pool, "its shell is %s", shell);
	if (shell[0] != '/')
		return pool_printf(guest->pool, "its shell \"%s\" is no path", shell);
	if (mount_shows(guest, shell) && !tree_has(guest->tree, shell, TREE_FILE))
		return pool_printf(guest->pool, "its shell %s is not there", shell);
	return NULL;
}

/* shadow(5): the day is given in days since 1970, none where the field is empty. */
static const char *closed_by_date(const struct reader *reader,
				  const struct account *shadow)
{
	int64_t changed = account_number(reader->shadow, shadow, SHADOW_CHANGED);
	int64_t max = account_number(reader->shadow, shadow, SHADOW_MAX);
	int64_t inactive = account_number(reader->shadow, shadow, SHADOW_INACTIVE);
	int64_t expire = account_number(reader->shadow, shadow, SHADOW_EXPIRE);

	if (expire >= 0 && reader->today >= expire)
		return "the account has expired";
	if (changed > 0 && max >= 0 && inactive >= 0 &&
	    reader->today > changed + max + inactive)
		return "its password has expired";
	return NULL;
}

static void take_shadow(const struct reader *reader, struct login *login)
{
	struct pool *pool = reader->guest->pool;
	const struct account *shadow = shadow_of(reader, login->name);

	login->hash_file = LOGINS_SHADOW;
	login->hash = crypthash_parse("*");
	if (!shadow)
		return;
	login->hash_line = shadow->line;
	login->hash =
		crypthash_parse(account_field(pool, reader->shadow, shadow, SHADOW_HASH));
	login->closed = closed_by_date(reader, shadow);
}

static struct login login_of(const struct reader *reader, const struct account *account)
{
	struct pool *pool = reader->guest->pool;
	struct login login = {
		.name = account->name,
		.home = account_field(pool, reader->passwd, account, PASSWD_HOME),
		.shell = account_field(pool, reader->passwd, account, PASSWD_SHELL),
		.uid = account_number(reader->passwd, account, PASSWD_UID),
		.gid = account_number(reader->passwd, account, PASSWD_GID),
		.line = account->line,
	};
	const char *field = account_field(pool, reader->passwd, account, PASSWD_HASH);

	if (!*login.shell)
		login.shell = "/bin/sh";
	login.no_shell = shell_problem(reader->guest, login.shell);
	if (strcmp(field, "x") == 0) {
		take_shadow(reader, &login);
		return login;
	}
	login.hash_file = LOGINS_PASSWD;
	login.hash_line = account->line;
	login.hash = crypthash_parse(field);
	return login;
}

static const char *why_not(struct pool *pool, const char *path, int err)
{
	return err == -ENOENT ? pool_printf(pool, "there is no %s", path)
			      : pool_printf(pool, "\"%s\": %s", path, strerror(-err));
}

struct logins guest_logins(struct guest *guest)
{
	struct reader reader = { .guest = guest, .today = guest_today(guest) };
	struct logins logins = { 0 };
	const struct accounts *accounts;
	int err = tree_read(guest->tree, LOGINS_PASSWD, &reader.passwd);

	if (err < 0) {
		logins.problem = why_not(guest->pool, LOGINS_PASSWD, err);
		return logins;
	}
	err = tree_read(guest->tree, LOGINS_SHADOW, &reader.shadow);
	if (err < 0)
		logins.problem = why_not(guest->pool, LOGINS_SHADOW, err);
	accounts = accounts_parse(guest->pool, reader.passwd);
	reader.shadows = accounts_parse(guest->pool, reader.shadow);
	if (accounts->too_many || reader.shadows->too_many)
		logins.problem = "there are more accounts than are looked at";
	sort_shadow(&reader);
	logins.item =
		pool_alloc(guest->pool, (accounts->count + 1) * sizeof(*logins.item));
	for (; logins.count < accounts->count; logins.count++)
		logins.item[logins.count] =
			login_of(&reader, &accounts->item[logins.count]);
	return logins;
}

/* EL names sssd's module whether or not there is an sssd. */
static bool is_set_up(struct guest *guest, const char *source)
{
	return strcmp(source, "sss") != 0 ||
	       tree_has(guest->tree, "/etc/sssd/sssd.conf", TREE_FILE) ||
	       tree_match(guest->tree, "/etc/sssd/conf.d", "[!.]*.conf").count > 0;
}

const char *guest_logins_elsewhere(struct guest *guest)
{
	static const char *const local[] = { "files",   "compat",     "db",
					     "systemd", "extrausers", "altfiles",
					     "usrfiles" };
	struct bytes text, line;

	if (tree_read(guest->tree, "/etc/nsswitch.conf", &text) < 0)
		return NULL;
	while (bytes_line(&text, &line)) {
		struct strs word = strs_words(guest->pool, bytes_str(guest->pool, line));

		if (word.count == 0 || strcmp(word.item[0], "passwd:") != 0)
			continue;
		for (size_t i = 1; i < word.count && word.item[i][0] != '#'; i++) {
			bool known = word.item[i][0] == '[';

			for (size_t k = 0; k < sizeof(local) / sizeof(*local); k++)
				known |= strcmp(word.item[i], local[k]) == 0;
			if (!known && is_set_up(guest, word.item[i]))
				return word.item[i];
		}
	}
	return NULL;
}

const struct login *login_find(const struct logins *logins, const char *name)
{
	for (size_t i = 0; i < logins->count; i++)
		if (strcmp(logins->item[i].name, name) == 0)
			return &logins->item[i];
	return NULL;
}

const char *login_problem(const struct login *login)
{
	if (login->no_shell)
		return login->no_shell;
	if (login->hash.locked)
		return "its password is locked";
	if (login->hash.scheme == CRYPT_NEVER)
		return "it has no password";
	if (login->hash.scheme == CRYPT_EMPTY)
		return "its password is empty";
	return login->closed;
}

bool login_by_password(const struct login *login)
{
	return !login_problem(login);
}
