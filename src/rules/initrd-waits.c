/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "base/path.h"
#include "guest/boot.h"
#include "guest/devname.h"
#include "guest/initrd.h"
#include "guest/layerargs.h"
#include "guest/mounts.h"
#include "guest/mountunits.h"
#include "guest/pins.h"

/*
 * What is here, by a name that lasts, is waited for as before.  An archive behind the
 * image cannot take a file away, but an empty script waits for nothing, and systemd
 * passes over what is masked.  A unit that initrd.target requires, as dracut wrote it for
 * a while, would take the target down with it.
 */

#define UNITS "/etc/systemd/system"

enum { FILES_MAX = 16 };

static char *word_of(struct guest *guest, const struct cmdline_arg *arg)
{
	return pool_printf(guest->pool, "%s=%s", arg->name, arg->value_text);
}

static const struct cmdline *parse(struct guest *guest, struct bytes text)
{
	return cmdline_parse(guest->pool, text, (struct span){ 0, text.len });
}

/* What is wrong with waiting for DEVICE, or NULL. */
static const char *problem_of(struct guest *guest, const char *device)
{
	const struct devname *name = devname_parse(guest->pool, device);

	if (devname_is_missing(guest, name))
		return "which is not on this disk";
	return devname_is_positional(name) ? "a name that changes with the machine"
					   : NULL;
}

static enum severity severity_of(const struct boot_image *image)
{
	return image->is_lesser ? DEGRADED : UNBOOTABLE;
}

static void not_seen(struct check *check, const struct boot_image *image,
		     const char *what)
{
	check_cannot_look(check, "\"%s\" waits for %s, and the disks are not seen",
			  image->path, what);
}

static void judge_device(struct check *check, struct guest *guest,
			 const struct boot_image *image, const char *device)
{
	const char *problem = problem_of(guest, device);

	if (problem)
		check_finding_as(check, severity_of(image), image->path, 0, device,
				 "waits for %s, %s", device, problem);
	else if (!guest->volumes_known)
		not_seen(check, image, device);
}

/* What dracut found when it made the image: rd.lvm.lv= and the like are waited for. */
static void judge_arguments(struct check *check, struct guest *guest,
			    const struct boot_image *image, const struct pin *pin)
{
	const struct cmdline *line = parse(guest, bytes_of(pin->text));
	struct layer_arg found;

	for (size_t i = 0; i < line->count; i++) {
		const char *word = word_of(guest, &line->arg[i]);

		if (!layer_arg_find(guest, &line->arg[i], &found))
			continue;
		if (!guest->volumes_known)
			not_seen(check, image, word);
		else if (found.is_missing)
			check_finding_as(check, severity_of(image), image->path, 0, word,
					 "waits for what is not on this disk: %s, which "
					 "%s in it says",
					 word, pin->file + 1);
	}
}

static void detect_in(struct check *check, struct guest *guest,
		      const struct boot_image *image)
{
	const struct initramfs *archive;
	int err = guest_initramfs(guest, image->path, &archive);
	struct pins pins;

	/* An old initrd, a file system, is not of dracut. */
	if (err == -EMEDIUMTYPE)
		return;
	if (err < 0 || archive->problem) {
		check_cannot_look(check, "\"%s\": %s", image->path,
				  err < 0 ? strerror(-err) : archive->problem);
		return;
	}
	pins = guest_pins(guest, archive);
	for (size_t i = 0; i < pins.count; i++)
		if (pins.pin[i].kind == PIN_WAITS)
			judge_device(check, guest, image, pins.pin[i].text);
		else if (pins.pin[i].kind == PIN_CMDLINE)
			judge_arguments(check, guest, image, &pins.pin[i]);
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	else if (count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < count; i++)
		detect_in(check, guest, &image[i]);
}

/* The script that waits for DEVICE, or NULL. */
static const char *script_of(struct guest *guest, const struct initramfs *archive,
			     const char *device)
{
	struct pins pins = guest_pins(guest, archive);

	for (size_t i = 0; i < pins.count; i++)
		if (pins.pin[i].kind == PIN_WAITS &&
		    strcmp(pins.pin[i].text, device) == 0)
			return pins.pin[i].file;
	return NULL;
}

static struct initramfs_new_file mask(const char *path)
{
	return (struct initramfs_new_file){ path, S_IFLNK | 0777, bytes_of("/dev/null") };
}

/* What goes behind the image, three files at most; 0 where it would not do. */
static size_t files_for(struct guest *guest, const struct initramfs *archive,
			const char *device, struct initramfs_new_file *file)
{
	struct pool *pool = guest->pool;
	const char *unit = mount_unit_name(pool, device, ".device");
	const char *wanted = path_join(pool, UNITS "/initrd.target.wants", unit);
	const char *script = script_of(guest, archive, device);
	size_t count = 0;

	if (!script ||
	    initramfs_find(archive,
			   path_join(pool, UNITS "/initrd.target.requires", unit)))
		return 0;
	file[count++] =
		(struct initramfs_new_file){ .path = script, .mode = S_IFREG | 0755 };
	/* The link is what newer systemd looks at, the unit what older does. */
	if (initramfs_find(archive, wanted)) {
		file[count++] = mask(wanted);
		file[count++] = mask(path_join(pool, UNITS, unit));
	}
	return count;
}

/* TEXT without WORD, however often it stands there. */
static struct bytes without(struct guest *guest, struct bytes text, const char *word)
{
	const struct cmdline *line = parse(guest, text);

	for (size_t i = line->count; i-- > 0;)
		if (strcmp(word_of(guest, &line->arg[i]), word) == 0) {
			text = cmdline_remove(guest->pool, text, line, &line->arg[i]);
			line = parse(guest, text);
		}
	return text;
}

/* The files of arguments in the image that have WORD, without it. */
static size_t arguments_without(struct guest *guest, const struct initramfs *archive,
				const char *word, struct initramfs_new_file *file)
{
	struct pins pins = guest_pins(guest, archive);
	struct strs seen = { .pool = guest->pool };
	size_t count = 0;

	for (size_t i = 0; i < pins.count && count < FILES_MAX; i++) {
		const struct initramfs_file *old =
			initramfs_find(archive, pins.pin[i].file);
		struct bytes text;

		if (pins.pin[i].kind != PIN_CMDLINE || !old ||
		    strs_has(&seen, pins.pin[i].file))
			continue;
		strs_add(&seen, pins.pin[i].file);
		text = without(guest, old->data, word);
		if (text.len != old->data.len)
			file[count++] =
				(struct initramfs_new_file){ pins.pin[i].file,
							     S_IFREG | 0644, text };
	}
	return count;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct initramfs_new_file file[FILES_MAX];
	const struct initramfs *archive;
	struct bytes segment;
	const char *why;
	size_t count = 0;

	if (guest_initramfs(guest, finding->path, &archive) == 0)
		count = finding->subject[0] == '/'
				? files_for(guest, archive, finding->subject, file)
				: arguments_without(guest, archive, finding->subject,
						    file);
	if (count == 0) {
		plan_refuse(plan, "make it again where the system runs: dracut -f");
		return;
	}
	if (guest_initramfs_segment(guest, finding->path, file, count, &segment, &why) <
	    0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	plan_append(plan, finding->path, segment);
	plan_note(plan, "it is not waited for any more");
}

const struct rule rule_initrd_waits = {
	.id = "initrd-waits",
	.title = "an initramfs of dracut waits for a device that does not come",
	.why = "dracut writes down each device that was in use when the image was made, "
	       "and without one of them it ends in its shell, even where the root is "
	       "there: \"dracut-initqueue timeout\"",
	.see = "dracut.conf(5), hostonly; wait_for_dev() in dracut-lib.sh of dracut; "
	       "systemd.unit(5), .wants/ and masks",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
