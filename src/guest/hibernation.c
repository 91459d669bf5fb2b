/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/hibernation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/mount.h"
#include "guest/bootsource.h"
#include "guest/devname.h"
#include "guest/find.h"
#include "tree/dir.h"

enum { PAGE = 4096 };

/* The heads of Windows' memory images; in one that is used up they are zeroed. */
static bool is_windows_image(struct bytes head)
{
	static const char *const marks[] = { "hibr", "HIBR", "wake", "WAKE", "RSTR" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (bytes_starts(head, marks[i]))
			return true;
	return false;
}

static bool has_windows_image(struct pool *pool, const char *root)
{
	unsigned char head[8];
	struct tree *tree;
	struct stat st;
	bool found = false;
	int fd;

	if (dir_open(pool, root, &tree) < 0)
		return false;
	fd = dir_open_at(dir_fd(tree), "/hiberfil.sys", O_RDONLY | O_NONBLOCK);
	if (fd >= 0) {
		found = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
			read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
			is_windows_image((struct bytes){ head, sizeof(head) });
		close(fd);
	}
	dir_close(tree);
	return found;
}

void hibernation_look(struct probe *probe, const char *scratch)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		struct volume *volume = &probe->volume[i];
		struct superblock *super;
		const char *why;

		if (!volume->fs || volume->fs->family != SUPERBLOCK_NTFS ||
		    volume->problem ||
		    mount_foreign(probe->pool, volume, scratch, &why) < 0)
			continue;
		if (has_windows_image(probe->pool, scratch)) {
			super = pool_alloc(probe->pool, sizeof(*super));
			*super = *volume->fs;
			super->state = SUPERBLOCK_HIBERNATED;
			volume->fs = super;
		}
		(void)mount_end(scratch);
	}
}

static const char *in_volumes(struct pool *pool, const struct volume *volume,
			      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (volume[i].fs && volume[i].fs->state == SUPERBLOCK_HIBERNATED)
			return volume_name(pool, &volume[i]);
	return NULL;
}

const char *probe_hibernated(const struct probe *probe)
{
	return in_volumes(probe->pool, probe->volume, probe->volume_count);
}

/* The page at which the kernel would look: resume= names the volume of the swap file. */
static bool page_is_image(struct guest *guest, const struct boot_place *place)
{
	const struct boot_place *resume;
	unsigned char page[PAGE];
	const struct volume *volume = NULL;
	size_t count;
	const char *why;
	char *end;
	uint64_t number = strtoull(place->arg.value_text, &end, 0);

	if (*end || end == place->arg.value_text || number > UINT64_MAX / PAGE)
		return false;
	resume = guest_boot_places(guest, "resume", &count);
	for (size_t i = 0; i < count && !volume; i++)
		if (strcmp(resume[i].part.source, place->part.source) == 0 &&
		    resume[i].part.line == place->part.line)
			volume = devname_volume(
				guest,
				devname_parse(guest->pool, resume[i].arg.value_text),
				&why);
	return volume && volume_read(volume, number * PAGE, page, PAGE) == 0 &&
	       superblock_is_hibernated(page, PAGE);
}

const char *guest_hibernated(struct guest *guest)
{
	const char *found = in_volumes(guest->pool, guest->volume, guest->volume_count);
	const struct boot_place *place;
	size_t count;

	if (found || !guest->volumes_known)
		return found;
	place = guest_boot_places(guest, "resume_offset", &count);
	for (size_t i = 0; i < count; i++)
		if (page_is_image(guest, &place[i]))
			return pool_printf(guest->pool, "resume_offset=%s",
					   place[i].arg.value_text);
	return NULL;
}
