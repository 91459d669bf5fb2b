/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens on the root: the mounts of fstab(5) and the first program. */
#include "guest/trace-internal.h"

#include <string.h>

#include "base/path.h"
#include "guest/devname.h"
#include "guest/mounts.h"

enum { LINES_MAX = 200, PROGRAM_MAX = 64 << 20 };

/* Whether a mount of ENTRY needs a device of this machine at all. */
static bool needs_volume(const struct devname *name)
{
	return name->kind <= DEVNAME_MD;
}

static void judge_mount(struct guest *guest, const struct fstab_entry *entry,
			const struct devname *name, struct trace_link *link)
{
	const char *why = "what it means is not known";
	const struct volume *volume;
	bool waits = !fstab_has_option(entry, "nofail");

	link->state = TRACE_UNKNOWN;
	if (!guest->volumes_known) {
		link->text = "needs the volumes behind the tree";
		return;
	}
	volume = devname_volume(guest, name, &why);
	if (devname_is_missing(guest, name)) {
		link->state = waits ? TRACE_UNKNOWN : TRACE_HOLDS;
		link->text =
			waits ? "not on this disk" : "not on this disk; not waited for";
	} else if (!volume) {
		link->text = why;
	} else if (devname_is_positional(name)) {
		link->text = pool_printf(guest->pool, "%s, by a name that changes",
					 trace_volume(guest, volume));
	} else {
		link->state = TRACE_HOLDS;
		link->text = trace_volume(guest, volume);
	}
}

static bool add_line(struct guest *guest, struct trace *trace,
		     const struct fstab_entry *entry)
{
	const struct devname *name = devname_of_entry(guest->pool, entry);
	bool swap = strcmp(entry->type, "swap") == 0;
	struct trace_link link = {
		.stage = TRACE_FSTAB,
		.where = "/etc/fstab",
		.line = entry->line,
		.value = mount_name(guest->pool, entry),
	};

	if ((!swap && !mount_is_at_boot(entry)) || !needs_volume(name))
		return false;
	judge_mount(guest, entry, name, &link);
	trace_add(trace->pool, &trace->common, &link);
	return true;
}

void trace_fstab(struct guest *guest, struct trace *trace)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);
	size_t added = 0;

	for (size_t i = 0; i < fstab->count && added < LINES_MAX; i++)
		added += add_line(guest, trace, &fstab->entry[i]);
	if (added == 0)
		trace_add(trace->pool, &trace->common,
			  &(struct trace_link){ .stage = TRACE_FSTAB,
						.state = TRACE_NOT_APPLICABLE,
						.where = "/etc/fstab",
						.text = "mounts no volume" });
	if (added == LINES_MAX)
		trace_add(trace->pool, &trace->common,
			  &(struct trace_link){ .stage = TRACE_FSTAB,
						.state = TRACE_UNKNOWN,
						.where = "/etc/fstab",
						.text = "too many lines to list" });
}

/* What init= asks for, else what the kernel and every initramfs try first. */
static const char *init_path(const struct trace *trace)
{
	const struct cmdline_arg *arg =
		trace->main ? boot_arg(trace->main->entry, "init", NULL) : NULL;

	return arg && arg->value_text[0] == '/' ? arg->value_text : "/sbin/init";
}

static bool is_program(struct bytes head)
{
	return bytes_starts(head, "\177ELF") || bytes_starts(head, "#!");
}

static void judge_init(struct guest *guest, const char *path, struct trace_link *link)
{
	struct pool *scratch = pool_new();
	struct bytes content = { 0 };
	struct tree_stat st;
	char *real = NULL;
	bool there = tree_resolve(guest->tree, path, &real) == 0 &&
		     tree_stat(guest->tree, real, &st) == 0 && st.kind == TREE_FILE;

	if (there && strcmp(real, path) != 0)
		link->value = pool_printf(guest->pool, "leads to %s", real);
	if (!there) {
		link->state = mount_shows(guest, "/usr/x") ? TRACE_BROKEN : TRACE_UNKNOWN;
		link->text = link->state == TRACE_BROKEN
				     ? "the file is not there"
				     : "what fstab mounts on /usr is not seen here";
	} else if (!(st.mode & 0111)) {
		link->state = TRACE_BROKEN;
		link->text = "it may not be executed";
	} else if (tree_read_large(guest->tree, real, PROGRAM_MAX, scratch, &content) <
		   0) {
		link->state = TRACE_UNKNOWN;
		link->text = "it cannot be read";
	} else if (!is_program(content)) {
		link->state = TRACE_BROKEN;
		link->text = "it is neither a program nor a script";
	}
	pool_free(scratch);
}

/* What systemd brings up: default.target, its link in /etc before that of /usr. */
static void add_target(struct guest *guest, struct trace *trace)
{
	static const char *const places[] = {
		"/etc/systemd/system/default.target",
		"/usr/lib/systemd/system/default.target",
		"/lib/systemd/system/default.target",
	};
	struct trace_link link = { .stage = TRACE_INIT };
	char *target;

	if (!mount_is_by_systemd(guest))
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places) && !link.where; i++)
		if (tree_read_link(guest->tree, places[i], &target) == 0) {
			link.where = places[i];
			link.value = path_name(target);
		}
	if (!link.where) {
		link.state = TRACE_UNKNOWN;
		link.where = places[0];
		link.text = "what systemd is to start is not told";
	} else if (strcmp(link.value, "emergency.target") == 0 ||
		   strcmp(link.value, "rescue.target") == 0) {
		link.state = TRACE_UNKNOWN;
		link.text = "systemd stops in a shell for repairs";
	}
	trace_add(trace->pool, &trace->common, &link);
}

void trace_init(struct guest *guest, struct trace *trace)
{
	const char *path = init_path(trace);
	struct trace_link link = { .stage = TRACE_INIT, .where = path };

	judge_init(guest, path, &link);
	trace_add(trace->pool, &trace->common, &link);
	add_target(guest, trace);
}
