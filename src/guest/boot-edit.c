/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/boot.h"

#include <string.h>

#include "base/path.h"
#include "format/grubenv.h"

const struct cmdline_arg *boot_arg(const struct boot_entry *entry, const char *name,
				   const struct boot_args **part)
{
	for (size_t i = entry->parts; i-- > 0;) {
		const struct cmdline_arg *arg =
			cmdline_last(entry->part[i].cmdline, name);

		if (!arg)
			continue;
		if (part)
			*part = &entry->part[i];
		return arg;
	}
	return NULL;
}

/* The part new words go to. */
static const struct boot_args *main_part(const struct boot_entry *entry)
{
	for (size_t i = 0; i < entry->parts; i++)
		if (entry->part[i].cmdline == entry->cmdline)
			return &entry->part[i];
	return NULL;
}

static struct boot_change refused(const char *why_not)
{
	return (struct boot_change){ .why_not = why_not };
}

struct boot_change boot_changed(struct guest *guest, const struct boot_args *part,
				struct bytes text)
{
	struct boot_change change = { .path = part->source, .text = text };

	if (part->fixed)
		return refused(part->fixed);
	if (strcmp(path_name(part->source), "grubenv") == 0 &&
	    grubenv_fit(guest->pool, text, &change.text) < 0)
		return refused("the environment block has no room for it");
	return change;
}

struct boot_change boot_put(struct guest *guest, const struct boot_entry *entry,
			    const char *name, const char *value)
{
	const char *word = pool_printf(guest->pool, "%s=%s", name, value);
	const struct boot_args *part = NULL;
	const struct cmdline_arg *arg = boot_arg(entry, name, &part);

	if (!arg)
		return boot_add(guest, entry, word);
	return boot_changed(guest, part,
			    text_replace(guest->pool, part->text, arg->span, word));
}

struct boot_change boot_add(struct guest *guest, const struct boot_entry *entry,
			    const char *word)
{
	const struct boot_args *part = main_part(entry);

	if (!part)
		return refused("the entry has no place for a command line");
	return boot_changed(guest, part,
			    cmdline_add(guest->pool, part->text, part->cmdline, word));
}

struct boot_change boot_drop(struct guest *guest, const struct boot_entry *entry,
			     const char *name)
{
	const struct boot_args *part = NULL;
	const struct cmdline_arg *arg = boot_arg(entry, name, &part);

	if (!arg)
		return (struct boot_change){ 0 };
	return boot_changed(guest, part,
			    cmdline_remove(guest->pool, part->text, part->cmdline, arg));
}
