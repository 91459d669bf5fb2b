/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/path.h"
#include "guest/logins.h"
#include "guest/request.h"
#include "guest/selinux.h"
#include "guest/sshd.h"

/*
 * The key goes to the first file in which the server looks for this account's keys, as a
 * line at its end; what stands there stays.  The server reads neither a file nor a
 * directory that others may write (StrictModes of sshd_config(5)), so a file in a home is
 * its owner's alone.  The configuration of the server is never changed.
 */

struct place {
	const struct login *login;
	struct strs files;
	const char *path; /* where the key is, or is to go; NULL: nowhere */
	bool is_listed;
};

static struct place place_of(struct guest *guest, const struct logins *logins,
			     const struct request_key *wanted)
{
	struct sshd sshd = guest_sshd(guest);
	struct place place = { .login = login_find(logins, wanted->user) };
	struct bytes text;

	if (!place.login)
		return place;
	place.files = sshd_keys_files(guest, &sshd, wanted->user, place.login->home,
				      place.login->uid);
	for (size_t i = 0; i < place.files.count && !place.is_listed; i++) {
		if (!tree_has(guest->tree, place.files.item[i], TREE_FILE) ||
		    tree_read(guest->tree, place.files.item[i], &text) < 0)
			continue;
		place.is_listed = sshkey_is_listed(text, &wanted->key);
		place.path = place.files.item[i];
	}
	if (!place.is_listed)
		place.path = place.files.count ? place.files.item[0] : NULL;
	return place;
}

static bool is_in_home(const struct place *place)
{
	return path_is_below(place->path, place->login->home) &&
	       strcmp(place->login->home, "/") != 0;
}

/* What keeps sshd from trusting PATH; NULL for nothing, or where it is not there. */
static const char *distrusted(struct guest *guest, const struct place *place,
			      const char *path)
{
	struct tree_stat st;

	if (tree_stat(guest->tree, path, &st) < 0)
		return NULL;
	if (st.mode & 022)
		return "others may write it";
	if (st.uid != 0 && (int64_t)st.uid != place->login->uid)
		return "it belongs to somebody else";
	return NULL;
}

static const char *file_distrusted(struct guest *guest, const struct place *place)
{
	struct tree_stat st;

	if (tree_stat(guest->tree, place->path, &st) == 0 && is_in_home(place) &&
	    st.uid == 0 && place->login->uid != 0 && !(st.mode & 044))
		return "its owner cannot read it";
	return distrusted(guest, place, place->path);
}

static const char *subject_of(struct guest *guest, const struct request_key *wanted)
{
	const char *blob = wanted->key.blob;
	size_t len = strlen(blob), end = len > 12 ? 12 : len;

	return pool_printf(guest->pool, "%s %s …%s", wanted->user, wanted->key.type,
			   blob + len - end);
}

static void judge(struct check *check, struct guest *guest, const struct logins *logins,
		  const struct request_key *wanted)
{
	struct place place = place_of(guest, logins, wanted);
	const char *subject = subject_of(guest, wanted), *fault;

	if (!place.login || !place.path) {
		check_finding(check, LOGINS_PASSWD, 0, subject,
			      place.login ? "the server looks nowhere for keys of %s"
					  : "there is no account \"%s\"",
			      wanted->user);
		return;
	}
	if (!place.is_listed) {
		check_finding(check, place.path, 0, subject, "lacks the key for %s",
			      wanted->user);
		return;
	}
	fault = file_distrusted(guest, &place);
	if (fault)
		check_finding(check, place.path, 0, subject,
			      "the server does not trust it: %s", fault);
}

static void detect(struct check *check, struct guest *guest)
{
	struct logins logins;

	if (!guest->request || !guest->request->keys) {
		check_not_applicable(check);
		return;
	}
	logins = guest_logins(guest);
	for (size_t i = 0; i < guest->request->keys; i++)
		judge(check, guest, &logins, &guest->request->key[i]);
}

/* Why a key there would not let in, or NULL. */
static const char *useless(struct guest *guest, const struct place *place)
{
	const char *dir, *why;

	if (!place->login)
		return "nobody can be given a key who is not there";
	if (!place->path)
		return "its configuration says so (AuthorizedKeysFile)";
	if (place->login->no_shell)
		return pool_printf(guest->pool, "it would let nobody in: %s",
				   place->login->no_shell);
	if (place->login->uid < 0 || place->login->gid < 0 ||
	    place->login->home[0] != '/')
		return "its line in /etc/passwd is damaged";
	dir = path_parent(guest->pool, place->path);
	why = distrusted(guest, place, dir);
	if (why)
		return pool_printf(guest->pool, "the server does not trust %s: %s", dir,
				   why);
	why = is_in_home(place) ? distrusted(guest, place, place->login->home) : NULL;
	return why ? pool_printf(guest->pool, "the server does not trust %s: %s",
				 place->login->home, why)
		   : NULL;
}

static const struct owner *owner_of(struct guest *guest, const struct place *place)
{
	struct owner *owner = pool_alloc(guest->pool, sizeof(*owner));

	if (!is_in_home(place)) {
		*owner = (struct owner){ .mode = 0644, .dir_mode = 0755 };
		return owner;
	}
	*owner = (struct owner){
		.uid = (uid_t)place->login->uid,
		.gid = (gid_t)place->login->gid,
		.mode = 0600,
		.dir_mode = 0700,
		.label = selinux_label_of_keys(guest, place->path),
	};
	return owner;
}

static bool write_key(struct plan *plan, struct guest *guest, const struct place *place,
		      const struct sshkey *key)
{
	const char *line = pool_printf(guest->pool, "%s %s%s%s", key->type, key->blob,
				       *key->comment ? " " : "", key->comment);
	struct bytes text = { 0 };

	if (tree_has(guest->tree, place->path, TREE_FILE) &&
	    tree_read(guest->tree, place->path, &text) < 0)
		return false;
	return plan_write(plan, place->path, text_append_line(guest->pool, text, line));
}

static void plan_one(struct plan *plan, struct guest *guest,
		     const struct request_key *wanted)
{
	struct logins logins = guest_logins(guest);
	struct place place = place_of(guest, &logins, wanted);
	const char *why = useless(guest, &place);
	const struct owner *owner;
	bool is_new;

	if (why) {
		plan_refuse(plan, "%s", why);
		return;
	}
	/* Before the directory is planned, which would be taken for one that is there. */
	owner = owner_of(guest, &place);
	is_new = !tree_has(guest->tree, place.path, TREE_FILE);
	if (!place.is_listed && !write_key(plan, guest, &place, &wanted->key))
		return;
	if ((is_new || file_distrusted(guest, &place)) &&
	    !plan_own(plan, place.path, owner))
		return;
	plan_note(plan, "%s", place.is_listed ? "its owner and mode set" : "added");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	for (size_t i = 0; i < guest->request->keys; i++)
		if (strcmp(subject_of(guest, &guest->request->key[i]),
			   finding->subject) == 0) {
			plan_one(plan, guest, &guest->request->key[i]);
			return;
		}
}

const struct rule rule_set_ssh_key = {
	.id = "set-ssh-key",
	.title = "the SSH key that was asked for is not there",
	.why = "--ssh-key asks for it; without that option nothing is looked at here",
	.see = "authorized_keys(5) in sshd(8); sshd_config(5), AuthorizedKeysFile, "
	       "StrictModes",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
