/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "base/strs.h"
#include "guest/boot.h"
#include "guest/initrd.h"

/*
 * Report only: whether multipath takes the disk depends on what the new machine says of
 * it, and where root is a multipath device its name is wanted.
 */

static bool has_multipath(const struct initramfs *archive)
{
	static const char *const programs[] = { "/sbin/multipathd",
						"/usr/sbin/multipathd", "/sbin/multipath",
						"/usr/sbin/multipath" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (initramfs_resolve(archive, programs[i]))
			return true;
	return false;
}

/* The words that keep it from the disks: of SUSE and dracut, of dracut before, of EL. */
static bool is_off(const struct boot_entry *entry)
{
	const struct cmdline_arg *arg = boot_arg(entry, "multipath", NULL);

	return (arg && strcmp(arg->value_text, "off") == 0) ||
	       boot_arg(entry, "nompath", NULL) || boot_arg(entry, "nomultipath", NULL) ||
	       ((arg = boot_arg(entry, "rd.multipath", NULL)) &&
		strcmp(arg->value_text, "0") == 0);
}

static bool is_off_for(struct guest *guest, const char *image)
{
	const struct boot *boot = guest_boot(guest);
	bool loaded = false;

	for (size_t i = 0; i < boot->count; i++) {
		if (!strs_has(&boot->entry[i].initrd, image))
			continue;
		if (!is_off(&boot->entry[i]))
			return false;
		loaded = true;
	}
	return loaded;
}

/* A disk listed by its identity is claimed, alone or not (multipath.conf(5)). */
static const char *how(const struct initramfs *archive)
{
	const struct initramfs_file *conf =
		initramfs_resolve(archive, "/etc/multipath.conf");

	if (!conf)
		return "without a configuration";
	if (bytes_find(conf->data, bytes_of("find_multipaths"), 0) < 0)
		return "with a configuration that does not say find_multipaths";
	return "with a configuration";
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	if (count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < count; i++) {
		const struct initramfs *archive;
		int err = guest_initramfs(guest, image[i].path, &archive);

		if (err == 0 && has_multipath(archive) &&
		    !is_off_for(guest, image[i].path))
			check_finding(check, image[i].path, 0, "multipath",
				      "holds multipath, %s: it may claim the disk before "
				      "it is mounted; multipath=off keeps it away",
				      how(archive));
	}
}

const struct rule rule_multipath_claims = {
	.id = "multipath-claims",
	.title = "multipath in the initramfs may claim the disk",
	.why = "the root is held by a device-mapper device nobody asked for, and "
	       "mounting "
	       "it by its own name ends in \"already mounted or mount point busy\"",
	.see = "multipath.conf(5), find_multipaths; SUSE Storage Administration Guide, "
	       "\"Disabling multipath\"",
	.severity = NOTE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
};
