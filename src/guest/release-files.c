/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which system it is, by the files that are there to say so. */
#include "guest/release-internal.h"

#include <ctype.h>
#include <string.h>

#include "format/osrelease.h"
#include "format/shellvars.h"

#define FREEBSD "/bin/freebsd-version"

/* How the line of a release file begins; the longer before the shorter. */
static const struct words {
	const char *start, *id;
} words[] = {
	{ "Alibaba Cloud Linux", "alinux" },
	{ "Aliyun Linux", "alinux" },
	{ "AlmaLinux", "almalinux" },
	{ "Amazon Linux", "amzn" },
	{ "Anolis OS", "anolis" },
	{ "CentOS", "centos" },
	{ "Enterprise Linux Enterprise Linux", "ol" },
	{ "EulerOS", "euleros" },
	{ "Fedora", "fedora" },
	{ "Kylin", "kylin" },
	{ "NeoKylin", "neokylin" },
	{ "Oracle Linux", "ol" },
	{ "Red Hat", "rhel" },
	{ "Rocky Linux", "rocky" },
	{ "SUSE Linux Enterprise Desktop", "sled" },
	{ "SUSE Linux Enterprise", "sles" },
	{ "Scientific Linux", "scientific" },
	{ "openEuler", "openeuler" },
	{ "openSUSE", "opensuse" },
};

/* Those of one system only come before those that its relatives copy. */
static const struct file {
	const char *path;
	const char *id;     /* NULL: its line says it */
	const char *before; /* what the line leaves out of the name */
} files[] = {
	{ "/etc/oracle-release", NULL, "" },
	{ "/etc/enterprise-release", NULL, "" },
	{ "/etc/centos-release", NULL, "" },
	{ "/etc/rocky-release", NULL, "" },
	{ "/etc/almalinux-release", NULL, "" },
	{ "/etc/anolis-release", NULL, "" },
	{ "/etc/alinux-release", NULL, "" },
	{ "/etc/euleros-release", NULL, "" },
	{ "/etc/openEuler-release", NULL, "" },
	{ "/etc/neokylin-release", NULL, "" },
	{ "/etc/kylin-release", NULL, "" },
	{ "/etc/fedora-release", NULL, "" },
	{ "/etc/system-release", NULL, "" },
	{ "/etc/redhat-release", NULL, "" },
	{ "/etc/alpine-release", "alpine", "Alpine Linux " },
	{ "/etc/arch-release", "arch", "Arch Linux" },
	{ "/etc/debian_version", "debian", "Debian GNU/Linux " },
};

static const char *lower(struct pool *pool, const char *s)
{
	char *copy = pool_strdup(pool, s);

	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

/* The first line of the file PATH, or NULL where it is not there. */
static char *first_line(struct guest *guest, const char *path)
{
	struct bytes text;
	char *line;

	if (!tree_has_text(guest->tree, path, &text))
		return NULL;
	line = bytes_str(guest->pool, text);
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

static const char *id_of_line(const char *line)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(line, words[i].start, strlen(words[i].start)) == 0)
			return words[i].id;
	return "";
}

/* "5.11" of "CentOS release 5.11 (Final)", "V10" of Kylin's. */
static const char *version_of_line(struct pool *pool, const char *line)
{
	const char *at = strstr(line, "release ");
	size_t len;

	if (!at)
		return "";
	at += strlen("release ");
	len = strspn(at, "0123456789.Vv");
	return pool_strndup(pool, at, len);
}

/* /etc/os-release, or what a program of the distribution put into /usr. */
static void from_os_release(struct guest *guest, struct release *release)
{
	static const char *const paths[] = { "/etc/os-release", "/usr/lib/os-release" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const struct osrelease *os;
		const char *text_of;
		struct bytes text;

		if (!tree_has_text(guest->tree, paths[i], &text))
			continue;
		os = osrelease_parse(guest->pool, text);
		if (strcmp(os->id, "linux") == 0 && strcmp(os->pretty_name, "Linux") == 0)
			continue;
		text_of = strcmp(os->pretty_name, "Linux") == 0 ? os->name
								: os->pretty_name;
		release->variant = os->variant_id;
		release->like = os->id_like;
		release_add(release,
			    (struct release_source){ paths[i], lower(guest->pool, os->id),
						     os->version_id, text_of });
		return;
	}
}

/* lsb-release(1) of Ubuntu: before debian_version, which names what Ubuntu was made of.
 */
static void from_lsb(struct guest *guest, struct release *release)
{
	const char *path = "/etc/lsb-release", *id, *version, *text;
	const struct shellvars *vars;
	struct bytes content;

	if (!tree_has_text(guest->tree, path, &content))
		return;
	vars = shellvars_parse(guest->pool, content);
	id = shellvars_get(vars, "DISTRIB_ID");
	version = shellvars_get(vars, "DISTRIB_RELEASE");
	text = shellvars_get(vars, "DISTRIB_DESCRIPTION");
	if (id && *id)
		release_add(release, (struct release_source){
					     path, lower(guest->pool, id),
					     version ? version : "", text ? text : id });
}

/* The word behind "VERSION = " and "PATCHLEVEL = " of /etc/SuSE-release. */
static const char *suse_value(struct guest *guest, struct bytes text, const char *name)
{
	struct bytes line;

	while (bytes_line(&text, &line)) {
		struct strs word = strs_words(guest->pool, bytes_str(guest->pool, line));

		if (word.count == 3 && strcmp(word.item[0], name) == 0 &&
		    strcmp(word.item[1], "=") == 0)
			return word.item[2];
	}
	return "";
}

static void from_suse(struct guest *guest, struct release *release)
{
	const char *path = "/etc/SuSE-release", *line = first_line(guest, path), *patch,
		   *version;
	struct bytes text;

	if (!line || tree_read(guest->tree, path, &text) < 0)
		return;
	version = suse_value(guest, text, "VERSION");
	patch = suse_value(guest, text, "PATCHLEVEL");
	if (*patch && strcmp(patch, "0") != 0)
		version = pool_printf(guest->pool, "%s.%s", version, patch);
	release_add(release,
		    (struct release_source){ path, id_of_line(line), version, line });
}

void release_from_files(struct guest *guest, struct release *release)
{
	from_os_release(guest, release);
	from_lsb(guest, release);
	from_suse(guest, release);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const struct file *file = &files[i];
		const char *line = first_line(guest, file->path), *version;

		if (!line || (!*line && !file->id))
			continue;
		version = file->id ? line : version_of_line(guest->pool, line);
		release_add(
			release,
			(struct release_source){
				file->path, file->id ? file->id : id_of_line(line),
				version,
				pool_printf(guest->pool, "%s%s", file->before, line) });
	}
	if (guest_is_freebsd(guest))
		release_add(release,
			    (struct release_source){ FREEBSD, "freebsd", "", "FreeBSD" });
}

bool guest_is_freebsd(struct guest *guest)
{
	return tree_has(guest->tree, FREEBSD, TREE_FILE);
}
