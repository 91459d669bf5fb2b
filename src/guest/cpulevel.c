/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/cpulevel.h"

#include <stdlib.h>
#include <string.h>

#include "format/elf.h"
#include "guest/release.h"

/* The C library of a distribution with all its tables. */
enum { LIBRARY_MAX = 16 << 20 };

static unsigned level_of(struct guest *guest, const char *path)
{
	struct pool *scratch = pool_new();
	struct bytes content;
	struct elf elf = { 0 };

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read_large(guest->tree, path, LIBRARY_MAX, scratch, &content) < 0 ||
	    !elf_read(content, &elf))
		elf.level = 0;
	pool_free(scratch);
	return elf.level;
}

/*
 * The dynamic linker compares the property of the C library, and its own, with the
 * processor before anything else runs (glibc 2.33 and later, sysdeps/x86/isa-level.c).
 */
static unsigned level_of_library(struct guest *guest)
{
	static const char *const files[] = {
		"/lib64/libc.so.6",
		"/lib/x86_64-linux-gnu/libc.so.6",
		"/usr/lib/libc.so.6",
		"/lib64/ld-linux-x86-64.so.2",
	};
	unsigned level = 0;

	for (size_t i = 0; level == 0 && i < sizeof(files) / sizeof(*files); i++)
		level = level_of(guest, files[i]);
	return level;
}

/*
 * "Building Red Hat Enterprise Linux 9 for the x86-64-v2 microarchitecture level" (Red
 * Hat Developer): up to 8 the first one, then v2, and v3 for 10.  AlmaLinux has its
 * release 10 for v2 as well.
 */
static unsigned level_of_family(const struct release *release)
{
	static const char *const same[] = { "rhel", "centos", "rocky", "ol" };
	long major = strtol(release->version, NULL, 10);
	bool is_alma = strcmp(release->id, "almalinux") == 0, known = is_alma;

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		known |= strcmp(release->id, same[i]) == 0;
	if (!known || strcmp(release->arch, "x86_64") != 0)
		return 0;
	if (major >= 5 && major <= 8)
		return 1;
	return major == 9 ? 2 : major == 10 && !is_alma ? 3 : 0;
}

const char *guest_cpu_level(struct guest *guest)
{
	static const char *const names[] = { NULL, "x86-64-v1", "x86-64-v2", "x86-64-v3",
					     "x86-64-v4" };
	unsigned library = level_of_library(guest);
	unsigned family = level_of_family(guest_release(guest));

	return names[library > family ? library : family];
}
