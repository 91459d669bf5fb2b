/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/release-internal.h"

#include <string.h>

#include "format/elf.h"
#include "guest/facts-internal.h"

enum { PROGRAM_MAX = 64 << 20 };

void release_add(struct release *release, struct release_source source)
{
	if (release->source_count < RELEASE_SOURCES_MAX)
		release->source[release->source_count++] = source;
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
	release_from_files(guest, release);
	if (release->source_count == 0)
		release_from_packages(guest, release);
	find_arch(guest, release);
	choose(release);
	fact_keep(guest, &key, release);
	return release;
}

const char *guest_name(struct guest *guest)
{
	return guest_release(guest)->name;
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
