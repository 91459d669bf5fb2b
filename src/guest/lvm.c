/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "guest/boot.h"
#include "guest/lvm-internal.h"

enum { LVM_FILE_MAX = 256 << 10 }; /* bytes; the shipped lvm.conf has 100 kB */

bool lvm_read(struct guest *guest, const struct lvm_place *place, const char *file,
	      struct bytes *text)
{
	const struct initramfs_file *found;

	if (!place->path)
		return tree_read_large(guest->tree, file, LVM_FILE_MAX, guest->pool,
				       text) == 0;
	found = initramfs_resolve(place->archive, file);
	if (!found || !S_ISREG(found->mode) || found->data.len != found->size)
		return false;
	*text = found->data;
	return true;
}

void lvm_add(struct guest *guest, struct lvm_problems *problems,
	     const struct lvm_problem *problem)
{
	problems->problem = text_room(guest->pool, problems->problem, problems->count,
				      sizeof(*problem));
	problems->problem[problems->count++] = *problem;
}

bool lvm_is_pv(const struct volume *volume)
{
	return volume->kind == VOLUME_PART && volume->type && volume->uuid &&
	       strcmp(volume->type, "LVM2_member") == 0;
}

static bool has_pv(const struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (lvm_is_pv(&guest->volume[i]))
			return true;
	return false;
}

static void look(struct guest *guest, const struct lvm_place *place,
		 struct lvm_problems *problems)
{
	lvm_look_at_devices(guest, place, problems);
	lvm_look_at_filters(guest, place, problems);
}

static const char *why_not(struct guest *guest, const struct lvm_place *place, int err)
{
	return pool_printf(guest->pool, "\"%s\": %s", place->path,
			   err < 0 && err != -EMEDIUMTYPE ? strerror(-err)
							  : place->archive->problem);
}

struct lvm_problems guest_lvm_problems(struct guest *guest)
{
	struct lvm_problems problems = { .concerns = has_pv(guest) };
	struct lvm_place place = { 0 };
	const struct boot_image *image;
	size_t images;

	if (!problems.concerns)
		return problems;
	look(guest, &place, &problems);
	image = guest_boot_images(guest, &images);
	for (size_t i = 0; i < images; i++) {
		int err = guest_initramfs(guest, image[i].path, &place.archive);

		place.path = image[i].path;
		if (err == 0 && !place.archive->problem)
			look(guest, &place, &problems);
		else
			problems.why_not = why_not(guest, &place, err);
	}
	return problems;
}

static char letter_of(const struct guest *guest, const struct disk *disk)
{
	for (size_t i = 0; i < guest->disk_count && i < 26; i++)
		if (guest->disk[i] == disk)
			return (char)('a' + i);
	return 'a';
}

struct strs lvm_new_names(struct guest *guest, const struct volume *volume)
{
	static const struct {
		unsigned families;
		const char *prefix;
	} kinds[] = {
		{ 1 << DRIVERS_VIRTIO, "vd" },
		{ 1 << DRIVERS_VIRTIO | 1 << DRIVERS_SCSI_VIRTIO | 1 << DRIVERS_IDE |
			  1 << DRIVERS_HYPERV,
		  "sd" },
		{ 1 << DRIVERS_XEN, "xvd" },
	};
	struct strs names = { .pool = guest->pool };
	const char *part =
		volume->part ? pool_printf(guest->pool, "%u", volume->part) : "";
	char letter = letter_of(guest, volume->disk);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (guest->profile->initrd_require & kinds[i].families)
			strs_addf(&names, "%s%c%s", kinds[i].prefix, letter, part);
	if (guest->profile->initrd_require & 1 << DRIVERS_NVME)
		strs_addf(&names, "nvme%dn1%s%s", letter - 'a', *part ? "p" : "", part);
	return names;
}

const char *lvm_fence(const struct guest *guest)
{
	static const char *const hosts[] = {
		"/usr/sbin/libvirtd", "/usr/sbin/virtqemud", "/usr/libexec/qemu-kvm",
		"/usr/bin/kvm",       "/usr/bin/qemu-kvm",   "/usr/sbin/xl",
		"/usr/bin/pvesh"
	};

	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].kind == VOLUME_LV && guest->volume[i].type &&
		    strcmp(guest->volume[i].type, "LVM2_member") == 0)
			return pool_printf(guest->pool,
					   "logical volume %s holds a volume group of "
					   "its own, which may be another system's",
					   guest->volume[i].name);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (tree_has(guest->tree, hosts[i], TREE_FILE))
			return pool_printf(guest->pool,
					   "%s is there: it also keeps LVM from the "
					   "disks of virtual machines",
					   hosts[i]);
	return NULL;
}
