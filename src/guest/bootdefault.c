/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootdefault-internal.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "format/grubenv.h"
#include "guest/grubdefaults.h"

/* ">" inside a title is written twice where titles are joined by it. */
static void add_name(struct buf *name, const struct grubcfg_entry *entry)
{
	if (name->len)
		buf_adds(name, ">");
	for (const char *s = entry->id ? entry->id : entry->title; *s; s++)
		buf_addf(name, *s == '>' ? ">>" : "%c", *s);
}

static const struct grubcfg_load *load_at(const struct grubcfg *cfg, unsigned line)
{
	for (size_t i = 0; i < cfg->loads; i++)
		if (cfg->load[i].line == line && cfg->load[i].kind == GRUBCFG_LINUX)
			return &cfg->load[i];
	return NULL;
}

/* An id counts inside its own menu only: those of the submenus come before it. */
static const char *name_in_menu(struct guest *guest, const struct boot_entry *entry)
{
	const struct grubcfg *cfg;
	const struct grubcfg_load *load;
	struct buf name = { .pool = guest->pool };
	ptrdiff_t chain[32];
	size_t depth = 0;
	struct bytes text;

	if (tree_read(guest->tree, entry->file, &text) < 0)
		return NULL;
	cfg = grubcfg_parse(guest->pool, text);
	load = load_at(cfg, entry->file_line);
	if (!load || load->entry < 0)
		return NULL;
	for (ptrdiff_t e = load->entry; e >= 0; e = cfg->entry[e].parent) {
		if (depth == sizeof(chain) / sizeof(*chain))
			return NULL;
		chain[depth++] = e;
	}
	while (depth-- > 0)
		add_name(&name, &cfg->entry[chain[depth]]);
	return bytes_str(guest->pool, buf_bytes(&name));
}

const char *bootdefault_name(struct guest *guest, const struct boot_entry *entry)
{
	switch (entry->loader) {
	case BOOT_GRUB2:
		return name_in_menu(guest, entry);
	case BOOT_GRUB2_BLS:
		return entry->id;
	case BOOT_GRUB_LEGACY:
		return bootdefault_menulst_name(guest, entry);
	case BOOT_SYSTEMD:
		/* Without a loader.conf there is no place for a default. */
		return entry->config[0] == '/' ? entry->id : NULL;
	default:
		return NULL;
	}
}

void bootdefault_add(struct guest *guest, struct bootdefault *edits, const char *path,
		     struct bytes text)
{
	edits->edit =
		text_room(guest->pool, edits->edit, edits->count, sizeof(*edits->edit));
	edits->edit[edits->count++] = (struct bootdefault_edit){ path, text };
}

/* NAME inside the quotes QUOTE of GRUB's script; with '\0' it gets its own. */
static const char *quoted(struct pool *pool, const char *name, char quote)
{
	struct buf out = { .pool = pool };

	buf_adds(&out, quote ? "" : "\"");
	for (; *name; name++) {
		if (quote == '\'' && *name == '\'')
			buf_adds(&out, "'\\'");
		else if (quote != '\'' && strchr("\\\"$", *name))
			buf_adds(&out, "\\");
		buf_addf(&out, "%c", *name);
	}
	buf_adds(&out, quote ? "" : "\"");
	return bytes_str(pool, buf_bytes(&out));
}

static bool is_variable(const char *value, const char *name)
{
	size_t len = strlen(name);

	if (*value++ != '$')
		return false;
	value += *value == '{';
	return strncmp(value, name, len) == 0 &&
	       strspn(value + len, "}") == strlen(value + len);
}

static struct text_edit replace_value(struct pool *pool, struct bytes text,
				      struct span span, const char *name)
{
	unsigned char before = span.offset ? text.data[span.offset - 1] : 0;
	char quote = before == '"' || before == '\'' ? (char)before : '\0';

	return (struct text_edit){ span, quoted(pool, name, quote) };
}

struct config {
	bool saved; /* the default is what the environment block says */
	bool said;  /* some line says what the default is */
};

/* Every literal default becomes NAME: which branch GRUB takes is not known here. */
static struct config plan_config(struct guest *guest, const char *path, const char *name,
				 struct bootdefault *edits)
{
	const struct grubcfg *cfg;
	struct config config = { 0 };
	struct text_edit *edit;
	struct bytes text;
	size_t count = 0;

	if (tree_read(guest->tree, path, &text) < 0)
		return config;
	cfg = grubcfg_parse(guest->pool, text);
	edit = pool_alloc(guest->pool, (cfg->sets + 1) * sizeof(*edit));
	for (size_t i = 0; i < cfg->sets; i++) {
		const struct grubcfg_set *set = &cfg->set[i];

		if (strcmp(set->name, "default") != 0 ||
		    is_variable(set->value, "next_entry"))
			continue;
		config.said = true;
		if (is_variable(set->value, "saved_entry"))
			config.saved = true;
		else if (strcmp(set->value, name) != 0)
			edit[count++] =
				replace_value(guest->pool, text, set->value_span, name);
	}
	if (count)
		bootdefault_add(guest, edits, path,
				text_edit(guest->pool, text, edit, count));
	else if (!config.said && strcmp(name, BOOTDEFAULT_FIRST) != 0)
		bootdefault_add(guest, edits, path,
				text_insert(guest->pool, text,
					    bytes_starts(text, "\xef\xbb\xbf") ? 3 : 0,
					    pool_printf(guest->pool, "set default=%s%s",
							quoted(guest->pool, name, '\0'),
							text_line_end(text))));
	return config;
}

static struct bytes empty_block(struct pool *pool)
{
	struct buf block = { .pool = pool };

	buf_adds(&block, "# GRUB Environment Block\n");
	buf_fill(&block, '#', GRUBENV_LEN - block.len);
	return buf_bytes(&block);
}

/* What grub-reboot asked for comes before the default once: not after a move. */
static int plan_block(struct guest *guest, const char *path, const char *name,
		      struct bootdefault *edits)
{
	static const char *const once[] = { "next_entry", "prev_saved_entry" };
	struct pool *pool = guest->pool;
	struct bytes text;
	int err = tree_read(guest->tree, path, &text);

	if (err == -ENOENT)
		text = empty_block(pool);
	else if (err < 0)
		return err;
	err = grubenv_set(pool, text, "saved_entry", name, &text);
	for (size_t i = 0; err == 0 && i < sizeof(once) / sizeof(*once); i++) {
		const char *value = grubenv_get(grubenv_parse(pool, text), once[i]);

		if (value && *value)
			err = grubenv_set(pool, text, once[i], "", &text);
	}
	if (err == 0)
		bootdefault_add(guest, edits, path, text);
	return err;
}

/* What grub-mkconfig will write the next time.  Returns whether it is "saved". */
static int plan_defaults(struct guest *guest, const char *name, struct bootdefault *edits,
			 bool *saved)
{
	const char *path = "/etc/default/grub";
	const struct shell_assignment *set;
	struct bytes text;

	if (!tree_has(guest->tree, path, TREE_FILE))
		return 0;
	set = grubdefaults_find(guest, "GRUB_DEFAULT", &path, &text);
	if (set && (set->complex || set->expands))
		return -ENOTSUP;
	*saved = set && strcmp(set->value, "saved") == 0;
	if (*saved || strcmp(set ? set->value : BOOTDEFAULT_FIRST, name) == 0)
		return 0;
	if (!set && tree_read(guest->tree, path, &text) < 0)
		return -EIO;
	bootdefault_add(guest, edits, path,
			shellvars_set(guest->pool, text, "GRUB_DEFAULT", name));
	return 0;
}

static int plan_grub2(struct guest *guest, const char *config, const char *name,
		      struct bootdefault *edits, const char **why)
{
	char *block = path_join(guest->pool, path_parent(guest->pool, config), "grubenv");
	struct config found;
	bool saved = false;
	int err;

	found = plan_config(guest, config, name, edits);
	err = plan_defaults(guest, name, edits, &saved);
	if (err < 0) {
		*why = "GRUB_DEFAULT in /etc/default/grub is computed when it is read";
		return err;
	}
	if (!found.saved && !saved)
		return 0;
	err = plan_block(guest, block, name, edits);
	if (err < 0)
		*why = pool_printf(guest->pool, "\"%s\": %s", block,
				   err == -ENOSPC   ? "has no room for this name"
				   : err == -EINVAL ? "is no block of 1024 bytes"
						    : strerror(-err));
	return err;
}

static enum boot_loader loader_of(struct guest *guest, const char *config)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (strcmp(boot->entry[i].config, config) == 0)
			return boot->entry[i].loader;
	return BOOT_GRUB2;
}

int bootdefault_plan(struct guest *guest, const char *config, const char *name,
		     struct bootdefault *edits, const char **why)
{
	enum boot_loader loader = loader_of(guest, config);
	int err;

	*edits = (struct bootdefault){ 0 };
	if (loader == BOOT_GRUB2 || loader == BOOT_GRUB2_BLS)
		return plan_grub2(guest, config, name, edits, why);
	if (loader == BOOT_GRUB_LEGACY)
		err = bootdefault_menulst_plan(guest, config, name, edits);
	else if (loader == BOOT_SYSTEMD || loader == BOOT_UKI)
		err = bootdefault_systemd_plan(guest, config, name, edits);
	else
		err = -ENOTSUP;
	if (err < 0)
		*why = pool_printf(guest->pool, "\"%s\": %s", config, strerror(-err));
	return err;
}
