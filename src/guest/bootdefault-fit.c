/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entries may start a machine by themselves. */
#include "guest/bootdefault.h"

#include <errno.h>
#include <string.h>

#include "guest/initrd.h"
#include "guest/kernel.h"

bool bootdefault_is_known(const struct boot *boot)
{
	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].is_default)
			return true;
	return false;
}

static const char *file_problem(struct guest *guest, const char *path)
{
	struct tree_stat st;
	int err = tree_stat(guest->tree, path, &st);

	if (err < 0)
		return pool_printf(guest->pool, "%s: %s", path, strerror(-err));
	return st.size == 0 ? pool_printf(guest->pool, "%s is empty", path) : NULL;
}

static const char *image_problem(struct guest *guest, const char *path)
{
	const char *problem = file_problem(guest, path);
	const struct initramfs *archive;
	int err;

	if (problem)
		return problem;
	err = guest_initramfs(guest, path, &archive);
	/* An old initrd is a file system; nothing here judges those. */
	if (err == -EMEDIUMTYPE)
		return NULL;
	if (err < 0)
		return pool_printf(guest->pool, "%s: %s", path, strerror(-err));
	return archive->problem
		       ? pool_printf(guest->pool, "%s: %s", path, archive->problem)
		       : NULL;
}

const char *bootdefault_incomplete(struct guest *guest, const struct boot_entry *entry)
{
	const char *problem = file_problem(guest, entry->kernel);

	for (size_t i = 0; !problem && i < entry->initrd.count; i++)
		problem = image_problem(guest, entry->initrd.item[i]);
	return problem;
}

/* What starts a shell for repairs instead of the system, and SUSE's failsafe entries. */
static bool is_for_rescue(const struct boot_entry *entry)
{
	static const char *const flags[] = { "single",   "s",        "S",
					     "1",        "rescue",   "emergency",
					     "recovery", "rd.break", "x11failsafe" };
	const struct cmdline_arg *unit = cmdline_last(entry->cmdline, "systemd.unit");

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (cmdline_has(entry->cmdline, flags[i]))
			return true;
	return unit && (strstr(unit->value_text, "rescue") ||
			strstr(unit->value_text, "emergency"));
}

const char *bootdefault_unfit(struct guest *guest, const struct boot_entry *entry)
{
	const char *version, *special;

	if (!entry->is_own)
		return entry->kernel_there ? "it is no Linux of this system"
					   : file_problem(guest, entry->kernel);
	if (is_for_rescue(entry))
		return "it starts a rescue shell";
	version = kernel_of(guest, entry);
	special = version ? kernel_is_special(guest, version) : NULL;
	if (special)
		return special;
	if (entry->initrd.count == 0)
		return "it loads no initramfs";
	return bootdefault_incomplete(guest, entry);
}

static bool has_drivers(struct guest *guest, const char *version)
{
	const struct profile *profile = guest->profile;
	struct kernel *kernel = kernel_open(guest, version);
	struct kernel_driver driver;

	return !kernel_lacks(kernel, &profile->kernel_require, &driver) &&
	       !kernel_lacks(kernel, &profile->kernel_nic, &driver);
}

const struct boot_entry *bootdefault_other(struct guest *guest, const char *config,
					   const char **why)
{
	const struct boot *boot = guest_boot(guest);

	*why = "no other kernel is installed";
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		const char *unfit, *version;

		if (strcmp(entry->config, config) != 0 || entry->is_default ||
		    !entry->is_own || is_for_rescue(entry))
			continue;
		unfit = bootdefault_unfit(guest, entry);
		version = kernel_of(guest, entry);
		if (!unfit && version && has_drivers(guest, version))
			return entry;
		*why = pool_printf(guest->pool, "\"%s\" cannot replace it: %s",
				   entry->title,
				   unfit ? unfit : "its kernel lacks drivers too");
	}
	return NULL;
}
