/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/packages.h"

#include <ctype.h>
#include <string.h>

#include "format/text.h"

#define DPKG_STATUS "/var/lib/dpkg/status"
#define PACMAN      "/var/lib/pacman/local"

enum { RPM_MAX = 128 << 20 }; /* bytes; a file of a database that is larger is not read */

static const char *const apk_databases[] = { "/lib/apk/db/installed",
					     "/usr/lib/apk/db/installed" };

const char *guest_rpm_dir(struct guest *guest)
{
	static const char *const dirs[] = { "/var/lib/rpm", "/usr/lib/sysimage/rpm",
					    "/usr/share/rpm" };
	static const char *const files[] = { "Packages", "Packages.db", "rpmdb.sqlite" };

	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs); d++)
		for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++)
			if (tree_has(guest->tree,
				     pool_printf(guest->pool, "%s/%s", dirs[d], files[f]),
				     TREE_FILE))
				return dirs[d];
	return NULL;
}

static const char *apk_database(struct guest *guest)
{
	for (size_t i = 0; i < sizeof(apk_databases) / sizeof(*apk_databases); i++)
		if (tree_has(guest->tree, apk_databases[i], TREE_FILE))
			return apk_databases[i];
	return NULL;
}

/* Debian has rpm's directory where somebody installed alien: dpkg comes first. */
enum package_tool guest_packages(struct guest *guest)
{
	if (tree_has(guest->tree, DPKG_STATUS, TREE_FILE))
		return PACKAGES_DPKG;
	if (guest_rpm_dir(guest))
		return PACKAGES_RPM;
	if (apk_database(guest))
		return PACKAGES_APK;
	return tree_has(guest->tree, PACMAN, TREE_DIR) ? PACKAGES_PACMAN : PACKAGES_NONE;
}

/* A stanza of dpkg's status file or of apk's database, without a copy of its lines. */
struct stanza {
	struct bytes name, version, status;
	unsigned line; /* of its name */
};

static struct bytes rest_of(struct bytes line, size_t from)
{
	while (line.len > from && isspace(line.data[line.len - 1]))
		line.len--;
	return bytes_slice(line, from, SIZE_MAX);
}

/* The next one of TEXT; LINE counts.  Returns false at the end. */
static bool next_stanza(struct bytes *text, unsigned *line, bool apk,
			struct stanza *stanza)
{
	const char *name = apk ? "P:" : "Package: ", *version = apk ? "V:" : "Version: ";
	struct bytes one;

	*stanza = (struct stanza){ 0 };
	while (bytes_line(text, &one)) {
		++*line;
		if (one.len == 0 || one.data[0] == '\n' || one.data[0] == '\r') {
			if (stanza->name.len > 0)
				return true;
		} else if (bytes_starts(one, name)) {
			stanza->name = rest_of(one, strlen(name));
			stanza->line = *line;
		} else if (bytes_starts(one, version)) {
			stanza->version = rest_of(one, strlen(version));
		} else if (!apk && bytes_starts(one, "Status: ")) {
			stanza->status = rest_of(one, strlen("Status: "));
		}
	}
	return stanza->name.len > 0;
}

static struct package in_stanzas(struct guest *guest, const char *file, bool apk,
				 const char *name)
{
	struct package package = { .version = "", .source = file };
	struct stanza stanza;
	struct bytes text;
	unsigned line = 0;

	if (tree_read(guest->tree, file, &text) < 0) {
		package.state = PACKAGE_UNKNOWN;
		return package;
	}
	while (next_stanza(&text, &line, apk, &stanza)) {
		static const char installed[] = " installed";
		size_t tail = sizeof(installed) - 1;

		if (!bytes_is(stanza.name, name))
			continue;
		if (!apk && (stanza.status.len < tail ||
			     memcmp(stanza.status.data + stanza.status.len - tail,
				    installed, tail) != 0))
			continue;
		package.state = PACKAGE_YES;
		package.version = bytes_str(guest->pool, stanza.version);
		break;
	}
	return package;
}

static bool is_name_char(unsigned char c)
{
	return isalnum(c) || c == '-' || c == '_' || c == '+' || c == '.';
}

/* Whether NAME stands in DATA as a word of its own. */
static bool holds_name(struct bytes data, const char *name)
{
	struct bytes needle = bytes_of(name);
	ptrdiff_t at = -1;

	while ((at = bytes_find(data, needle, (size_t)(at + 1))) >= 0) {
		size_t end = (size_t)at + needle.len;

		if ((at == 0 || !is_name_char(data.data[at - 1])) &&
		    (end == data.len || !is_name_char(data.data[end])))
			return true;
	}
	return false;
}

/* Berkeley DB has an index of names, which is small; the others have one file. */
static struct package in_rpm(struct guest *guest, const char *name)
{
	static const char *const files[] = { "Name", "rpmdb.sqlite", "Packages.db",
					     "Packages" };
	struct package package = { .state = PACKAGE_UNKNOWN, .version = "" };
	const char *dir = guest_rpm_dir(guest);

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = pool_printf(guest->pool, "%s/%s", dir, files[i]);
		struct pool *scratch;
		struct bytes data;

		if (!tree_has(guest->tree, path, TREE_FILE))
			continue;
		scratch = pool_new();
		if (tree_read_large(guest->tree, path, RPM_MAX, scratch, &data) == 0)
			package.state = holds_name(data, name) ? PACKAGE_YES : PACKAGE_NO;
		pool_free(scratch);
		package.source = path;
		break;
	}
	return package;
}

/* Its directory is called NAME-VERSION-RELEASE. */
static struct package in_pacman(struct guest *guest, const char *name)
{
	struct package package = { .version = "", .source = PACMAN };
	struct strs dirs;

	if (tree_list(guest->tree, PACMAN, &dirs) < 0)
		package.state = PACKAGE_UNKNOWN;
	for (size_t i = 0; i < dirs.count; i++) {
		const char *rest = dirs.item[i] + strlen(name);
		const char *dash;

		if (strncmp(dirs.item[i], name, strlen(name)) != 0 || *rest != '-')
			continue;
		dash = strchr(rest + 1, '-');
		if (!dash || strchr(dash + 1, '-'))
			continue;
		package.state = PACKAGE_YES;
		package.version = pool_strdup(guest->pool, rest + 1);
		break;
	}
	return package;
}

struct package guest_package(struct guest *guest, const char *name)
{
	switch (guest_packages(guest)) {
	case PACKAGES_DPKG:
		return in_stanzas(guest, DPKG_STATUS, false, name);
	case PACKAGES_RPM:
		return in_rpm(guest, name);
	case PACKAGES_APK:
		return in_stanzas(guest, apk_database(guest), true, name);
	case PACKAGES_PACMAN:
		return in_pacman(guest, name);
	case PACKAGES_NONE:
		break;
	}
	return (struct package){ .state = PACKAGE_UNKNOWN, .version = "" };
}

/* Which states are those of a change that has not come to its end: dpkg(1). */
static const char *unfinished_state(const char *status)
{
	static const char *const states[] = { "half-installed", "unpacked",
					      "half-configured", "triggers-awaited",
					      "triggers-pending" };

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		size_t len = strlen(states[i]), all = strlen(status);

		if (all >= len && strcmp(status + all - len, states[i]) == 0)
			return states[i];
	}
	/* "install reinstreq installed": marked as broken. */
	return strstr(status, "reinstreq") ? "reinst-required" : NULL;
}

struct unfinished *guest_unfinished(struct guest *guest, size_t *count)
{
	struct unfinished *found =
		pool_alloc(guest->pool, UNFINISHED_MAX * sizeof(*found));
	struct stanza stanza;
	struct bytes text;
	unsigned line = 0;

	*count = 0;
	if (!tree_has_text(guest->tree, DPKG_STATUS, &text))
		return found;
	while (*count < UNFINISHED_MAX && next_stanza(&text, &line, false, &stanza)) {
		const char *state =
			unfinished_state(bytes_str(guest->pool, stanza.status));

		if (state)
			found[(*count)++] =
				(struct unfinished){ bytes_str(guest->pool, stanza.name),
						     state, stanza.line };
	}
	return found;
}
