/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/cloudinit.h"
#include "guest/logins.h"
#include "guest/sshd.h"

/*
 * One way in is enough: a password, a key that sshd takes, or cloud-init, which makes one
 * at the first start.  A locked password with a key beside it is how cloud images come.
 */

enum { HOMES_MAX = 1000 }; /* accounts whose keys are looked for */

static bool has_key(struct guest *guest, const char *path)
{
	struct bytes text, line;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
		return false;
	while (bytes_line(&text, &line))
		if (line.len > 1 && !strchr("#\r\n", line.data[0]))
			return true;
	return false;
}

static bool has_keys(struct guest *guest, const struct sshd *sshd,
		     const struct login *login)
{
	struct strs files =
		sshd_keys_files(guest, sshd, login->name, login->home, login->uid);

	for (size_t i = 0; i < files.count; i++)
		if (has_key(guest, files.item[i]))
			return true;
	return false;
}

static bool is_said_no(const char *value)
{
	return value && strcasecmp(value, "no") == 0;
}

static bool by_key(struct guest *guest, const struct logins *logins,
		   const struct sshd *sshd)
{
	if (!sshd->program || is_said_no(sshd->pubkeys))
		return false;
	for (size_t i = 0; i < logins->count && i < HOMES_MAX; i++) {
		const struct login *login = &logins->item[i];

		if (login->no_shell || login->closed || login->home[0] != '/')
			continue;
		if (login->uid == 0 && is_said_no(sshd->permit_root))
			continue;
		if (has_keys(guest, sshd, login))
			return true;
	}
	return false;
}

static bool by_cloud_init(struct guest *guest)
{
	static const char *const units[] = { "cloud-init", "cloud-init-main", NULL };
	struct tree_stat st;

	return tree_lstat(guest->tree, "/etc/cloud/cloud-init.disabled", &st) < 0 &&
	       !guest_cloudinit(guest).off &&
	       guest_service_of(guest, units).state == SERVICE_ON;
}

static bool by_password(const struct logins *logins)
{
	for (size_t i = 0; i < logins->count; i++)
		if (login_by_password(&logins->item[i]))
			return true;
	return false;
}

static void detect(struct check *check, struct guest *guest)
{
	struct logins logins = guest_logins(guest);
	struct sshd sshd = guest_sshd(guest);
	const struct login *root = login_find(&logins, "root");
	bool key = by_key(guest, &logins, &sshd), cloud = by_cloud_init(guest);

	if (logins.problem && !key && !cloud) {
		check_cannot_look(check, "%s", logins.problem);
		return;
	}
	if (key || cloud)
		return;
	if (!by_password(&logins) && guest_logins_elsewhere(guest))
		check_cannot_look(check,
				  "no account of the files can be used; %s may have "
				  "others",
				  guest_logins_elsewhere(guest));
	else if (!by_password(&logins))
		check_finding(
			check, LOGINS_SHADOW, root ? root->hash_line : 0, "nobody",
			"nobody can log in: of root, %s; no account has a "
			"usable password or an SSH key, and no cloud-init makes one",
			root ? login_problem(root) : "there is none");
	else if (sshd.program && is_said_no(sshd.passwords))
		check_finding_as(check, DEGRADED, SSHD_CONFIG, 0, "console only",
				 "only the console lets in: the SSH server takes no "
				 "passwords, and no account has a key");
}

const struct rule rule_login_possible = {
	.id = "login-possible",
	.title = "nobody can log in",
	.why = "the machine starts, and nobody can do anything with it: "
	       "--set-root-password-stdin or --ssh-key makes a way in",
	.see = "Huawei IMS, external image files: a password or certificate, or "
	       "Cloud-Init; shadow(5), sshd_config(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
