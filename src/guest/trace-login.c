/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether somebody can log in: a server or a console, and an account. */
#include "guest/trace-internal.h"

#include <string.h>

#include "base/path.h"

enum { ACCOUNTS_MAX = 10000 };

#define WANTS "/etc/systemd/system/multi-user.target.wants/"

/* What starts sshd, by systemd or a System V init; NULL: nothing does. */
static const char *ssh_starter(struct guest *guest)
{
	static const char *const units[] = {
		WANTS "ssh.service",
		WANTS "sshd.service",
		"/etc/systemd/system/sockets.target.wants/ssh.socket",
		"/etc/systemd/system/sockets.target.wants/sshd.socket",
	};
	static const char *const levels[] = { "/etc/rc2.d", "/etc/rc3.d", "/etc/rc5.d",
					      "/etc/rc.d/rc3.d",
					      "/etc/runlevels/default" };
	struct tree_stat st;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (tree_lstat(guest->tree, units[i], &st) == 0)
			return units[i];
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		struct strs found = tree_match(guest->tree, levels[i], "*ssh*");

		for (size_t f = 0; f < found.count; f++)
			if (path_name(found.item[f])[0] != 'K')
				return found.item[f];
	}
	return NULL;
}

static void add_ssh(struct guest *guest, struct trace *trace)
{
	static const char *const servers[] = { "/usr/sbin/sshd", "/usr/bin/sshd",
					       "/usr/sbin/dropbear" };
	const char *starter = ssh_starter(guest), *server = NULL;
	struct trace_link link = { .stage = TRACE_LOGIN };

	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers) && !server; i++)
		if (tree_has(guest->tree, servers[i], TREE_FILE))
			server = servers[i];
	link.where = starter ? starter : server;
	if (server && starter) {
		link.value = server;
		link.text = "SSH is started";
	} else {
		link.state = TRACE_NOT_APPLICABLE;
		link.text = server ? "nothing seen starts the SSH server"
				   : "no SSH server: only a console";
	}
	trace_add(trace->pool, &trace->common, &link);
}

/*
 * Whether LINE of shadow(5) lets its owner in by password.  An empty field does on a
 * console; "!" and "*" never match a password.
 */
static bool is_open(struct bytes line)
{
	ptrdiff_t colon = bytes_find(line, bytes_of(":"), 0);
	unsigned char first = ':';

	if (colon > 0 && (size_t)colon + 1 < line.len)
		first = line.data[colon + 1];
	return first == '$' || first == '_' || (first >= '.' && first <= '9') ||
	       (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
}

static size_t passwords_in(struct bytes shadow)
{
	struct bytes line;
	size_t count = 0;

	for (size_t n = 0; n < ACCOUNTS_MAX && bytes_line(&shadow, &line); n++)
		count += is_open(line);
	return count;
}

static size_t keys_of(struct guest *guest)
{
	struct strs homes = { .pool = guest->pool }, names;
	size_t count = 0;

	strs_add(&homes, "/root");
	if (tree_list(guest->tree, "/home", &names) == 0)
		for (size_t i = 0; i < names.count && i < ACCOUNTS_MAX; i++)
			strs_addf(&homes, "/home/%s", names.item[i]);
	for (size_t i = 0; i < homes.count; i++) {
		struct tree_stat st;
		const char *file =
			path_join(guest->pool, homes.item[i], ".ssh/authorized_keys");

		count += tree_stat(guest->tree, file, &st) == 0 && st.kind == TREE_FILE &&
			 st.size > 0;
	}
	return count;
}

static void add_accounts(struct guest *guest, struct trace *trace)
{
	struct bytes shadow;
	int err = tree_read(guest->tree, "/etc/shadow", &shadow);
	size_t passwords = err < 0 ? 0 : passwords_in(shadow), keys = keys_of(guest);
	bool cloud = tree_has(guest->tree, "/etc/cloud/cloud.cfg", TREE_FILE);
	struct trace_link link = {
		.stage = TRACE_LOGIN,
		.state = passwords + keys ? TRACE_HOLDS : TRACE_UNKNOWN,
		.where = "/etc/shadow",
		.value =
			pool_printf(guest->pool, "%zu with a password, %zu with SSH keys",
				    passwords, keys),
	};

	if (passwords + keys == 0)
		link.text = cloud ? "no account lets anybody in; cloud-init may make one"
				  : "no account lets anybody in";
	trace_add(trace->pool, &trace->common, &link);
}

void trace_login(struct guest *guest, struct trace *trace)
{
	add_ssh(guest, trace);
	add_accounts(guest, trace);
}
