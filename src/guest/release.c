/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/release.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "format/elf.h"
#include "format/osrelease.h"
#include "format/shellvars.h"
#include "guest/facts-internal.h"
#include "guest/packages.h"

enum { PROGRAM_MAX = 64 << 20 };

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

static void add(struct release *release, struct release_source source)
{
	if (release->source_count < RELEASE_SOURCES_MAX)
		release->source[release->source_count++] = source;
}

/* The first line of the file PATH, or NULL where it is not there. */
static char *first_line(struct guest *guest, const char *path)
{
	struct bytes text;
	char *line;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
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

		if (!tree_has(guest->tree, paths[i], TREE_FILE) ||
		    tree_read(guest->tree, paths[i], &text) < 0)
			continue;
		os = osrelease_parse(guest->pool, text);
		if (strcmp(os->id, "linux") == 0 && strcmp(os->pretty_name, "Linux") == 0)
			continue;
		text_of = strcmp(os->pretty_name, "Linux") == 0 ? os->name
								: os->pretty_name;
		release->variant = os->variant_id;
		release->like = os->id_like;
		add(release,
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

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &content) < 0)
		return;
	vars = shellvars_parse(guest->pool, content);
	id = shellvars_get(vars, "DISTRIB_ID");
	version = shellvars_get(vars, "DISTRIB_RELEASE");
	text = shellvars_get(vars, "DISTRIB_DESCRIPTION");
	if (id && *id)
		add(release,
		    (struct release_source){ path, lower(guest->pool, id),
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
	add(release, (struct release_source){ path, id_of_line(line), version, line });
}

static void from_files(struct guest *guest, struct release *release)
{
	from_lsb(guest, release);
	from_suse(guest, release);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const struct file *file = &files[i];
		const char *line = first_line(guest, file->path), *version;

		if (!line || (!*line && !file->id))
			continue;
		version = file->id ? line : version_of_line(guest->pool, line);
		add(release,
		    (struct release_source){
			    file->path, file->id ? file->id : id_of_line(line), version,
			    pool_printf(guest->pool, "%s%s", file->before, line) });
	}
	if (guest_is_freebsd(guest))
		add(release,
		    (struct release_source){ FREEBSD, "freebsd", "", "FreeBSD" });
}

/* Debian's base-files are numbered as Debian is; Ubuntu's say so in their version. */
static void from_dpkg(struct guest *guest, struct release *release)
{
	struct package package = guest_package(guest, "base-files");
	bool ubuntu = strstr(package.version, "ubuntu") != NULL;
	const char *version;

	if (package.state != PACKAGE_YES)
		return;
	version = ubuntu ? ""
			 : pool_strndup(guest->pool, package.version,
					strspn(package.version, "0123456789."));
	add(release,
	    (struct release_source){
		    package.source, ubuntu ? "ubuntu" : "debian", version,
		    ubuntu ? "Ubuntu"
			   : pool_printf(guest->pool, "Debian GNU/Linux %s", version) });
}

static void from_rpm(struct guest *guest, struct release *release)
{
	static const struct {
		const char *package, *id, *name;
	} packages[] = {
		{ "oraclelinux-release", "ol", "Oracle Linux" },
		{ "centos-stream-release", "centos", "CentOS Stream" },
		{ "centos-linux-release", "centos", "CentOS Linux" },
		{ "centos-release", "centos", "CentOS" },
		{ "rocky-release", "rocky", "Rocky Linux" },
		{ "almalinux-release", "almalinux", "AlmaLinux" },
		{ "anolis-release", "anolis", "Anolis OS" },
		{ "alinux-release", "alinux", "Alibaba Cloud Linux" },
		{ "euleros-release", "euleros", "EulerOS" },
		{ "openEuler-release", "openeuler", "openEuler" },
		{ "neokylin-release", "neokylin", "NeoKylin" },
		{ "kylin-release", "kylin", "Kylin" },
		{ "system-release", "amzn", "Amazon Linux" },
		{ "sles-release", "sles", "SUSE Linux Enterprise Server" },
		{ "openSUSE-release", "opensuse", "openSUSE" },
		{ "redhat-release", "rhel", "Red Hat Enterprise Linux" },
		{ "redhat-release-server", "rhel", "Red Hat Enterprise Linux" },
		{ "fedora-release-common", "fedora", "Fedora Linux" },
		{ "fedora-release", "fedora", "Fedora Linux" },
	};

	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++) {
		struct package package = guest_package(guest, packages[i].package);

		if (package.state == PACKAGE_UNKNOWN)
			return;
		if (package.state == PACKAGE_YES) {
			add(release,
			    (struct release_source){ package.source, packages[i].id, "",
						     packages[i].name });
			return;
		}
	}
}

static void from_packages(struct guest *guest, struct release *release)
{
	struct package package;

	switch (guest_packages(guest)) {
	case PACKAGES_DPKG:
		from_dpkg(guest, release);
		break;
	case PACKAGES_RPM:
		from_rpm(guest, release);
		break;
	case PACKAGES_APK:
		package = guest_package(guest, "alpine-base");
		if (package.state == PACKAGE_YES)
			add(release,
			    (struct release_source){ package.source, "alpine",
						     package.version, "Alpine Linux" });
		break;
	case PACKAGES_PACMAN:
		add(release, (struct release_source){ "/var/lib/pacman/local", "arch", "",
						      "Arch Linux" });
		break;
	case PACKAGES_NONE:
		break;
	}
}

static const char *machine_name(unsigned machine)
{
	static const struct {
		unsigned machine;
		const char *name;
	} machines[] = {
		{ 3, "i386" },      { 20, "ppc" },    { 21, "ppc64" },
		{ 22, "s390x" },    { 40, "arm" },    { 62, "x86_64" },
		{ 183, "aarch64" }, { 243, "riscv" }, { 258, "loongarch" },
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == machine)
			return machines[i].name;
	return "unknown";
}

/*
 * The first program, as a start finds it, and the C library where that is a script.  A
 * 64-bit kernel may run a 32-bit system: the kernel is not asked.
 */
static void find_arch(struct guest *guest, struct release *release)
{
	static const char *const programs[] = {
		"/sbin/init",
		"/usr/lib/systemd/systemd",
		"/lib/systemd/systemd",
		"/lib64/libc.so.6",
		"/lib/x86_64-linux-gnu/libc.so.6",
		"/lib/aarch64-linux-gnu/libc.so.6",
		"/lib/i386-linux-gnu/libc.so.6",
		"/lib/libc.so.6",
		"/bin/sh",
	};

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		struct pool *scratch = pool_new();
		struct bytes content;
		struct elf elf;

		if (tree_has(guest->tree, programs[i], TREE_FILE) &&
		    tree_read_large(guest->tree, programs[i], PROGRAM_MAX, scratch,
				    &content) == 0 &&
		    elf_read(content, &elf)) {
			release->arch = machine_name(elf.machine);
			release->bits = elf.bits;
			release->arch_of = programs[i];
		}
		pool_free(scratch);
		if (release->arch_of)
			return;
	}
}

/* A release file of the same system often knows more digits than os-release. */
static void choose(struct release *release)
{
	const struct release_source *best = NULL;

	for (size_t i = 0; i < release->source_count && !best; i++)
		if (*release->source[i].id)
			best = &release->source[i];
	if (!best && release->source_count > 0)
		best = &release->source[0];
	if (!best)
		return;
	release->id = best->id;
	release->version = best->version;
	release->name = best->text;
	release->path = best->path;
	for (size_t i = 0; i < release->source_count; i++) {
		const struct release_source *other = &release->source[i];
		size_t len = strlen(release->version);

		if (strcmp(other->id, release->id) == 0 &&
		    strncmp(other->version, release->version, len) == 0 &&
		    (len == 0 || other->version[len] == '.'))
			release->version = other->version;
	}
}

const struct release *guest_release(struct guest *guest)
{
	struct fact_key key = fact_of_tree(guest, FACT_RELEASE);
	struct release *release = fact_find(guest, &key);

	if (release)
		return release;
	release = pool_alloc(guest->pool, sizeof(*release));
	release->id = release->version = release->variant = release->arch = "";
	release->like.pool = guest->pool;
	release->name = "an unknown Linux system";
	from_os_release(guest, release);
	from_files(guest, release);
	if (release->source_count == 0)
		from_packages(guest, release);
	find_arch(guest, release);
	choose(release);
	fact_keep(guest, &key, release);
	return release;
}

const char *guest_name(struct guest *guest)
{
	return guest_release(guest)->name;
}

bool guest_is_freebsd(struct guest *guest)
{
	return tree_has(guest->tree, FREEBSD, TREE_FILE);
}

bool release_is_of(const struct release *release, const struct strs *families)
{
	bool coreos = strcmp(release->variant, "coreos") == 0 ||
		      strcmp(release->id, "flatcar") == 0 ||
		      strcmp(release->id, "rhcos") == 0;

	if (coreos)
		return strs_has(families, "coreos") || strs_has(families, release->id);
	if (strs_has(families, release->id))
		return true;
	if (strncmp(release->id, "opensuse", 8) == 0)
		return strs_has(families, "opensuse");
	if (strncmp(release->id, "sle", 3) == 0)
		return strs_has(families, "sles");
	return strcmp(release->id, "neokylin") == 0 && strs_has(families, "kylin");
}
