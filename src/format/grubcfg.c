/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubcfg.h"

#include <string.h>

enum { NESTING_MAX = 32 };

struct frame {
	ptrdiff_t entry;
	unsigned ifs;
	bool function;
};

struct reader {
	struct pool *pool;
	struct bytes text;
	struct grubcfg *cfg;
	struct frame frame[NESTING_MAX];
	size_t depth; /* index of the current frame */
};

static struct frame *current(struct reader *r)
{
	return &r->frame[r->depth];
}

static bool is_conditional(const struct reader *r)
{
	for (size_t i = 0; i <= r->depth; i++)
		if (r->frame[i].ifs || r->frame[i].function)
			return true;
	return false;
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Take the keywords in front of the command away; they may be followed by one. */
static void strip_keywords(struct reader *r, struct grub_statement *s)
{
	static const char *const skipped[] = { "then",  "else", "elif", "while",
					       "until", "do",   "!",    NULL };

	for (; s->count; s->word++, s->count--) {
		struct frame *frame = current(r);

		if (strcmp(s->word->text, "if") == 0)
			frame->ifs++;
		else if (strcmp(s->word->text, "fi") == 0)
			frame->ifs -= frame->ifs > 0;
		else if (!is_one_of(s->word->text, skipped))
			return;
	}
}

static void read_entry_option(struct grubcfg_entry *e, const struct grub_statement *s,
			      size_t *i)
{
	static const char *const with_value[] = { "--class", "--users", "--hotkey",
						  "--source", NULL };
	static const char *const id[] = { "--id", "$menuentry_id_option",
					  "${menuentry_id_option}", NULL };
	const struct grub_word *word = &s->word[*i];

	if (is_one_of(word->text, with_value)) {
		++*i;
	} else if (strcmp(word->text, "--unrestricted") == 0) {
		e->unrestricted = true;
	} else if (strncmp(word->text, "--id=", 5) == 0) {
		e->id = word->text + 5;
		e->id_span = word->span;
		e->id_span.offset += 5;
		e->id_span.len -= 5;
	} else if (is_one_of(word->text, id) && *i + 1 < s->count) {
		word = &s->word[++*i];
		e->id = word->text;
		e->id_span = word->span;
	} else if (!e->title && word->text[0] != '-') {
		e->title = word->text;
		e->title_span = word->span;
	}
}

static void read_entry(struct reader *r, const struct grub_statement *s)
{
	struct grubcfg *cfg = r->cfg;
	struct grubcfg_entry e = {
		.submenu = strcmp(s->word->text, "submenu") == 0,
		.conditional = is_conditional(r),
		.line = s->line,
		.parent = current(r)->entry,
	};

	for (size_t i = 1; i < s->count; i++)
		read_entry_option(&e, s, &i);
	if (!e.title)
		e.title = "";
	cfg->entry = text_room(r->pool, cfg->entry, cfg->entries, sizeof(e));
	cfg->entry[cfg->entries++] = e;
}

static void read_load(struct reader *r, const struct grub_statement *s,
		      enum grubcfg_kind kind)
{
	struct grubcfg *cfg = r->cfg;
	struct grubcfg_load load = {
		.kind = kind,
		.line = s->line,
		.entry = current(r)->entry,
		.command = s->word->text,
	};
	const struct grub_word *last = &s->word[s->count - 1];
	size_t first = 1;

	while (first < s->count && strncmp(s->word[first].text, "--", 2) == 0)
		first++;
	load.file = s->word + first;
	load.files = s->count - first;
	load.args.offset = span_end(last->span);
	if (kind != GRUBCFG_INITRD && load.files > 1) {
		load.files = 1;
		load.args.offset = s->word[first + 1].span.offset;
		load.args.len = span_end(last->span) - load.args.offset;
	}
	cfg->load = text_room(r->pool, cfg->load, cfg->loads, sizeof(load));
	cfg->load[cfg->loads++] = load;
}

static void read_search_option(struct grubcfg_search *search,
			       const struct grub_statement *s, size_t *i)
{
	static const char *const uuid[] = { "--fs-uuid", "-u", NULL };
	static const char *const label[] = { "--label", "-l", NULL };
	static const char *const set[] = { "--set", "-s", NULL };
	const char *word = s->word[*i].text;

	if (is_one_of(word, uuid))
		search->by = "fs-uuid";
	else if (is_one_of(word, label))
		search->by = "label";
	else if (strncmp(word, "--set=", 6) == 0)
		search->variable = word + 6;
	else if (is_one_of(word, set) && *i + 2 < s->count &&
		 strcmp(s->word[*i + 1].text, "root") == 0)
		++*i;
	else if (strcmp(word, "--hint") == 0)
		++*i;
	else if (word[0] != '-' && !search->key.text)
		search->key = s->word[*i];
}

/* "search --fs-uuid --set=root UUID" and "search.fs_uuid UUID root hint". */
static void read_search(struct reader *r, const struct grub_statement *s)
{
	struct grubcfg *cfg = r->cfg;
	struct grubcfg_search search = {
		.line = s->line,
		.entry = current(r)->entry,
		.by = "file",
		.variable = "root",
	};

	if (s->word->text[6] == '.') {
		const char *by = s->word->text + 7;

		search.by = strcmp(by, "fs_uuid") == 0    ? "fs-uuid"
			    : strcmp(by, "fs_label") == 0 ? "label"
							  : "file";
		if (s->count > 1)
			search.key = s->word[1];
		if (s->count > 2)
			search.variable = s->word[2].text;
	} else {
		for (size_t i = 1; i < s->count; i++)
			read_search_option(&search, s, &i);
	}
	if (!search.key.text)
		return;
	cfg->search = text_room(r->pool, cfg->search, cfg->searches, sizeof(search));
	cfg->search[cfg->searches++] = search;
}

static void read_set(struct reader *r, const struct grub_statement *s,
		     const struct grub_word *word)
{
	const char *equals = strchr(word->text, '=');
	struct grubcfg *cfg = r->cfg;
	struct grubcfg_set set = {
		.line = s->line,
		.entry = current(r)->entry,
		.conditional = is_conditional(r),
		.value_span = grub_word_value(r->text, word),
	};

	if (!equals || equals == word->text)
		return;
	set.name = pool_strndup(r->pool, word->text, (size_t)(equals - word->text));
	set.value = equals + 1;
	cfg->set = text_room(r->pool, cfg->set, cfg->sets, sizeof(set));
	cfg->set[cfg->sets++] = set;
}

static void read_file(struct reader *r, const struct grub_statement *s)
{
	struct grubcfg *cfg = r->cfg;
	struct grubcfg_file file = {
		.line = s->line,
		.entry = current(r)->entry,
		.command = s->word->text,
	};

	if (s->count < 2)
		return;
	file.path = s->word[1];
	cfg->file = text_room(r->pool, cfg->file, cfg->files, sizeof(file));
	cfg->file[cfg->files++] = file;
}

static const struct {
	const char *name;
	enum grubcfg_kind kind;
} load_commands[] = {
	{ "linux", GRUBCFG_LINUX },
	{ "linux16", GRUBCFG_LINUX },
	{ "linuxefi", GRUBCFG_LINUX },
	{ "initrd", GRUBCFG_INITRD },
	{ "initrd16", GRUBCFG_INITRD },
	{ "initrdefi", GRUBCFG_INITRD },
	{ "multiboot", GRUBCFG_HYPERVISOR },
	{ "multiboot2", GRUBCFG_HYPERVISOR },
	{ "xen_hypervisor", GRUBCFG_HYPERVISOR },
	{ "module", GRUBCFG_MODULE },
	{ "module2", GRUBCFG_MODULE },
	{ "xen_module", GRUBCFG_MODULE },
	/* KIWI, which makes SUSE's images, sets these by firmware. */
	{ "$linux", GRUBCFG_LINUX },
	{ "${linux}", GRUBCFG_LINUX },
	{ "$initrd", GRUBCFG_INITRD },
	{ "${initrd}", GRUBCFG_INITRD },
};

static void read_blscfg(struct reader *r)
{
	struct grubcfg *cfg = r->cfg;

	if (cfg->blscfg)
		return;
	cfg->blscfg = true;
	for (size_t i = 0; i < cfg->entries; i++)
		cfg->blscfg_at += cfg->entry[i].parent == GRUBCFG_TOP;
}

static void read_command(struct reader *r, const struct grub_statement *s)
{
	const char *name = s->word->text;

	for (size_t i = 0; i < sizeof(load_commands) / sizeof(*load_commands); i++)
		if (strcmp(name, load_commands[i].name) == 0)
			read_load(r, s, load_commands[i].kind);
	if (strcmp(name, "menuentry") == 0 || strcmp(name, "submenu") == 0)
		read_entry(r, s);
	else if (strcmp(name, "search") == 0 || strncmp(name, "search.", 7) == 0)
		read_search(r, s);
	else if (strcmp(name, "configfile") == 0 || strcmp(name, "source") == 0)
		read_file(r, s);
	else if (strcmp(name, "blscfg") == 0)
		read_blscfg(r);
	else if (strcmp(name, "set") == 0 && s->count > 1)
		read_set(r, s, &s->word[1]);
	else if (s->count == 1 && strchr(name, '='))
		read_set(r, s, s->word);
}

static bool open_block(struct reader *r, const struct grub_statement *s)
{
	static const char *const entries[] = { "menuentry", "submenu", NULL };
	struct frame frame = { .entry = current(r)->entry };

	if (r->depth + 1 == NESTING_MAX) {
		r->cfg->too_deep = true;
		return false;
	}
	if (s->count && is_one_of(s->word->text, entries))
		frame.entry = (ptrdiff_t)r->cfg->entries - 1;
	frame.function = s->count && strcmp(s->word->text, "function") == 0;
	r->frame[++r->depth] = frame;
	return true;
}

struct grubcfg *grubcfg_parse(struct pool *pool, struct bytes text)
{
	struct grubscript script = grubscript_start(pool, text);
	struct reader r = { .pool = pool, .text = text };
	struct grub_statement statement;

	r.cfg = pool_alloc(pool, sizeof(*r.cfg));
	current(&r)->entry = GRUBCFG_TOP;
	while (grubscript_next(&script, &statement)) {
		strip_keywords(&r, &statement);
		if (statement.count)
			read_command(&r, &statement);
		if (statement.end == GRUB_OPEN && !open_block(&r, &statement))
			break;
		if (statement.end == GRUB_CLOSE && r.depth > 0)
			r.depth--;
	}
	return r.cfg;
}
