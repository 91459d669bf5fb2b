/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/selinux.h"

#include <ctype.h>
#include <string.h>

#include "base/path.h"
#include "guest/kernelargs.h"

enum { CONTEXTS_MAX = 4 << 20 }; /* bytes of file_contexts */

/* The first line of TEXT that starts with KEY and "=", as libselinux compares. */
static bool find_key(struct bytes text, const char *key, struct span *value)
{
	struct span line;
	size_t at = 0, len = strlen(key);

	while (text_next_line(text, &at, &line)) {
		struct bytes body = text_slice(text, line);
		size_t from = len + 1, end = body.len;

		if (!bytes_starts(body, key) || body.len <= len || body.data[len] != '=')
			continue;
		while (from < end && isspace(body.data[from]))
			from++;
		while (end > from && isspace(body.data[end - 1]))
			end--;
		*value = (struct span){ line.offset + from, end - from };
		return true;
	}
	return false;
}

static bool says(struct bytes text, struct span value, const char *word)
{
	struct bytes got = text_slice(text, value);

	return got.len >= strlen(word) &&
	       strncasecmp((const char *)got.data, word, strlen(word)) == 0;
}

static enum selinux_mode mode_of(struct bytes text, struct span value)
{
	if (says(text, value, "enforcing"))
		return SELINUX_IS_ENFORCING;
	return says(text, value, "permissive") ? SELINUX_IS_PERMISSIVE : SELINUX_IS_NONE;
}

static void take_word(struct selinux *selinux, const struct cmdline_arg *arg,
		      const char *word, const char **off)
{
	bool one = strcmp(arg->value_text, "1") == 0;

	if (strcmp(arg->name, "selinux") == 0)
		*off = strcmp(arg->value_text, "0") == 0 ? word : NULL;
	if (strcmp(arg->name, "enforcing") == 0 &&
	    selinux->configured != SELINUX_IS_NONE) {
		selinux->effective = one ? SELINUX_IS_ENFORCING : SELINUX_IS_PERMISSIVE;
		selinux->by_kernel = word;
	}
}

/* "selinux=0" and "enforcing=0|1" of the entry that starts by default. */
static void take_kernel(struct guest *guest, struct selinux *selinux)
{
	size_t count;
	const struct kernelargs *args;
	const char *off = NULL;

	if (!(guest_parts(guest) & GUEST_LOADER))
		return;
	args = guest_kernelargs(guest, &count);
	for (size_t i = 0; i < count; i++) {
		if (!args[i].entry || !args[i].entry->is_default)
			continue;
		for (size_t p = 0; p < args[i].parts; p++) {
			const struct cmdline *line = args[i].part[p].cmdline;

			for (size_t a = 0; a < line->count; a++)
				take_word(selinux, &line->arg[a],
					  pool_printf(guest->pool, "%s=%s",
						      line->arg[a].name,
						      line->arg[a].value_text),
					  &off);
		}
	}
	if (!off)
		return;
	selinux->effective = SELINUX_IS_NONE;
	selinux->by_kernel = off;
}

struct selinux guest_selinux(struct guest *guest)
{
	struct selinux selinux = { .type = "targeted" };
	struct bytes text;
	struct span value;

	if (tree_read(guest->tree, SELINUX_CONFIG, &text) < 0)
		return selinux;
	if (find_key(text, "SELINUX", &value)) {
		selinux.mode_line = text_line_of(text, value.offset);
		selinux.configured = mode_of(text, value);
	}
	if (find_key(text, "SELINUXTYPE", &value) && value.len) {
		selinux.type_line = text_line_of(text, value.offset);
		selinux.type = text_str(guest->pool, text, value);
	}
	selinux.effective = selinux.configured;
	take_kernel(guest, &selinux);
	return selinux;
}

struct strs selinux_policies(struct guest *guest)
{
	struct strs dirs = tree_match(guest->tree, "/etc/selinux", "*");
	struct strs policies = { .pool = guest->pool };

	for (size_t i = 0; i < dirs.count; i++)
		if (tree_match(guest->tree,
			       path_join(guest->pool, dirs.item[i], "policy"), "policy.*")
			    .count)
			strs_add(&policies, path_name(dirs.item[i]));
	return policies;
}

struct bytes selinux_set(struct pool *pool, struct bytes text, const char *key,
			 const char *value)
{
	struct span span;

	if (!find_key(text, key, &span))
		return text_append_line(pool, text,
					pool_printf(pool, "%s=%s", key, value));
	return text_replace(pool, text, span, value);
}

static bool has_type(struct guest *guest, const char *policy, const char *type)
{
	const char *path = pool_printf(
		guest->pool, "/etc/selinux/%s/contexts/files/file_contexts", policy);
	struct bytes text;

	return !strchr(policy, '/') &&
	       tree_read_large(guest->tree, path, CONTEXTS_MAX, guest->pool, &text) ==
		       0 &&
	       bytes_find(text, bytes_of(type), 0) >= 0;
}

const char *selinux_label_of_keys(struct guest *guest, const char *path)
{
	const char *dir = path_parent(guest->pool, path);
	struct selinux selinux = guest_selinux(guest);
	char *label, *role, *type, *range;
	struct tree_stat st;

	if (selinux.configured == SELINUX_IS_NONE ||
	    strcmp(path_name(dir), ".ssh") != 0 ||
	    tree_stat(guest->tree, dir, &st) == 0 ||
	    !has_type(guest, selinux.type, ":ssh_home_t:") ||
	    tree_label(guest->tree, path_parent(guest->pool, dir), &label) < 0)
		return NULL;
	role = strchr(label, ':');
	type = role ? strchr(role + 1, ':') : NULL;
	range = type ? strchr(type + 1, ':') : NULL;
	if (!range)
		return NULL;
	return pool_printf(guest->pool, "%.*s:ssh_home_t%s", (int)(type - label), label,
			   range);
}
