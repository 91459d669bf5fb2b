/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/logins.h"

/*
 * Some clouds ask for a root whose password lets in, others publish images with root
 * locked: the profile says which.  sshd_config is its owner's, whatever they ask.
 */

static const struct login *user_zero(const struct logins *logins)
{
	for (size_t i = 0; i < logins->count; i++)
		if (logins->item[i].uid == 0)
			return &logins->item[i];
	return NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->root_account;
	struct logins logins = guest_logins(guest);
	const struct login *root = login_find(&logins, "root");
	const struct login *zero = user_zero(&logins);

	if (logins.problem && (!root || root->hash.scheme == CRYPT_NEVER))
		check_cannot_look(check, "%s", logins.problem);
	else if (!zero)
		check_policy(check, policy, LOGINS_PASSWD, "root",
			     "no account has the user number 0");
	else if (!root || root->uid != 0)
		check_policy(check, policy, LOGINS_PASSWD, "root",
			     "the account with the user number 0 is \"%s\", not root",
			     zero->name);
	else if (login_problem(root))
		check_policy(check, policy, LOGINS_SHADOW, "root",
			     "root cannot log in: %s", login_problem(root));
}

const struct rule rule_root_account = {
	.id = "root-account",
	.title = "root cannot log in with a password",
	.why = "the cloud asks for a root user with a password, for its console and its "
	       "import: --set-root-password-stdin sets one",
	.see = "Huawei IMS, external image files: a usable root user and password; "
	       "Alibaba Cloud image_check: reserve the root account; shadow(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
