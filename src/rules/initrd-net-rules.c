/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "base/path.h"
#include "guest/boot.h"
#include "guest/initrd.h"
#include "guest/mounts.h"
#include "guest/pins.h"

/*
 * Only files with lines that bind a name to a MAC: the generator of such files, which
 * many images hold, has none.  An archive behind the image cannot take a file away, but
 * an empty one in its place says nothing.
 */

/* Other files bind names on purpose, beside rules that are still wanted. */
static bool is_written_by_udev(const char *file)
{
	return strstr(path_name(file), "persistent") && strstr(path_name(file), "net");
}

static void detect_in(struct check *check, struct guest *guest, enum severity severity,
		      const char *path)
{
	const struct initramfs *archive;
	int err = guest_initramfs(guest, path, &archive);
	struct pins pins;

	if (err < 0 || archive->problem) {
		check_cannot_look(check, "\"%s\": %s", path,
				  err < 0 && err != -EMEDIUMTYPE ? strerror(-err)
								 : archive->problem);
		return;
	}
	pins = guest_pins(guest, archive);
	for (size_t i = 0; i < pins.count; i++)
		if (pins.pin[i].kind == PIN_NET_NAME &&
		    is_written_by_udev(pins.pin[i].file))
			check_finding_as(check, severity, path, 0, pins.pin[i].file,
					 "%s:%u in it: %s", pins.pin[i].file,
					 pins.pin[i].line, pins.pin[i].text);
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < count; i++)
		detect_in(check, guest, image[i].is_lesser ? DEGRADED : UNREACHABLE,
			  image[i].path);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct initramfs_new_file empty = { .path = finding->subject, .mode = 0100644 };
	const char *why;
	struct bytes segment;

	if (guest_initramfs_segment(guest, finding->path, &empty, 1, &segment, &why) <
	    0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	plan_append(plan, finding->path, segment);
	plan_note(plan, "%s in it is empty now", finding->subject);
}

const struct rule rule_initrd_net_rules = {
	.id = "initrd-net-rules",
	.title = "an initramfs binds an interface name to the old network card",
	.why = "udev in the initramfs gives names before the system's own rules are "
	       "read: "
	       "the new card gets another name than the one the network is configured "
	       "for",
	.see = "Open Telekom Cloud \"deleting files from the network rule directory\"; "
	       "udev(7)",
	.severity = UNREACHABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
