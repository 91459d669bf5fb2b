/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot loader's configuration, its entries and their kernels. */
#include "guest/trace-internal.h"

#include <string.h>

#include "format/bzimage.h"
#include "guest/bootsource.h"
#include "guest/grubdefaults.h"
#include "guest/kernel.h"
#include "guest/mounts.h"

enum { KERNEL_MAX = 256 << 20 }; /* bytes read of a kernel */

/* Menus in the order their entries come, then those without one. */
static struct strs configs_of(struct guest *guest, const struct boot *boot)
{
	struct strs list = { .pool = guest->pool }, grub = guest_grub_configs(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (!strs_has(&list, boot->entry[i].config))
			strs_add(&list, boot->entry[i].config);
	for (size_t i = 0; i < grub.count; i++)
		if (!strs_has(&list, grub.item[i]))
			strs_add(&list, grub.item[i]);
	return list;
}

/* What the next update makes a menu from. */
static struct strs sources_of(struct guest *guest)
{
	struct strs files = grubdefaults_files(guest);
	size_t count;
	const struct boot_args *source = guest_boot_sources(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (!strs_has(&files, source[i].source))
			strs_add(&files, source[i].source);
	return files;
}

/* The entries of a menu, and the one that starts by itself. */
static size_t entries_in(const struct boot *boot, const char *config,
			 const struct boot_entry **first,
			 const struct boot_entry **is_default)
{
	size_t count = 0;

	*first = *is_default = NULL;
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];

		if (strcmp(entry->config, config) != 0)
			continue;
		if (count++ == 0)
			*first = entry;
		if (entry->is_default && !*is_default)
			*is_default = entry;
	}
	return count;
}

static void add_config(struct guest *guest, struct trace *trace, const struct boot *boot,
		       const char *config)
{
	const struct boot_entry *first, *start;
	size_t count = entries_in(boot, config, &first, &start);
	struct trace_link link = {
		.stage = TRACE_CONFIG,
		.where = config,
		.sources = sources_of(guest),
	};

	if (first)
		link.value = pool_printf(guest->pool, "%s, %zu entr%s",
					 boot_loader_name(first->loader), count,
					 count == 1 ? "y" : "ies");
	if (start) {
		link.text =
			pool_printf(guest->pool, "the default is \"%s\"", start->title);
	} else if (count) {
		link.state = TRACE_UNKNOWN;
		link.text = "which entry starts by itself is not told";
	} else {
		link.state = boot->count ? TRACE_NOT_APPLICABLE : TRACE_UNKNOWN;
		link.text = "no entry that starts a kernel";
	}
	trace_add(trace->pool, &trace->common, &link);
}

static void add_elsewhere(struct trace *trace, const struct boot *boot)
{
	if (boot->elsewhere || boot->too_many)
		trace_add(trace->pool, &trace->common,
			  &(struct trace_link){
				  .stage = TRACE_CONFIG,
				  .state = TRACE_UNKNOWN,
				  .text = boot->elsewhere ? boot->elsewhere
							  : "more entries than are read",
			  });
}

static void add_no_config(struct guest *guest, struct trace *trace)
{
	bool hidden = !mount_shows(guest, "/boot/x");

	trace_add(trace->pool, &trace->common,
		  &(struct trace_link){
			  .stage = TRACE_CONFIG,
			  .state = TRACE_UNKNOWN,
			  .where = "/boot",
			  .text = hidden ? "what fstab mounts on /boot is not seen here"
					 : "no configuration of a known boot loader",
		  });
}

/*
 * Whether the entry starts this system, or would if its kernel were there: a kernel that
 * is gone cannot show whose it was.
 */
static bool is_ours(const struct boot_entry *entry)
{
	if (entry->is_own)
		return true;
	return !entry->kernel_there &&
	       (entry->version || boot_arg(entry, "root", NULL)) &&
	       !(entry->id && strncmp(entry->id, "osprober-", 9) == 0);
}

static void add_entry_link(struct guest *guest, struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	bool starts_other = !is_ours(entry) && entry->is_default;

	trace_add(guest->pool, &traced->links,
		  &(struct trace_link){
			  .stage = TRACE_ENTRY,
			  .state = is_ours(entry) ? TRACE_HOLDS
				   : starts_other ? TRACE_UNKNOWN
						  : TRACE_NOT_APPLICABLE,
			  .where = entry->file,
			  .line = entry->file_line,
			  .value = entry->title,
			  .text = !is_ours(entry)     ? "no Linux of this system"
				  : entry->is_default ? "the default"
						      : "",
		  });
}

/* What the kernel's file says of itself, beside its name. */
static void look_inside(struct guest *guest, const struct boot_entry *entry,
			struct trace_link *link)
{
	struct pool *scratch = pool_new();
	const char *version = NULL;
	struct bytes image = { 0 };
	int err =
		tree_read_large(guest->tree, entry->kernel, KERNEL_MAX, scratch, &image);

	if (err == 0)
		version =
			bzimage_version(guest->pool, bytes_slice(image, 0, BZIMAGE_HEAD));
	if (err < 0) {
		link->state = TRACE_UNKNOWN;
		link->text =
			pool_printf(guest->pool, "cannot be read: %s", strerror(-err));
	} else if (image.len == 0) {
		link->state = TRACE_BROKEN;
		link->text = "the file is empty";
	} else if (version) {
		link->value = pool_printf(guest->pool, "says it is %s", version);
	}
	pool_free(scratch);
}

static void look_for_modules(struct guest *guest, const char *version,
			     struct trace_link *link)
{
	const char *dir = pool_printf(guest->pool, "/lib/modules/%s", version);

	strs_add(&link->about, dir);
	strs_addf(&link->about, "/boot/config-%s", version);
	if (link->state != TRACE_HOLDS)
		return;
	if (tree_has(guest->tree, pool_printf(guest->pool, "%s/modules.dep", dir),
		     TREE_FILE)) {
		link->text = pool_printf(guest->pool, "its modules are in %s", dir);
		return;
	}
	link->state = TRACE_UNKNOWN;
	link->text = pool_printf(guest->pool, "\"%s/modules.dep\" is not there", dir);
}

/* Whether the kernel has what no initramfs can bring: the rules on kernels ask it too. */
static void look_for_drivers(struct guest *guest, const char *version,
			     struct trace_link *link)
{
	const struct strs *wanted = &guest->profile->kernel_require;
	struct kernel_driver driver;
	const char *lacking;

	if (link->state != TRACE_HOLDS || wanted->count == 0)
		return;
	lacking = kernel_lacks(kernel_open(guest, version), wanted, &driver);
	if (!lacking)
		return;
	link->state = driver.has == KERNEL_LACKS ? TRACE_BROKEN : TRACE_UNKNOWN;
	link->text = driver.evidence
			     ? driver.evidence
			     : pool_printf(guest->pool, "whether it has %s is not known",
					   lacking);
}

void trace_kernel(struct guest *guest, struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	const char *version = kernel_of(guest, entry);
	struct trace_link link = {
		.stage = TRACE_KERNEL,
		.where = entry->kernel,
		.value = version,
		.about = { .pool = guest->pool },
	};

	if (!entry->kernel_there) {
		bool hidden = !mount_shows(guest, "/boot/x");

		link.state = hidden ? TRACE_UNKNOWN : TRACE_BROKEN;
		link.text = hidden ? "what fstab mounts there is not seen here"
				   : "the file is not there";
	} else {
		look_inside(guest, entry, &link);
		if (version) {
			look_for_modules(guest, version, &link);
			look_for_drivers(guest, version, &link);
		}
	}
	trace_add(guest->pool, &traced->links, &link);
}

static bool is_same_list(const struct strs *a, const struct strs *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (strcmp(a->item[i], b->item[i]) != 0)
			return false;
	return a->count == b->count;
}

/* Entries mostly share kernel and initramfs: what was looked at is not looked at twice.
 */
static const struct trace_entry *same_files(const struct trace *trace,
					    const struct boot_entry *entry)
{
	for (size_t i = 0; i < trace->entries; i++) {
		const struct boot_entry *other = trace->entry[i].entry;

		if (is_ours(other) && strcmp(other->kernel, entry->kernel) == 0 &&
		    is_same_list(&other->initrd, &entry->initrd))
			return &trace->entry[i];
	}
	return NULL;
}

static void add_files(struct guest *guest, const struct trace *trace,
		      struct trace_entry *traced)
{
	const struct trace_entry *same = same_files(trace, traced->entry);

	if (!same) {
		trace_kernel(guest, traced);
		trace_initramfs(guest, traced);
		return;
	}
	for (size_t i = 0; i < same->links.count; i++)
		if (same->links.link[i].stage == TRACE_KERNEL ||
		    same->links.link[i].stage == TRACE_INITRAMFS)
			trace_add(guest->pool, &traced->links, &same->links.link[i]);
}

static void add_entry(struct guest *guest, struct trace *trace,
		      const struct boot_entry *entry)
{
	struct trace_entry traced = { .entry = entry, .is_ours = is_ours(entry) };

	add_entry_link(guest, &traced);
	if (traced.is_ours) {
		add_files(guest, trace, &traced);
		trace_root(guest, &traced);
	}
	trace->entry[trace->entries++] = traced;
}

/* Images that go by name with a kernel, where no entry is known to load them. */
static void add_images(struct guest *guest, struct trace *trace)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	for (size_t i = 0; i < count; i++) {
		struct trace_link link =
			trace_image(guest, image[i].path, image[i].version);

		trace_add(trace->pool, &trace->common, &link);
	}
}

void trace_loader(struct guest *guest, struct trace *trace)
{
	const struct boot *boot = guest_boot(guest);
	struct strs configs = configs_of(guest, boot);

	for (size_t i = 0; i < configs.count; i++)
		add_config(guest, trace, boot, configs.item[i]);
	if (configs.count == 0)
		add_no_config(guest, trace);
	add_elsewhere(trace, boot);
	if (boot->count == 0)
		add_images(guest, trace);
	trace->entry = pool_alloc(trace->pool, (boot->count + 1) * sizeof(*trace->entry));
	for (size_t i = 0; i < boot->count; i++)
		add_entry(guest, trace, &boot->entry[i]);
}
