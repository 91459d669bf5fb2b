/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-service.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "guest/logins.h"
#include "guest/mounts.h"
#include "guest/sshd.h"

/*
 * A server that nothing starts is started only where the profile wants port 22: a machine
 * may have it installed and off on purpose.  What keeps a started one from serving is
 * reported everywhere.  sshd_config is its owner's: it is never changed.
 */

#define BY_OWNER "the configuration of the server is its owner's to change"

static bool is_wanted(const struct guest *guest)
{
	return guest->profile->firewall != FIREWALL_KEEP;
}

/* What makes host keys at the first start: a unit, the server's own script, cloud-init.
 */
static bool makes_keys(struct guest *guest, const struct sshd *sshd)
{
	static const char *const dirs[] = { "/etc/systemd/system",
					    "/usr/lib/systemd/system",
					    "/lib/systemd/system" };
	static const char *const units[] = { "*ssh*keygen*", "sshdgenkeys*",
					     "*regenerate*ssh*" };
	static const char *const cloud[] = { "cloud-init", "cloud-init-main", NULL };
	struct bytes text;

	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs); d++)
		for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++)
			if (tree_match(guest->tree, dirs[d], units[u]).count)
				return true;
	if (sshd->service.file && tree_has(guest->tree, sshd->service.file, TREE_FILE) &&
	    tree_read(guest->tree, sshd->service.file, &text) == 0 &&
	    (bytes_find(text, bytes_of("keygen"), 0) >= 0 ||
	     bytes_find(text, bytes_of("gen-keys"), 0) >= 0))
		return true;
	if (tree_has(guest->tree, "/etc/rc.local", TREE_FILE) &&
	    tree_read(guest->tree, "/etc/rc.local", &text) == 0 &&
	    bytes_find(text, bytes_of("ssh-keygen"), 0) >= 0)
		return true;
	return guest_service_of(guest, cloud).state == SERVICE_ON;
}

/* EL lets the group ssh_keys read them; sshd refuses what others may read. */
static bool is_open(struct guest *guest, const struct tree_stat *st)
{
	const struct account *group;
	struct bytes text;

	if (!(st->mode & 077))
		return false;
	if ((st->mode & 077) != 040 || tree_read(guest->tree, "/etc/group", &text) < 0)
		return true;
	group = accounts_find(accounts_parse(guest->pool, text), "ssh_keys");
	return !group || account_number(text, group, GROUP_GID) != (int64_t)st->gid;
}

static void judge_keys(struct check *check, struct guest *guest, const struct sshd *sshd)
{
	struct strs keys = sshd_host_keys(guest, sshd), open = { .pool = guest->pool };
	size_t there = 0;
	struct tree_stat st;

	for (size_t i = 0; i < keys.count; i++) {
		if (tree_stat(guest->tree, keys.item[i], &st) < 0)
			continue;
		there++;
		if (is_open(guest, &st))
			strs_add(&open, keys.item[i]);
	}
	for (size_t i = 0; i < open.count; i++)
		check_finding_as(check, open.count == there ? UNREACHABLE : DEGRADED,
				 open.item[i], 0, "mode",
				 "the server does not use a host key that others may "
				 "read");
	if (!there && !makes_keys(guest, sshd))
		check_finding(check, "/etc/ssh", 0, "host keys",
			      "there are no host keys, and nothing makes them at the "
			      "first start");
}

static bool is_anywhere(const char *address)
{
	static const char *const all[] = { "0.0.0.0", "*", "::", "[::]", "any" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		size_t len = strlen(all[i]);

		if (strncmp(address, all[i], len) == 0 &&
		    (!address[len] || address[len] == ':'))
			return true;
	}
	return false;
}

static void judge_address(struct check *check, const struct sshd *sshd)
{
	for (size_t i = 0; i < sshd->listen.count; i++)
		if (is_anywhere(sshd->listen.item[i].value))
			return;
	if (sshd->listen.count)
		check_finding(check, sshd->listen.item[0].path, sshd->listen.item[0].line,
			      "ListenAddress",
			      "the server listens on %s only, which the new machine need "
			      "not have",
			      sshd->listen.item[0].value);
}

/* Whether a word of AllowUsers, "ann", "adm*", "bob@192.0.2.*", means an account. */
static bool means_any(struct guest *guest, const struct logins *logins, const char *word)
{
	const char *user = pool_strndup(guest->pool, word, strcspn(word, "@"));

	for (size_t i = 0; i < logins->count; i++)
		if (fnmatch(user, logins->item[i].name, 0) == 0)
			return true;
	return false;
}

static void judge_users(struct check *check, struct guest *guest, const struct sshd *sshd)
{
	struct logins logins = guest_logins(guest);
	const char *source;

	if (!logins.count || !sshd->allow_users.count || sshd->allow_users.count > 64)
		return;
	for (size_t i = 0; i < sshd->allow_users.count; i++)
		if (means_any(guest, &logins, sshd->allow_users.item[i].value))
			return;
	source = guest_logins_elsewhere(guest);
	if (source) {
		check_cannot_look(check,
				  "whether %s, whom the server lets in, is an account of "
				  "%s",
				  sshd->allow_users.item[0].value, source);
		return;
	}
	check_finding(check, sshd->allow_users.item[0].path,
		      sshd->allow_users.item[0].line, "AllowUsers",
		      "the server lets in only %s, and there is no such account",
		      sshd->allow_users.item[0].value);
}

static void judge_config(struct check *check, struct guest *guest,
			 const struct sshd *sshd)
{
	for (size_t i = 0; i < sshd->broken.count; i++)
		check_finding(check, sshd->broken.item[i].path, sshd->broken.item[i].line,
			      "broken", "the server will not start: %s",
			      sshd->broken.item[i].value);
	judge_address(check, sshd);
	judge_users(check, guest, sshd);
	judge_keys(check, guest, sshd);
	if (is_wanted(guest) && !sshd_has_port(sshd, 22))
		check_finding_as(check, DEGRADED, SSHD_CONFIG, 0, "port",
				 "the server does not listen on port 22");
}

static void judge_start(struct check *check, const struct sshd *sshd)
{
	const struct service *service = &sshd->service;

	if (service->state == SERVICE_UNKNOWN)
		check_cannot_look(check, "what starts the SSH server is not seen here");
	else if (service->state == SERVICE_NONE)
		check_finding(check, sshd->program, 0, "service",
			      "no service for the SSH server");
	else if (service->state != SERVICE_ON)
		check_finding(check, service->file, 0, "start", "%s %s", service->name,
			      service->state == SERVICE_MASKED ? "is masked"
							       : "is started by nothing");
}

static void detect(struct check *check, struct guest *guest)
{
	struct sshd sshd = guest_sshd(guest);

	if (!sshd.program && !mount_shows(guest, "/usr/sbin/sshd"))
		check_cannot_look(check, "/usr is not seen here");
	else if (!sshd.program && is_wanted(guest))
		check_finding(check, "/usr/sbin/sshd", 0, "installed",
			      "there is no SSH server");
	else if (!sshd.program || (sshd.service.state != SERVICE_ON && !is_wanted(guest)))
		check_not_applicable(check);
	else if (is_wanted(guest))
		judge_start(check, &sshd);
	if (sshd.program && !sshd.is_dropbear &&
	    (sshd.service.state == SERVICE_ON || is_wanted(guest)))
		judge_config(check, guest, &sshd);
}

static void close_key(struct plan *plan, struct guest *guest, const char *path)
{
	struct owner *owner = pool_alloc(guest->pool, sizeof(*owner));

	*owner = (struct owner){ .mode = 0600 };
	if (plan_own(plan, path, owner))
		plan_note(plan, "its mode is 0600 now");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct sshd sshd = guest_sshd(guest);
	const char *subject = finding->subject;

	if (strcmp(subject, "mode") == 0)
		close_key(plan, guest, finding->path);
	else if (strcmp(subject, "start") == 0 &&
		 plan_service_on(plan, guest, &sshd.service))
		plan_note(plan, "%s is started at each start", sshd.service.name);
	else if (strcmp(subject, "installed") == 0 || strcmp(subject, "service") == 0)
		plan_refuse(plan, "its package is not on the disk");
	else if (strcmp(subject, "host keys") == 0)
		plan_refuse(plan, "a key made here would be known here; ssh-keygen -A "
				  "makes them in the system");
	else
		plan_refuse(plan, BY_OWNER);
}

const struct rule rule_ssh_enabled = {
	.id = "ssh-enabled",
	.title = "the SSH server is not started, or cannot serve",
	.why = "the machine runs, and nobody reaches it by network",
	.see = "Alibaba Cloud, notes on importing images: SSH on port 22; AWS VM Import: "
	       "SSH enabled; sshd(8), sshd_config(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
