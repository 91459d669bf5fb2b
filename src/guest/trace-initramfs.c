/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the initramfs of an entry brings to find its root. */
#include "guest/trace-internal.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "guest/drivers.h"
#include "guest/families.h"

enum { SEGMENTS_SHOWN = 6 };

/* "cpio at 0, zstd at 91136, gzip at 38213632: 1424 files" */
static void describe(struct guest *guest, const char *path, struct trace_link *link)
{
	struct strs list = { .pool = guest->pool };
	const struct initramfs *archive = NULL;

	if (guest_initramfs(guest, path, &archive) < 0 || !archive)
		return;
	for (size_t i = 0; i < archive->segment_count; i++) {
		const struct initramfs_segment *segment = &archive->segment[i];

		if (i == SEGMENTS_SHOWN) {
			strs_addf(&list, "%zu more", archive->segment_count - i);
			break;
		}
		strs_addf(&list, "%s at %zu",
			  segment->kind == INFLATE_NONE ? "cpio"
							: inflate_name(segment->kind),
			  segment->offset);
	}
	if (list.count)
		link->value = pool_printf(guest->pool, "%s: %zu files",
					  strs_join(&list, ", "), archive->file_count);
	if (archive->problem) {
		link->has_offset = true;
		link->offset = archive->problem_offset;
	}
}

/* The modules of all families without which the target's root is not found. */
static struct strs required_by(struct guest *guest)
{
	struct strs all = { .pool = guest->pool };

	for (enum driver_family family = 0; family < DRIVER_FAMILIES; family++) {
		struct strs names =
			family_root_modules(guest->pool, guest->profile, family);

		if (!(guest->profile->initrd_require & 1U << family))
			continue;
		for (size_t i = 0; i < names.count; i++)
			if (!strs_has(&all, names.item[i]))
				strs_add(&all, names.item[i]);
	}
	return all;
}

static void judge_state(struct guest *guest, const struct drivers_state *state,
			struct trace_link *link)
{
	struct pool *pool = guest->pool;

	link->state = TRACE_BROKEN;
	if (state->missing.count > 0) {
		link->text =
			pool_printf(pool, "lacks %s", strs_join(&state->missing, ", "));
	} else if (state->absent.count > 0) {
		link->text = pool_printf(pool, "kernel %s has no %s", state->version,
					 strs_join(&state->absent, ", "));
	} else if (state->blocked.count > 0) {
		link->text = pool_printf(pool, "%s:%u in it keeps %s from loading",
					 state->blocked.item[0].file,
					 state->blocked.item[0].line,
					 state->blocked.item[0].name);
	} else {
		link->state = TRACE_HOLDS;
		link->text = pool_printf(pool, "%s: all in it or in the kernel",
					 strs_join(&state->names, ", "));
	}
}

/* The same question the rules on drivers ask, of the same facts. */
static void judge(struct guest *guest, const struct boot_image *image,
		  struct trace_link *link)
{
	const struct strs required = required_by(guest);
	const struct initramfs *archive;
	struct drivers_state state;
	const char *why;
	int err = guest_initramfs(guest, image->path, &archive);

	if (err == -EMEDIUMTYPE) {
		link->state = TRACE_UNKNOWN;
		link->text = archive->problem;
		return;
	}
	err = drivers_look(guest, image, &required, &state, &why);
	if (err == 0) {
		judge_state(guest, &state, link);
		return;
	}
	link->state = err == -EBADMSG ? TRACE_BROKEN : TRACE_UNKNOWN;
	link->text = why;
}

struct trace_link trace_image(struct guest *guest, const char *path, const char *version)
{
	struct trace_link link = { .stage = TRACE_INITRAMFS, .where = path };
	struct boot_image image = { .path = path, .version = version };
	struct tree_stat st;
	size_t count;
	const struct boot_image *known = guest_boot_images(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(known[i].path, path) == 0)
			image = known[i];
	if (tree_stat(guest->tree, path, &st) < 0) {
		link.state = TRACE_BROKEN;
		link.text = "the file is not there";
		return link;
	}
	describe(guest, path, &link);
	judge(guest, &image, &link);
	return link;
}

/* Microcode and the like comes before the image proper and holds no drivers. */
static bool is_early(const char *path)
{
	const char *name = path_name(path);

	return strstr(name, "ucode") || strstr(name, "microcode");
}

static void add_early(struct guest *guest, struct trace_entry *traced, const char *path)
{
	bool there = tree_has(guest->tree, path, TREE_FILE);

	trace_add(guest->pool, &traced->links,
		  &(struct trace_link){
			  .stage = TRACE_INITRAMFS,
			  .state = there ? TRACE_HOLDS : TRACE_BROKEN,
			  .where = path,
			  .text = there ? "microcode, before the image itself"
					: "the file is not there",
		  });
}

void trace_initramfs(struct guest *guest, struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	struct trace_link link;

	if (entry->initrd.count == 0)
		trace_add(guest->pool, &traced->links,
			  &(struct trace_link){
				  .stage = TRACE_INITRAMFS,
				  .state = TRACE_UNKNOWN,
				  .where = entry->file,
				  .line = entry->file_line,
				  .text = entry->loader == BOOT_UKI
						  ? "inside the kernel's file, which is "
						    "not looked into"
						  : "none: whether the kernel itself has "
						    "the drivers is not looked at",
			  });
	for (size_t i = 0; i < entry->initrd.count; i++) {
		const char *path = entry->initrd.item[i];

		if (is_early(path)) {
			add_early(guest, traced, path);
			continue;
		}
		link = trace_image(guest, path, entry->version);
		trace_add(guest->pool, &traced->links, &link);
	}
}
