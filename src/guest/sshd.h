/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SSH server of a guest: its program, what starts it, and what sshd_config(5) with
 * the files it includes makes of it.
 *
 * The one law: of a keyword said twice the first counts, as for sshd; what stands in a
 * Match block is never taken for what always holds.
 */
#pragma once

#include "guest/services.h"

#define SSHD_CONFIG "/etc/ssh/sshd_config"

/* One word of the configuration, and where it stands. */
struct sshd_word {
	const char *value;
	const char *path;
	unsigned line;
};

struct sshd_words {
	struct sshd_word *item;
	size_t count;
};

struct sshd {
	const char *program; /* NULL: there is none */
	bool is_dropbear;    /* which has no sshd_config */
	struct service service;
	struct sshd_words port, listen, host_key; /* as said; none: the defaults */
	struct sshd_words keys_files;             /* AuthorizedKeysFile; the same */
	struct sshd_words allow_users, allow_groups;
	/* What is said, or NULL: then it depends on how sshd was built. */
	const char *permit_root, *passwords, *pubkeys, *use_pam;
	struct sshd_words broken; /* lines that keep sshd from starting, and why */
	bool has_match;           /* some connections are treated otherwise */
};

struct sshd guest_sshd(struct guest *guest);

/* Whether sshd listens on PORT, by what is said or by default. */
bool sshd_has_port(const struct sshd *sshd, unsigned port);

/* The keys that are said, or sshd's own that are there, of paths. */
struct strs sshd_host_keys(struct guest *guest, const struct sshd *sshd);

/* Where the keys of the user NAME with the home HOME and UID are looked for, in order. */
struct strs sshd_keys_files(struct guest *guest, const struct sshd *sshd,
			    const char *name, const char *home, int64_t uid);
