/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network-ifcfg.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"

static bool is_copy(const char *name)
{
	static const char *const patterns[] = { "*~",     "*.bak",   "*.old", "*.orig",
						"*.rpm*", "*.swp",   "*.rej", "*.scpm*",
						"*.aug*", "*-range*" };

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

/* Its aliases too: the addresses of a load balancer's servers are of no network. */
static bool is_loopback(const char *path)
{
	const char *suffix = ifcfg_suffix(path);

	return strcmp(suffix, "lo") == 0 || strncmp(suffix, "lo:", 3) == 0;
}

struct strs ifcfg_files(struct guest *guest, const char *dir)
{
	struct strs files = { .pool = guest->pool };
	struct strs found = tree_match(guest->tree, dir, "ifcfg-?*");

	for (size_t i = 0; i < found.count && files.count <= NICS_MAX; i++)
		if (!is_copy(found.item[i]) && !is_loopback(found.item[i]) &&
		    tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&files, found.item[i]);
	return files;
}

const char *ifcfg_suffix(const char *path)
{
	return path_name(path) + strlen("ifcfg-");
}

const char *ifcfg_get(const struct shellvars *vars, const char *name)
{
	const char *value = shellvars_get(vars, name);

	return value && *value ? value : NULL;
}

bool ifcfg_says(const struct shellvars *vars, const char *name)
{
	static const char *const words[] = { "yes", "true", "on", "y", "t", "1" };
	const char *value = shellvars_get(vars, name);

	for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

unsigned ifcfg_line(const struct shellvars *vars, const char *name)
{
	const struct shell_assignment *a = shellvars_find(vars, name);

	return a ? a->line : 1;
}

/* Whether VARIABLE is NAME with digits, or "_" and anything, behind it. */
static bool is_numbered(const char *variable, const char *name)
{
	size_t len = strlen(name);

	return strncmp(variable, name, len) == 0 &&
	       (variable[len] == '_' ||
		variable[len + strspn(variable + len, "0123456789")] == '\0');
}

struct strs ifcfg_values(struct guest *guest, const struct shellvars *vars,
			 const char *name)
{
	struct strs values = { .pool = guest->pool };

	for (size_t i = 0; i < vars->count && values.count < NICS_MAX; i++)
		if (*vars->item[i].value && is_numbered(vars->item[i].name, name))
			strs_add(&values, vars->item[i].value);
	return values;
}

bool ifcfg_read(struct nic_edit *edit, const char *path, struct bytes *text,
		struct shellvars **vars)
{
	if (!nic_edit_read(edit, path, text))
		return false;
	*vars = shellvars_parse(edit->guest->pool, *text);
	return true;
}

/* VALUE with its words renamed; "primary=eth0" is a word too. */
static const char *rename_value(struct pool *pool, const char *value,
				const char *old_name, const char *new_name)
{
	struct buf out = { .pool = pool };

	while (*value) {
		size_t gap = strspn(value, " \t"), len = strcspn(value + gap, " \t");
		const char *word = value + gap;
		const char *equals = memchr(word, '=', len);
		size_t key = equals ? (size_t)(equals + 1 - word) : 0;
		char *name = pool_strndup(pool, word + key, len - key);

		buf_add(&out, bytes_slice(bytes_of(value), 0, gap + key));
		if (nic_names(name, old_name))
			buf_addf(&out, "%s%s", new_name, name + strlen(old_name));
		else
			buf_adds(&out, name);
		value = word + len;
	}
	return bytes_str(pool, buf_bytes(&out));
}

struct bytes ifcfg_rename_words(struct pool *pool, struct bytes text,
				const char *const *names, const char *old_name,
				const char *new_name)
{
	const struct shellvars *vars = shellvars_parse(pool, text);

	for (size_t i = vars->count; i-- > 0;) {
		const struct shell_assignment *a = &vars->item[i];
		const char *value = a->value;

		for (size_t n = 0; names[n] && !a->complex; n++)
			if (is_numbered(a->name, names[n]))
				value = rename_value(pool, a->value, old_name, new_name);
		if (strcmp(value, a->value) != 0 && !strpbrk(a->value, "\"'\\$`"))
			text = text_replace(pool, text, a->value_span, value);
	}
	return text;
}

struct bytes ifcfg_rename_routes(struct pool *pool, struct bytes text,
				 const char *old_name, const char *new_name)
{
	struct text_edit *edits = NULL;
	struct span line, word;
	size_t at = 0, count = 0;

	while (text_next_line(text, &at, &line))
		for (size_t w = line.offset; text_next_word(text, line, &w, &word);) {
			const char *name = text_str(pool, text, word);

			if (!nic_names(name, old_name))
				continue;
			word.len = strlen(old_name);
			edits = text_room(pool, edits, count, sizeof(*edits));
			edits[count++] = (struct text_edit){ word, new_name };
		}
	return text_edit(pool, text, edits, count);
}

/* Routes name the interface in their text too. */
static void move(struct nic_edit *edit, const char *path, const char *to,
		 const char *old_name, const char *new_name)
{
	struct bytes text;

	nic_edit_move(edit, path, to);
	if (!edit->why_not && !strstr(to, "/ifcfg-") && nic_edit_read(edit, to, &text))
		nic_edit_write(
			edit, to,
			ifcfg_rename_routes(edit->guest->pool, text, old_name, new_name));
}

void ifcfg_rename_files(struct nic_edit *edit, const char *dir,
			const char *const *prefixes, const char *old_name,
			const char *new_name)
{
	struct pool *pool = edit->guest->pool;

	for (; *prefixes; prefixes++) {
		struct strs found =
			tree_match(edit->guest->tree, dir,
				   pool_printf(pool, "%s-%s*", *prefixes, old_name));

		for (size_t i = 0; i < found.count; i++) {
			const char *name =
				path_name(found.item[i]) + strlen(*prefixes) + 1;

			if (nic_names(name, old_name) && !is_copy(name))
				move(edit, found.item[i],
				     pool_printf(pool, "%s/%s-%s%s", dir, *prefixes,
						 new_name, name + strlen(old_name)),
				     old_name, new_name);
		}
	}
}

void ifcfg_make_dhcp(struct nic_edit *edit, const struct nic *nic, const char *const *old,
		     const char *start, const char *value)
{
	struct pool *pool = edit->guest->pool;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	text = shellvars_comment_all(pool, text, old, NIC_TAG);
	if (!nic->is_dhcp)
		text = shellvars_set(pool, text, "BOOTPROTO", "dhcp");
	if (!nics_any_started(edit->nics))
		text = shellvars_set(pool, text, start, value);
	nic_edit_write(edit, nic->path, text);
}

void ifcfg_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu)
{
	struct pool *pool = edit->guest->pool;
	struct bytes text;

	if (nic_edit_read(edit, nic->path, &text))
		nic_edit_write(
			edit, nic->path,
			shellvars_set(pool, text, "MTU", pool_printf(pool, "%u", mtu)));
}
