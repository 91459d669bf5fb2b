/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/logins.h"
#include "guest/passwords.h"
#include "guest/request.h"

/*
 * The new hash takes the place of the old one, in the scheme of the guest's own tools,
 * and the day of the change is today, as passwd(1) does it; the other fields stay.  An
 * account that has expired, or whose shell is none, was closed by somebody: that stays.
 */

static bool is_set(struct guest *guest, const struct login *root)
{
	return !root->hash.locked &&
	       password_matches(guest->pool, guest->request->root_password,
				&root->hash) == 1;
}

static void detect(struct check *check, struct guest *guest)
{
	struct logins logins;
	const struct login *root;

	if (!guest->request || !guest->request->root_password) {
		check_not_applicable(check);
		return;
	}
	logins = guest_logins(guest);
	root = login_find(&logins, "root");
	if (!root)
		check_finding(check, LOGINS_PASSWD, 0, "root", "there is no root");
	else if (!is_set(guest, root))
		check_finding(check, root->hash_file, root->hash_line, "root",
			      "root does not have the password asked for");
}

static struct bytes with_hash(struct guest *guest, struct bytes text,
			      const struct account *account, const char *hash)
{
	const char *today =
		pool_printf(guest->pool, "%lld", (long long)guest_today(guest));

	text = account_set(guest->pool, text, account, SHADOW_CHANGED, today);
	return account_set(guest->pool, text, account, SHADOW_HASH, hash);
}

/* The file with the hash, where the account has a line, else at its end. */
static struct bytes changed(struct guest *guest, const struct login *root,
			    struct bytes text, const char *hash)
{
	const struct account *account =
		accounts_find(accounts_parse(guest->pool, text), root->name);

	if (!account)
		return text_append_line(guest->pool, text,
					pool_printf(guest->pool,
						    "root:%s:%lld:0:99999:7:::", hash,
						    (long long)guest_today(guest)));
	if (strcmp(root->hash_file, LOGINS_PASSWD) == 0)
		return account_set(guest->pool, text, account, PASSWD_HASH, hash);
	return with_hash(guest, text, account, hash);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const char *password = guest->request->root_password, *says, *refused;
	struct logins logins = guest_logins(guest);
	const struct login *root = login_find(&logins, "root");
	enum crypt_scheme scheme = password_scheme(guest, &says);
	struct bytes text;
	char *hash;

	(void)finding;
	refused = password_refused(guest->pool, guest->profile, password);
	if (!root) {
		plan_refuse(plan, "there is no account to set it for");
	} else if (refused) {
		plan_refuse(plan, "the target does not take it: %s", refused);
	} else if (tree_read(guest->tree, root->hash_file, &text) < 0) {
		plan_refuse(plan, "%s cannot be read", root->hash_file);
	} else if (password_hash(guest->pool, password, scheme, &hash) < 0) {
		plan_refuse(plan, "it cannot be hashed");
	} else if (plan_write(plan, root->hash_file, changed(guest, root, text, hash))) {
		plan_note(plan, "set, as %s (%s)", crypt_scheme_name(scheme), says);
		if (root->no_shell || root->closed)
			plan_note(plan, "but %s",
				  root->no_shell ? root->no_shell : root->closed);
	}
}

const struct rule rule_set_root_password = {
	.id = "set-root-password",
	.title = "the root password that was asked for is not set",
	.why = "--set-root-password-stdin asks for it; without that option nothing is "
	       "looked at here",
	.see = "shadow(5), crypt(5), login.defs(5), pam_unix(8)",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
