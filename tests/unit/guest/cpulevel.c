/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/cpulevel.h"

#include <stdio.h>

#include "unit/guest/made.h"

#define OS(id, version) "etc/os-release = ID=\"" id "\"\\nVERSION_ID=\"" version "\"\\n\n"

static void copy(const struct made *made, const char *from, const char *to)
{
	char path[256];
	unsigned char data[4096];
	FILE *in = fopen(from, "r"), *out;
	size_t len;

	(void)snprintf(path, sizeof(path), "%s/%s", made->dir, to);
	out = fopen(path, "w");
	EXPECT(in && out);
	while (in && out && (len = fread(data, 1, sizeof(data), in)) > 0)
		EXPECT_INT(fwrite(data, 1, len, out), len);
	if (in)
		(void)fclose(in);
	if (out)
		(void)fclose(out);
}

/* Of the system TREE; PROGRAM is one of this machine, put to PATH. */
static const char *level_of(const char *tree, const char *program, const char *path)
{
	static char result[32];
	struct made *made = made_open(tree);
	const char *level;

	copy(made, program, path);
	level = guest_cpu_level(&made->guest);
	(void)snprintf(result, sizeof(result), "%s", level ? level : "-");
	made_close(made);
	return result;
}

/* Its own C library was made with -march=x86-64, Debian's baseline. */
static void as_the_library_says(void)
{
	const char *library = "/lib/x86_64-linux-gnu/libc.so.6";

	EXPECT_STR(level_of("lib/x86_64-linux-gnu/\n", library,
			    "lib/x86_64-linux-gnu/libc.so.6"),
		   "x86-64-v1");
	EXPECT_STR(level_of("lib64/\n" OS("rhel", "9.4"), library, "lib64/libc.so.6"),
		   "x86-64-v2");
	EXPECT_STR(level_of("lib64/\n" OS("x", "1"), "/etc/passwd", "lib64/libc.so.6"),
		   "-");
}

static void as_the_vendor_says(void)
{
	static const struct {
		const char *tree, *level;
	} table[] = {
		{ "sbin/\n" OS("rhel", "6.10"), "x86-64-v1" },
		{ "sbin/\n" OS("centos", "7"), "x86-64-v1" },
		{ "sbin/\n" OS("rocky", "8.9"), "x86-64-v1" },
		{ "sbin/\n" OS("almalinux", "9.3"), "x86-64-v2" },
		{ "sbin/\n" OS("centos", "10"), "x86-64-v3" },
		{ "sbin/\n" OS("almalinux", "10.0"), "-" },
		{ "sbin/\n" OS("rhel", "11.0"), "-" },
		{ "sbin/\n" OS("debian", "9"), "-" },
		{ "sbin/\n" OS("rhel", ""), "-" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		EXPECT_STR(level_of(table[i].tree, "/bin/true", "sbin/init"),
			   table[i].level);
	/* A system of 32 bits. */
	EXPECT_STR(level_of("sbin/\n" OS("rhel", "6.10"),
			    "/usr/lib/grub/i386-pc/kernel.img", "sbin/init"),
		   "-");
}

const struct test tests[] = {
	{ "as the library says", as_the_library_says },
	{ "as the vendor says", as_the_vendor_says },
	{ 0 },
};
