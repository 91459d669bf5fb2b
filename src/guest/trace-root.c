/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From root= of the command line to the volume "/" lies on. */
#include "guest/trace-internal.h"

#include <string.h>

#include "guest/devname.h"
#include "guest/layerargs.h"
#include "guest/mounts.h"
#include "guest/rootarg.h"

static struct trace_link link_of(struct guest *guest, const struct boot_args *part,
				 const struct cmdline_arg *arg)
{
	return (struct trace_link){
		.stage = TRACE_ROOT,
		.where = part->source,
		.line = part->line,
		.value = arg->value_present ? pool_printf(guest->pool, "%s=%s", arg->name,
							  arg->value_text)
					    : arg->name,
		.subject = arg->value_present ? arg->value_text : arg->name,
	};
}

static void judge_root(struct guest *guest, const char *value, struct trace_link *link)
{
	const char *problem = rootarg_problem(guest, value),
		   *why = "what it means is not known";
	const struct volume *root = guest_volume_at(guest, "/"), *meant;
	struct devname *name = devname_parse(guest->pool, value);

	link->state = TRACE_UNKNOWN;
	if (!guest->volumes_known) {
		link->text = "needs the volumes behind the tree";
		return;
	}
	name->mountpoint = "/";
	meant = devname_volume(guest, name, &why);
	if (problem) {
		link->state = TRACE_BROKEN;
		link->text = problem;
	} else if (!meant) {
		link->text = why;
	} else if (meant != root) {
		link->text = pool_printf(guest->pool, "%s, not the root of this system",
					 trace_volume(guest, meant));
	} else {
		link->state = TRACE_HOLDS;
		link->text = trace_volume(guest, meant);
	}
}

static void add_root(struct guest *guest, struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	const struct boot_args *part;
	const struct cmdline_arg *arg = boot_arg(entry, "root", &part);
	struct trace_link link;

	if (!arg || !arg->value_present) {
		trace_add(guest->pool, &traced->links,
			  &(struct trace_link){
				  .stage = TRACE_ROOT,
				  .state = TRACE_UNKNOWN,
				  .where = entry->source,
				  .line = entry->line,
				  .text = "no root=: only the initramfs could know it",
			  });
		return;
	}
	link = link_of(guest, part, arg);
	judge_root(guest, arg->value_text, &link);
	trace_add(guest->pool, &traced->links, &link);
}

static void judge_layer(struct guest *guest, const struct layer_arg *found,
			struct trace_link *link)
{
	link->state = TRACE_UNKNOWN;
	if (!guest->volumes_known)
		link->text = "needs the volumes behind the tree";
	else if (found->is_missing)
		link->text = "not on this disk";
	else if (!found->volume)
		link->text = found->why ? found->why : "it may lie inside another volume";
	else if (found->is_positional)
		link->text = pool_printf(guest->pool, "%s, by a name that changes",
					 trace_volume(guest, found->volume));
	else
		link->state = TRACE_HOLDS;
	if (link->state == TRACE_HOLDS)
		link->text = trace_volume(guest, found->volume);
}

/* What the initramfs is told to open below the root. */
static void add_layers_in(struct guest *guest, struct trace_entry *traced,
			  const struct boot_args *part)
{
	for (size_t a = 0; a < part->cmdline->count; a++) {
		struct layer_arg found;
		struct trace_link link;

		if (!layer_arg_find(guest, &part->cmdline->arg[a], &found))
			continue;
		link = link_of(guest, part, &part->cmdline->arg[a]);
		link.subject = link.value;
		judge_layer(guest, &found, &link);
		trace_add(guest->pool, &traced->links, &link);
	}
}

/* "subvol=@" among the options of "/" in fstab, as there or "". */
static const char *subvolume_in(struct pool *pool, const char *options)
{
	const char *at = options ? strstr(options, "subvol") : NULL;

	return at ? pool_strndup(pool, at, strcspn(at, ",")) : "";
}

static const char *fstab_subvolume(struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	for (size_t i = 0; i < fstab->count; i++)
		if (strcmp(fstab->entry[i].file, "/") == 0)
			return subvolume_in(guest->pool, fstab->entry[i].options);
	return "";
}

static void add_subvolume(struct guest *guest, struct trace_entry *traced)
{
	const struct boot_args *part;
	const struct cmdline_arg *arg = boot_arg(traced->entry, "rootflags", &part);
	const char *said = arg ? subvolume_in(guest->pool, arg->value_text) : "";
	struct trace_link link;

	if (!*said)
		return;
	link = link_of(guest, part, arg);
	link.subject = NULL;
	if (strcmp(said, fstab_subvolume(guest)) == 0) {
		link.text = "the same subvolume as in fstab";
	} else {
		link.state = TRACE_UNKNOWN;
		link.text = "another subvolume than fstab says";
	}
	trace_add(guest->pool, &traced->links, &link);
}

void trace_root(struct guest *guest, struct trace_entry *traced)
{
	for (size_t i = 0; i < traced->entry->parts; i++)
		add_layers_in(guest, traced, &traced->entry->part[i]);
	add_root(guest, traced);
	add_subvolume(guest, traced);
}
