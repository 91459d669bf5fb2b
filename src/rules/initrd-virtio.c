/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/modlist.h"
#include "guest/drivers.h"
#include "guest/mounts.h"

/*
 * Only missing drivers are added, as a segment behind the image: what its generator made
 * stays byte for byte.  The generator's configuration gets them too, or the next kernel
 * update would undo the repair; never hostonly="no", which would make every later image
 * bigger.  initramfs-tools reads one module a line (more words are parameters), dracut
 * wants blanks inside the quotes.
 */

#define MODULES  "/etc/initramfs-tools/modules"
#define DRACUT_D "/etc/dracut.conf.d"

#define ABSENT "not in the kernel"

/* An image that cannot be judged is a finding: it would not start either. */
static void detect_in(struct check *check, struct guest *guest,
		      const struct boot_image *image)
{
	struct drivers_state state;
	const char *why;

	if (drivers_look(guest, image, &guest->profile->initrd_require, &state, &why) <
	    0) {
		check_finding(check, image->path, 0, "content", "%s", why);
		return;
	}
	if (state.missing.count > 0)
		check_finding(check, image->path, 0, state.version, "lacks %s",
			      strs_join(&state.missing, ", "));
	if (state.absent.count > 0)
		check_finding(check, image->path, 0, ABSENT, "kernel %s has no %s",
			      state.version, strs_join(&state.absent, ", "));
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	else if (count == 0)
		check_cannot_look(check, "no initramfs found");
	for (size_t i = 0; i < count; i++)
		detect_in(check, guest, &image[i]);
}

static const struct boot_image *image_at(struct guest *guest, const char *path)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(image[i].path, path) == 0)
			return &image[i];
	return NULL;
}

static void persist_initramfs_tools(struct plan *plan, struct guest *guest,
				    const struct strs *names)
{
	struct bytes text = { 0 };

	(void)tree_read(guest->tree, MODULES, &text);
	plan_write(plan, MODULES, modlist_add(guest->pool, text, names));
	plan_note(plan, "listed in %s", MODULES);
}

static void persist_dracut(struct plan *plan, struct guest *guest,
			   const struct strs *names)
{
	const char *file = DRACUT_D "/90-drydock.conf";

	plan_write(plan, file,
		   bytes_of(pool_printf(guest->pool, "add_drivers+=\" %s \"\n",
					strs_join(names, " "))));
	plan_note(plan, "listed in %s", file);
}

/* What made the image will make the next one, if its configuration is there. */
static void persist(struct plan *plan, struct guest *guest, const char *path,
		    const struct strs *names)
{
	const struct initramfs *archive;
	bool debian = guest_initramfs(guest, path, &archive) == 0 &&
		      initramfs_find(archive, "/conf/initramfs.conf");

	if (debian && tree_has(guest->tree, "/etc/initramfs-tools", TREE_DIR))
		persist_initramfs_tools(plan, guest, names);
	else if (!debian && tree_has(guest->tree, DRACUT_D, TREE_DIR))
		persist_dracut(plan, guest, names);
	else
		plan_note(plan, "its generator is not known: the next kernel update may "
				"drop them again");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct boot_image *image = image_at(guest, finding->path);
	const struct profile *profile = guest->profile;
	struct strs names = { .pool = guest->pool };
	struct drivers_state state;
	struct bytes segment;
	const char *why = "the image is gone";

	for (size_t i = 0; i < profile->initrd_require.count; i++)
		strs_add(&names, profile->initrd_require.item[i]);
	for (size_t i = 0; i < profile->initrd_add.count; i++)
		strs_add(&names, profile->initrd_add.item[i]);
	if (!image ||
	    drivers_look(guest, image, &profile->initrd_require, &state, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	if (strcmp(finding->subject, ABSENT) == 0) {
		plan_refuse(plan, "no file here can add it; install another kernel");
		return;
	}
	if (drivers_segment(guest, image, &names, &segment, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	plan_append(plan, image->path, segment);
	plan_note(plan, "appended %s (%zu kB)", strs_join(&state.missing, ", "),
		  (segment.len + 500) / 1000);
	persist(plan, guest, image->path, &names);
}

const struct rule rule_initrd_virtio = {
	.id = "initrd-virtio",
	.title = "an initramfs lacks the driver of the new machine's disk",
	.why = "the kernel starts, but never sees the disk its root is on: \"ALERT! "
	       "UUID=... does not exist\", dracut-initqueue timeout, or a panic",
	.see = "Huawei IMS and Alibaba ECS image requirements (KVM drivers in the "
	       "initrd); "
	       "initramfs-tools(7), dracut.conf(5)",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
