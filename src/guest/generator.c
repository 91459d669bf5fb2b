/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/generator.h"

#include <string.h>

#include "base/path.h"
#include "format/moddep.h"
#include "format/modlist.h"
#include "format/nash.h"
#include "format/shellvars.h"
#include "guest/generator-internal.h"

static const struct {
	enum generator generator;
	const char *file;
} signs[] = {
	{ GENERATOR_INITRAMFS_TOOLS, "/conf/initramfs.conf" },
	{ GENERATOR_DRACUT, "/usr/lib/dracut" },
	{ GENERATOR_DRACUT, "/lib/dracut" },
	{ GENERATOR_DRACUT, "/usr/lib/dracut-lib.sh" },
	{ GENERATOR_DRACUT, "/lib/dracut-lib.sh" },
	{ GENERATOR_MKINITCPIO, "/init_functions" },
	{ GENERATOR_MKINITCPIO, "/buildconfig" },
	{ GENERATOR_MKINITFS, "/sbin/nlplug-findfs" },
	{ GENERATOR_SUSE, "/run_all.sh" },
	{ GENERATOR_SUSE, "/mkinitrd.config" },
};

enum generator generator_of(const struct initramfs *archive)
{
	const struct initramfs_file *init = initramfs_resolve(archive, "/init");

	if (init && nash_is(init->data))
		return GENERATOR_NASH;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (initramfs_resolve(archive, signs[i].file))
			return signs[i].generator;
	return GENERATOR_UNKNOWN;
}

const char *generator_name(enum generator generator)
{
	static const char *const names[] = {
		[GENERATOR_UNKNOWN] = "an unknown generator",
		[GENERATOR_INITRAMFS_TOOLS] = "initramfs-tools",
		[GENERATOR_DRACUT] = "dracut",
		[GENERATOR_MKINITCPIO] = "mkinitcpio",
		[GENERATOR_MKINITFS] = "mkinitfs",
		[GENERATOR_SUSE] = "SUSE's mkinitrd",
		[GENERATOR_NASH] = "Red Hat's mkinitrd",
	};

	return names[generator];
}

/* One module a line: more words would be its parameters. */
static size_t persist_initramfs_tools(struct guest *guest, const struct strs *names,
				      struct generator_file *file)
{
	struct bytes text = { 0 };

	if (!tree_has(guest->tree, "/etc/initramfs-tools", TREE_DIR))
		return 0;
	file->path = "/etc/initramfs-tools/modules";
	(void)tree_read(guest->tree, file->path, &text);
	file->data = modlist_add(guest->pool, text, names);
	return 1;
}

/* Those of NAMES that the words of LIST lack, each after a blank. */
static const char *lacking(struct pool *pool, const char *list, const struct strs *names)
{
	struct buf more = { .pool = pool };
	struct modlist *have;
	char *lines = pool_strdup(pool, list);

	for (char *c = lines; *c; c++)
		if (strchr(" \t()?", *c))
			*c = '\n';
	have = modlist_parse(pool, bytes_of(lines));
	for (size_t i = 0; i < names->count; i++)
		if (!modlist_has(have, names->item[i]))
			buf_addf(&more, "%s%s", more.len ? " " : "", names->item[i]);
	return bytes_str(pool, buf_bytes(&more));
}

/* TEXT with MORE at the end of the list NAME, an array of bash or a string. */
static struct bytes extend(struct pool *pool, struct bytes text, const char *name,
			   const char *more)
{
	const struct shellvars *vars = shellvars_parse(pool, text);
	const struct shell_assignment *last = shellvars_find(vars, name);
	struct bytes right;

	if (!*more)
		return text;
	if (!last)
		return shellvars_set(pool, text, name, more);
	right = text_slice(text, last->right);
	if (right.len >= 2 && right.data[0] == '(' && right.data[right.len - 1] == ')')
		return text_insert(
			pool, text, span_end(last->right) - 1,
			pool_printf(pool, "%s%s", right.len > 2 ? " " : "", more));
	if (last->complex)
		return text_append_line(pool, text,
					pool_printf(pool, "%s+=\" %s\"", name, more));
	if (last->quote == SHELL_BARE)
		return shellvars_set(pool, text, name,
				     pool_printf(pool, "%s%s%s", last->value,
						 *last->value ? " " : "", more));
	return text_insert(pool, text, span_end(last->value_span),
			   pool_printf(pool, " %s", more));
}

/* What is sourced last decides: a file of mkinitcpio.conf.d over mkinitcpio.conf. */
static size_t persist_mkinitcpio(struct guest *guest, const struct strs *names,
				 struct generator_file *file)
{
	struct strs extra = tree_match(guest->tree, "/etc/mkinitcpio.conf.d", "*.conf");
	struct bytes text;
	const struct shell_assignment *modules;

	if (tree_read(guest->tree, "/etc/mkinitcpio.conf", &file->data) < 0)
		return 0;
	file->path = "/etc/mkinitcpio.conf";
	for (size_t i = 0; i < extra.count; i++) {
		if (tree_read(guest->tree, extra.item[i], &text) < 0)
			continue;
		modules = shellvars_find(shellvars_parse(guest->pool, text), "MODULES");
		if (modules && !modules->append)
			*file = (struct generator_file){ extra.item[i], text };
	}
	modules = shellvars_find(shellvars_parse(guest->pool, file->data), "MODULES");
	if (!modules) {
		file->data = text_append_line(
			guest->pool, file->data,
			pool_printf(guest->pool, "MODULES=(%s)", strs_join(names, " ")));
		return 1;
	}
	file->data = extend(guest->pool, file->data, "MODULES",
			    lacking(guest->pool, modules->value, names));
	return 1;
}

/* A feature is a list of module files; mkinitfs adds what they need by itself. */
static size_t persist_mkinitfs(struct guest *guest, const struct strs *paths,
			       struct generator_file *file)
{
	static const char feature[] = "/etc/mkinitfs/features.d/drydock.modules";
	struct bytes text, known = { 0 };
	struct pool *pool = guest->pool;
	struct strs name = { .pool = pool };
	const char *list;

	if (tree_read(guest->tree, "/etc/mkinitfs/mkinitfs.conf", &text) < 0)
		return 0;
	(void)tree_read(guest->tree, feature, &known);
	for (size_t i = 0; i < paths->count; i++) {
		const char *suffix = strstr(path_name(paths->item[i]), ".ko");
		char *line =
			pool_printf(pool, "%.*s.ko*",
				    (int)(suffix ? suffix - paths->item[i]
						 : (ptrdiff_t)strlen(paths->item[i])),
				    paths->item[i]);

		if (bytes_find(known, bytes_of(line), 0) < 0)
			known = text_append_line(pool, known, line);
	}
	list = shellvars_get(shellvars_parse(pool, text), "features");
	strs_add(&name, "drydock");
	file[0] =
		(struct generator_file){ "/etc/mkinitfs/mkinitfs.conf",
					 extend(pool, text, "features",
						lacking(pool, list ? list : "", &name)) };
	file[1] = (struct generator_file){ feature, known };
	return 2;
}

static size_t persist_suse(struct guest *guest, const struct strs *names,
			   struct generator_file *file)
{
	const char *list;

	file->path = "/etc/sysconfig/kernel";
	if (tree_read(guest->tree, file->path, &file->data) < 0)
		return 0;
	list = shellvars_get(shellvars_parse(guest->pool, file->data), "INITRD_MODULES");
	file->data = extend(guest->pool, file->data, "INITRD_MODULES",
			    lacking(guest->pool, list ? list : "", names));
	return 1;
}

/* The number of "alias scsi_hostadapterN", -1 for another line. */
static long adapter_number(struct strs words)
{
	static const char key[] = "scsi_hostadapter";
	long number = 0;

	if (words.count < 3 || strcmp(words.item[0], "alias") != 0 ||
	    strncmp(words.item[1], key, sizeof(key) - 1) != 0)
		return -1;
	for (const char *c = words.item[1] + sizeof(key) - 1; *c; c++) {
		if (*c < '0' || *c > '9' || number > 1000)
			return -1;
		number = number * 10 + (*c - '0');
	}
	return number;
}

static bool is_network(const struct strs *paths, const char *name)
{
	for (size_t i = 0; i < paths->count; i++)
		if (strstr(paths->item[i], "/net/") &&
		    moddep_is_module(paths->item[i], name))
			return true;
	return false;
}

/* mkinitrd takes every scsi_hostadapter alias, in the order of their numbers. */
static size_t persist_nash(struct guest *guest, const struct strs *names,
			   const struct strs *paths, struct generator_file *file)
{
	struct pool *pool = guest->pool;
	struct strs have = { .pool = pool };
	struct bytes rest, line;
	long next = 0;

	file->path = "/etc/modprobe.conf";
	if (tree_read(guest->tree, file->path, &file->data) < 0)
		return 0;
	for (rest = file->data; bytes_line(&rest, &line);) {
		struct strs words = strs_words(pool, bytes_str(pool, line));
		long number = adapter_number(words);

		if (number < 0)
			continue;
		strs_addf(&have, "%s\n", words.item[2]);
		next = number >= next ? number + 1 : next;
	}
	for (size_t i = 0; i < names->count; i++) {
		const char *alias = "alias scsi_hostadapter %s";

		if (is_network(paths, names->item[i]) ||
		    modlist_has(modlist_parse(pool, bytes_of(strs_join(&have, ""))),
				names->item[i]))
			continue;
		if (next > 0)
			alias = pool_printf(pool, "alias scsi_hostadapter%ld %%s", next);
		file->data = text_append_line(pool, file->data,
					      pool_printf(pool, "%.*s%s",
							  (int)(strlen(alias) - 2), alias,
							  names->item[i]));
		next++;
	}
	return 1;
}

size_t generator_persist(struct guest *guest, enum generator generator,
			 const struct strs *names, const struct strs *paths,
			 struct generator_file file[GENERATOR_FILES])
{
	switch (generator) {
	case GENERATOR_INITRAMFS_TOOLS:
		return persist_initramfs_tools(guest, names, file);
	case GENERATOR_DRACUT:
		return generator_persist_dracut(guest, names, file);
	case GENERATOR_MKINITCPIO:
		return persist_mkinitcpio(guest, names, file);
	case GENERATOR_MKINITFS:
		return persist_mkinitfs(guest, paths, file);
	case GENERATOR_SUSE:
		return persist_suse(guest, names, file);
	case GENERATOR_NASH:
		return persist_nash(guest, names, paths, file);
	case GENERATOR_UNKNOWN:
		break;
	}
	return 0;
}
