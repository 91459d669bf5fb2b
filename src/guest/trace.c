/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/trace-internal.h"

#include <string.h>

#include "guest/devname.h"

static const char *const stage_names[] = {
	[TRACE_FIRMWARE] = "firmware",   [TRACE_TABLE] = "table",
	[TRACE_BOOT_CODE] = "boot-code", [TRACE_LOADER] = "loader",
	[TRACE_CONFIG] = "config",       [TRACE_ENTRY] = "entry",
	[TRACE_KERNEL] = "kernel",       [TRACE_INITRAMFS] = "initramfs",
	[TRACE_ROOT] = "root",           [TRACE_FSTAB] = "fstab",
	[TRACE_INIT] = "init",           [TRACE_NETWORK] = "network",
	[TRACE_LOGIN] = "login",
};

static const char *const state_names[] = {
	[TRACE_HOLDS] = "holds",
	[TRACE_BROKEN] = "broken",
	[TRACE_UNKNOWN] = "unknown",
	[TRACE_NOT_APPLICABLE] = "not-applicable",
};

const char *trace_stage_name(enum trace_stage stage)
{
	return stage_names[stage];
}

const char *trace_state_name(enum trace_state state)
{
	return state_names[state];
}

struct trace_link *trace_add(struct pool *pool, struct trace_links *links,
			     const struct trace_link *link)
{
	struct trace_link *added;

	links->link = text_room(pool, links->link, links->count, sizeof(*link));
	added = &links->link[links->count++];
	*added = *link;
	if (!added->where)
		added->where = "";
	if (!added->value)
		added->value = "";
	if (!added->text)
		added->text = "";
	return added;
}

/* "logical volume vg/root (xfs) on encrypted volume luks on partition 2 of disk0" */
static const char *trace_stack(struct guest *guest, const struct volume *volume)
{
	struct buf out = { .pool = guest->pool };

	buf_addf(&out, "%s (%s)", devname_where(guest->pool, volume),
		 volume->type ? volume->type : "nothing");
	/* What is stacked in a circle ends. */
	for (size_t i = 0; i < guest->volume_count && volume->under_count > 0; i++) {
		size_t more = volume->under_count - 1;

		if (volume->under[0] >= guest->volume_count)
			break;
		volume = &guest->volume[volume->under[0]];
		buf_addf(&out, " on %s", devname_where(guest->pool, volume));
		if (more)
			buf_addf(&out, " and %zu more", more);
	}
	return bytes_str(guest->pool, buf_bytes(&out));
}

const char *trace_volume(struct guest *guest, const struct volume *volume)
{
	const char *disk = volume->disk ? volume->disk->name : "a disk";
	const char *type = volume->type ? volume->type : "nothing";

	if (volume->kind != VOLUME_PART)
		return trace_stack(guest, volume);
	return volume->part ? pool_printf(guest->pool, "partition %u of %s (%s)",
					  volume->part, disk, type)
			    : pool_printf(guest->pool, "all of %s (%s)", disk, type);
}

/* How good ENTRY is as the one that is walked; 0: not at all. */
static int rank_of(const struct trace *trace, const struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	bool is_started = !trace->loaders || trace->loaders & 1U << entry->loader;

	if (!traced->is_ours && !entry->is_default)
		return 0;
	return 1 + entry->is_default + 2 * is_started;
}

/* What the loader on the disk starts by itself; a guest may have several loaders. */
static void choose_main(struct trace *trace)
{
	int best = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		int rank = rank_of(trace, &trace->entry[i]);

		if (rank > best) {
			best = rank;
			trace->main = &trace->entry[i];
		}
	}
}

struct trace *trace_collect(struct guest *guest)
{
	struct trace *trace = pool_alloc(guest->pool, sizeof(*trace));

	trace->pool = guest->pool;
	trace_disk(guest, trace);
	trace_loader(guest, trace);
	choose_main(trace);
	trace_fstab(guest, trace);
	trace_init(guest, trace);
	trace_network(guest, trace);
	trace_login(guest, trace);
	/* What could not be read has been said where it is missed. */
	(void)tree_take_error(guest->tree, NULL);
	return trace;
}
