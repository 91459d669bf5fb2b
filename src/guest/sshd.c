/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/sshd.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "format/sshdconf.h"

enum {
	FILES_MAX = 256, /* included ones that are read */
	DEPTH_MAX = 16,  /* sshd's own limit */
	CONFIG_MAX = 1 << 20,
};

struct reader {
	struct guest *guest;
	struct sshd *sshd;
	unsigned files;
};

static void add_word(struct reader *reader, struct sshd_words *words, const char *value,
		     const char *path, unsigned line)
{
	struct pool *pool = reader->guest->pool;

	words->item = text_room(pool, words->item, words->count, sizeof(*words->item));
	words->item[words->count++] = (struct sshd_word){ value, path, line };
}

/* Keywords that take numbers or answers, for what sshd itself would refuse. */
static const char *fault_of(const struct reader *reader, const struct sshd_line *line)
{
	const char *value = line->arg.count ? line->arg.item[0] : NULL;
	char *end = NULL;

	if (line->broken)
		return "a quote is not ended";
	if (!value)
		return pool_printf(reader->guest->pool, "%s has no value", line->keyword);
	if (strcmp(line->keyword, "port") != 0)
		return NULL;
	if (strtoul(value, &end, 10) < 1 || strtoul(value, NULL, 10) > 65535 || *end)
		return pool_printf(reader->guest->pool, "\"%s\" is no port", value);
	return NULL;
}

static void read_file(struct reader *reader, const char *path, bool matched, int depth);

/* "Include PATTERN…": a relative one is below /etc/ssh. */
static void include(struct reader *reader, const struct sshd_line *line, bool matched,
		    int depth)
{
	struct guest *guest = reader->guest;

	for (size_t i = 0; i < line->arg.count; i++) {
		const char *path = path_join(guest->pool, "/etc/ssh", line->arg.item[i]);
		struct strs files = tree_match(
			guest->tree, path_parent(guest->pool, path), path_name(path));

		for (size_t f = 0; f < files.count; f++)
			if (tree_has(guest->tree, files.item[f], TREE_FILE))
				read_file(reader, files.item[f], matched, depth + 1);
	}
}

static void set_first(const char **to, const struct sshd_line *line)
{
	if (!*to)
		*to = line->arg.item[0];
}

static void take_single(struct sshd *sshd, const struct sshd_line *line)
{
	const struct {
		const char *keyword, **to;
	} singles[] = {
		{ "permitrootlogin", &sshd->permit_root },
		{ "passwordauthentication", &sshd->passwords },
		{ "pubkeyauthentication", &sshd->pubkeys },
		{ "usepam", &sshd->use_pam },
	};

	for (size_t i = 0; i < sizeof(singles) / sizeof(*singles); i++)
		if (strcmp(singles[i].keyword, line->keyword) == 0)
			set_first(singles[i].to, line);
}

/* Lists that grow with each line that names them; all words of a line, or the first. */
static void take_list(struct reader *reader, const struct sshd_line *line,
		      const char *path)
{
	struct sshd *sshd = reader->sshd;
	const struct {
		const char *keyword;
		struct sshd_words *to;
		bool all, once;
	} lists[] = {
		{ "port", &sshd->port, false, false },
		{ "listenaddress", &sshd->listen, false, false },
		{ "hostkey", &sshd->host_key, false, false },
		{ "authorizedkeysfile", &sshd->keys_files, true, true },
		{ "allowusers", &sshd->allow_users, true, false },
		{ "allowgroups", &sshd->allow_groups, true, false },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (strcmp(lists[i].keyword, line->keyword) != 0 ||
		    (lists[i].once && lists[i].to->count))
			continue;
		for (size_t a = 0; a < (lists[i].all ? line->arg.count : 1); a++)
			add_word(reader, lists[i].to, line->arg.item[a], path,
				 line->line);
	}
}

static void take_line(struct reader *reader, const struct sshd_line *line,
		      const char *path, bool matched, int depth)
{
	const char *fault = fault_of(reader, line);

	if (fault) {
		add_word(reader, &reader->sshd->broken, fault, path, line->line);
		return;
	}
	if (strcmp(line->keyword, "include") == 0) {
		include(reader, line, matched || line->match, depth);
		return;
	}
	if (matched || line->match) {
		reader->sshd->has_match = true;
		return;
	}
	take_single(reader->sshd, line);
	take_list(reader, line, path);
}

static void read_file(struct reader *reader, const char *path, bool matched, int depth)
{
	struct guest *guest = reader->guest;
	const struct sshdconf *conf;
	struct bytes text;

	if (depth > DEPTH_MAX || reader->files++ >= FILES_MAX ||
	    tree_read_large(guest->tree, path, CONFIG_MAX, guest->pool, &text) < 0)
		return;
	conf = sshdconf_parse(guest->pool, text);
	for (size_t i = 0; i < conf->count; i++)
		take_line(reader, &conf->line[i], path, matched, depth);
}

struct sshd guest_sshd(struct guest *guest)
{
	static const char *const programs[] = { "/usr/sbin/sshd", "/usr/bin/sshd",
						"/usr/local/sbin/sshd",
						"/usr/sbin/dropbear",
						"/usr/bin/dropbear" };
	static const char *const openssh[] = { "sshd", "ssh", NULL };
	static const char *const dropbear[] = { "dropbear", NULL };
	struct sshd sshd = { 0 };
	struct reader reader = { .guest = guest, .sshd = &sshd };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs) && !sshd.program; i++)
		if (tree_has(guest->tree, programs[i], TREE_FILE))
			sshd.program = programs[i];
	sshd.is_dropbear =
		sshd.program && strcmp(path_name(sshd.program), "dropbear") == 0;
	sshd.service = guest_service_of(guest, sshd.is_dropbear ? dropbear : openssh);
	if (!sshd.is_dropbear && tree_has(guest->tree, SSHD_CONFIG, TREE_FILE))
		read_file(&reader, SSHD_CONFIG, false, 0);
	return sshd;
}

/* The port in "192.0.2.1:2222" or "[::]:2222"; 0: none. */
static unsigned port_of_address(const char *address)
{
	const char *colon = strrchr(address, ':'), *bracket = strchr(address, ']');

	if (!colon || (bracket && bracket > colon) ||
	    (!bracket && strchr(address, ':') != colon))
		return 0;
	return (unsigned)strtoul(colon + 1, NULL, 10);
}

bool sshd_has_port(const struct sshd *sshd, unsigned port)
{
	bool by_address = false;

	for (size_t i = 0; i < sshd->port.count; i++)
		if (strtoul(sshd->port.item[i].value, NULL, 10) == port)
			return true;
	for (size_t i = 0; i < sshd->listen.count; i++) {
		if (port_of_address(sshd->listen.item[i].value) == port)
			return true;
		by_address |= port_of_address(sshd->listen.item[i].value) != 0;
	}
	return sshd->port.count == 0 && !by_address && port == 22;
}

struct strs sshd_host_keys(struct guest *guest, const struct sshd *sshd)
{
	static const char *const own[] = { "rsa", "ecdsa", "ed25519", "dsa" };
	struct strs keys = { .pool = guest->pool };

	for (size_t i = 0; i < sshd->host_key.count; i++)
		strs_add(&keys,
			 path_join(guest->pool, "/", sshd->host_key.item[i].value));
	for (size_t i = 0; !sshd->host_key.count && i < sizeof(own) / sizeof(*own); i++)
		strs_addf(&keys, "/etc/ssh/ssh_host_%s_key", own[i]);
	return keys;
}

/* sshd_config(5), TOKENS; a path that is not absolute is below the home. */
static char *expand(struct pool *pool, const char *pattern, const char *name,
		    const char *home, int64_t uid)
{
	struct buf out = { .pool = pool };

	for (const char *at = pattern; *at; at++) {
		if (*at != '%' || !at[1])
			buf_addf(&out, "%c", *at);
		else if (*++at == 'h')
			buf_adds(&out, home);
		else if (*at == 'u')
			buf_adds(&out, name);
		else if (*at == 'U')
			buf_addf(&out, "%lld", (long long)uid);
		else
			buf_addf(&out, "%c", *at);
	}
	return path_join(pool, home, bytes_str(pool, buf_bytes(&out)));
}

struct strs sshd_keys_files(struct guest *guest, const struct sshd *sshd,
			    const char *name, const char *home, int64_t uid)
{
	static const struct sshd_word own[] = { { .value = ".ssh/authorized_keys" },
						{ .value = ".ssh/authorized_keys2" } };
	const struct sshd_word *word =
		sshd->keys_files.count ? sshd->keys_files.item : own;
	size_t count = sshd->keys_files.count ? sshd->keys_files.count : 2;
	struct strs files = { .pool = guest->pool };

	for (size_t i = 0; i < count; i++)
		if (strcmp(word[i].value, "none") != 0)
			strs_add(&files,
				 expand(guest->pool, word[i].value, name, home, uid));
	return files;
}
