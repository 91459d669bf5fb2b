/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/consoles.h"

#include <string.h>

/* The serial port of a virtual machine is a PL011 there. */
static bool is_arm64(struct guest *guest)
{
	return tree_has(guest->tree, "/lib/ld-linux-aarch64.so.1", TREE_FILE) ||
	       tree_has(guest->tree, "/lib/ld-musl-aarch64.so.1", TREE_FILE);
}

struct strs guest_consoles(struct guest *guest)
{
	const struct strs *wanted = &guest->profile->console;
	struct strs words = { .pool = guest->pool };

	for (size_t i = 0; i < wanted->count; i++) {
		const char *word = wanted->item[i];

		if (strncmp(word, "ttyS", 4) == 0 && is_arm64(guest))
			strs_addf(&words, "console=ttyAMA%s", word + 4);
		else
			strs_addf(&words, "console=%s", word);
	}
	return words;
}

static bool is_screen(const char *device, size_t len)
{
	return len > 3 && strncmp(device, "tty", 3) == 0 && device[3] >= '0' &&
	       device[3] <= '9';
}

/* Whether two values of console= are one device; speed and the number of a screen do not
 * matter. */
static bool is_same(const char *a, const char *b)
{
	size_t la = strcspn(a, ","), lb = strcspn(b, ",");

	return (la == lb && strncmp(a, b, la) == 0) ||
	       (is_screen(a, la) && is_screen(b, lb));
}

static const char *value_of(const char *word)
{
	return strchr(word, '=') + 1;
}

/* How many of WANTED, from the first on, stand in that order at the end of the line. */
static bool is_in_order(const struct kernelarg *arg, size_t count,
			const struct strs *wanted)
{
	if (count < wanted->count)
		return false;
	for (size_t i = 0; i < wanted->count; i++)
		if (!is_same(arg[count - wanted->count + i].arg->value_text,
			     value_of(wanted->item[i])))
			return false;
	return true;
}

static const struct kernelarg *first_of(const struct kernelarg *arg, size_t count,
					const struct strs *wanted)
{
	for (size_t i = 0; i < count; i++)
		for (size_t w = 0; w < wanted->count; w++)
			if (is_same(arg[i].arg->value_text, value_of(wanted->item[w])))
				return &arg[i];
	return NULL;
}

const char *consoles_problem(struct guest *guest, const struct kernelargs *args)
{
	struct strs wanted = guest_consoles(guest);
	size_t count;
	const struct kernelarg *arg = kernelargs_named(guest, args, "console", &count);

	if (wanted.count == 0)
		return NULL;
	if (!is_in_order(arg, count, &wanted))
		return pool_printf(guest->pool, "%s, the machine's are %s",
				   count ? pool_printf(guest->pool,
						       "the last console is "
						       "%s",
						       arg[count - 1].arg->value_text)
					 : "no console is named",
				   strs_join(&guest->profile->console, " and "));
	if (first_of(arg, count - wanted.count, &wanted))
		return pool_printf(
			guest->pool, "%s is named as console twice",
			first_of(arg, count - wanted.count, &wanted)->arg->value_text);
	return NULL;
}

/* Whether what is added to ARGS comes behind its last console. */
static bool is_open_end(const struct kernelargs *args, const struct kernelarg *arg,
			size_t count)
{
	return count == 0 || !args->is_grub_defaults ||
	       arg[count - 1].part == &args->part[0];
}

/*
 * Words that are right stay: duplicates before them go, else all of the profile's devices
 * go and come back in order, one at a time.
 */
struct boot_change consoles_next(struct guest *guest, const struct kernelargs *args)
{
	struct strs wanted = guest_consoles(guest);
	size_t count;
	const struct kernelarg *arg = kernelargs_named(guest, args, "console", &count);
	const struct kernelarg *stale;
	size_t done = 0;

	if (!consoles_problem(guest, args))
		return (struct boot_change){ 0 };
	if (is_in_order(arg, count, &wanted))
		return kernelarg_replace(
			guest, first_of(arg, count - wanted.count, &wanted), NULL);
	/* Those added so far, or put there by others, are the last ones and in order. */
	for (size_t n = wanted.count; n > 0 && done == 0 && is_open_end(args, arg, count);
	     n--) {
		struct strs head = wanted;

		head.count = n;
		if (is_in_order(arg, count, &head) && !first_of(arg, count - n, &wanted))
			done = n;
	}
	stale = done ? NULL : first_of(arg, count, &wanted);
	if (stale)
		return kernelarg_replace(guest, stale, NULL);
	return kernelargs_add(guest, args, wanted.item[done]);
}
