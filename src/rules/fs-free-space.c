/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/volumes.h"

/*
 * Report only: what may go, its owner knows.  That a repair has room for itself is seen
 * to with each repair, whatever this rule says.
 */

enum {
	MB = 1000000,
	SHARE = 20, /* of a small file system, the twentieth part is enough */
	FILES = 100,
};

/* What virt-v2v(1) asks for before a conversion. */
static const struct {
	const char *mountpoint;
	uint64_t free; /* bytes */
} needs[] = { { "/", 100 * MB }, { "/boot", 50 * MB } };

static uint64_t need_of(const struct volume *volume)
{
	uint64_t need = 10 * MB;

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (strcmp(needs[i].mountpoint, volume->mountpoint) == 0)
			need = needs[i].free;
	return volume->size / SHARE < need ? volume->size / SHARE : need;
}

static void judge(struct check *check, struct guest *guest, const struct volume *volume)
{
	const char *name = volume_name(guest->pool, volume);
	uint64_t need = need_of(volume);

	if (volume->block && volume->room < need)
		check_finding(check, name, 0, "space",
			      "%s: %llu kB are free; %llu kB are wanted",
			      volume_use(guest->pool, volume),
			      (unsigned long long)volume->room / 1000,
			      (unsigned long long)need / 1000);
	if (volume->files > 10 * FILES && volume->files_free < FILES)
		check_finding(check, name, 0, "inodes",
			      "%s: %llu more files can be made; %d are wanted",
			      volume_use(guest->pool, volume),
			      (unsigned long long)volume->files_free, FILES);
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].mountpoint)
			judge(check, guest, &guest->volume[i]);
}

const struct rule rule_fs_free_space = {
	.id = "fs-free-space",
	.title = "a file system is nearly full",
	.why = "services do not start, a kernel update leaves half an initramfs, and "
	       "drivers "
	       "for the new machine have no place",
	.see = "virt-v2v(1), FREE SPACE IN THE GUEST; AWS VM Import/Export, requirements",
	.severity = DEGRADED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
