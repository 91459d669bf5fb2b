/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of facts.h that tell of disks, volumes and images. */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "facts-internal.h"

bool fact_take_disk(struct fact_reader *reader, const char *rest)
{
	struct disk disk = { .fd = -1, .sector = 512 }, *opened;
	const char *word, *value;
	struct facts *facts = reader->facts;

	disk.name = fact_word(reader, &rest);
	while (disk.name && (word = fact_word(reader, &rest)))
		if ((value = fact_value(word, "size")))
			disk.size = fact_size(value);
		else if ((value = fact_value(word, "sector")))
			disk.sector = (unsigned)fact_size(value);
		else if ((value = fact_value(word, "image")))
			disk.path = path_join(reader->pool, reader->work, value);
		else
			return fact_fail(reader, "disk: what is", word);
	if (disk.path) {
		if (disk_open(reader->pool, disk.name, disk.path, &opened) < 0)
			return fact_fail(reader, "disk: cannot open", disk.path);
		disk = *opened;
	}
	facts->disk[facts->disk_count++] = disk;
	return disk.name || fact_fail(reader, "no name after", "disk");
}

static const struct disk *disk_of(struct fact_reader *reader, const char *name)
{
	for (size_t i = 0; name && i < reader->facts->disk_count; i++)
		if (strcmp(reader->facts->disk[i].name, name) == 0)
			return &reader->facts->disk[i];
	return NULL;
}

static bool set_text(struct volume *volume, const char *word)
{
	struct {
		const char *key, **to;
	} texts[] = {
		{ "node", &volume->node },
		{ "type", &volume->type },
		{ "uuid", &volume->uuid },
		{ "label", &volume->label },
		{ "partuuid", &volume->partuuid },
		{ "partlabel", &volume->partlabel },
		{ "last_mounted", &volume->last_mounted },
		{ "mount", &volume->mountpoint },
		{ "problem", &volume->problem },
	};
	const char *value;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if ((value = fact_value(word, texts[i].key))) {
			*texts[i].to = value;
			return true;
		}
	return false;
}

static bool set_number(struct volume *volume, const char *word)
{
	const char *value;

	if ((value = fact_value(word, "start")))
		volume->start = fact_size(value);
	else if ((value = fact_value(word, "size")))
		volume->size = fact_size(value);
	else if ((value = fact_value(word, "block")))
		volume->block = (uint32_t)fact_size(value);
	else if ((value = fact_value(word, "room")))
		volume->room = fact_size(value);
	else if ((value = fact_value(word, "files")))
		volume->files = fact_size(value);
	else if ((value = fact_value(word, "files_free")))
		volume->files_free = fact_size(value);
	return value != NULL;
}

static bool set_volume(struct fact_reader *reader, struct volume *volume,
		       const char *word)
{
	if (strcmp(word, "esp") == 0)
		volume->is_esp = true;
	else if (strcmp(word, "degraded") == 0)
		volume->degraded = true;
	else if (!set_text(volume, word) && !set_number(volume, word) &&
		 !fact_tools(reader->pool, volume, word) &&
		 !fact_superblock(reader->pool, volume, word))
		return fact_fail(reader, "volume: what is", word);
	return true;
}

bool fact_take_volume(struct fact_reader *reader, const char *rest)
{
	const char *disk = fact_word(reader, &rest);
	const char *part = fact_word(reader, &rest), *word;
	struct volume volume = { .disk = disk_of(reader, disk) };

	if (!volume.disk || !part)
		return fact_fail(reader, "volume: unknown disk, or no partition:", disk);
	volume.part = (unsigned)atoi(part);
	volume.node = pool_printf(reader->pool, "/dev/%s%s", disk, part);
	while ((word = fact_word(reader, &rest)))
		if (!set_volume(reader, &volume, word))
			return false;
	reader->facts->volume[reader->facts->volume_count++] = volume;
	return true;
}

/* The volume called NAME, "disk0:2" or "vg0/root"; their number where there is none. */
static size_t volume_called(const struct facts *facts, const char *name)
{
	size_t i = 0;

	for (; i < facts->volume_count; i++) {
		const struct volume *volume = &facts->volume[i];
		size_t len = volume->disk ? strlen(volume->disk->name) : 0;

		if (volume->name && strcmp(volume->name, name) == 0)
			break;
		if (volume->disk && strncmp(name, volume->disk->name, len) == 0 &&
		    name[len] == ':' && (unsigned)atoi(name + len + 1) == volume->part)
			break;
	}
	return i;
}

/* NAMES, "disk0:1,disk1:1", as what VOLUME is made of. */
static bool set_under(struct fact_reader *reader, struct volume *volume,
		      const char *names)
{
	size_t room = strlen(names) / 2 + 1, *under;

	under = pool_alloc(reader->pool, room * sizeof(*under));
	while (*names) {
		size_t len = strcspn(names, ",");
		const char *name = pool_printf(reader->pool, "%.*s", (int)len, names);

		under[volume->under_count] = volume_called(reader->facts, name);
		if (under[volume->under_count++] == reader->facts->volume_count)
			return fact_fail(reader, "stacked: no volume", name);
		names += len + (names[len] == ',');
	}
	volume->under = under;
	return true;
}

bool fact_take_stacked(struct fact_reader *reader, const char *rest)
{
	static const char *const kinds[] = {
		[VOLUME_LV] = "lv", [VOLUME_MD] = "md", [VOLUME_CRYPT] = "crypt"
	};
	const char *kind = fact_word(reader, &rest), *word, *value;
	struct volume volume = { .name = fact_word(reader, &rest) };

	for (size_t i = VOLUME_LV; kind && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			volume.kind = (enum volume_kind)i;
	if (volume.kind == VOLUME_PART || !volume.name)
		return fact_fail(reader, "stacked: unknown kind, or no name:", kind);
	volume.node = pool_printf(
		reader->pool, volume.kind == VOLUME_CRYPT ? "/dev/mapper/%s" : "/dev/%s",
		volume.name);
	while ((word = fact_word(reader, &rest))) {
		value = fact_value(word, "on");
		if (value ? !set_under(reader, &volume, value)
			  : !set_volume(reader, &volume, word))
			return false;
	}
	reader->facts->volume[reader->facts->volume_count++] = volume;
	return true;
}

bool fact_take_other(struct fact_reader *reader, const char *rest)
{
	struct facts *facts = reader->facts;
	const char *where = fact_word(reader, &rest);
	const char *name = fact_word(reader, &rest);
	size_t which = where ? volume_called(facts, where) : facts->volume_count;

	if (which == facts->volume_count || !name)
		return fact_fail(reader, "other: no volume, or no name:", where);
	facts->other[facts->other_count++] =
		(struct other_system){ &facts->volume[which], name };
	return true;
}

bool fact_take_image(struct fact_reader *reader, const char *rest)
{
	struct facts *facts = reader->facts;
	const char *disk = fact_word(reader, &rest), *word;

	if (!disk_of(reader, disk))
		return fact_fail(reader, "image: unknown disk", disk);
	facts->image[facts->image_count] = (struct imagefile){ .disk = disk,
							       .name = "",
							       .format = "",
							       .what = "an image",
							       .container = "" };
	while ((word = fact_word(reader, &rest)))
		if (!fact_image(&facts->image[facts->image_count], word))
			return fact_fail(reader, "image: what is", word);
	facts->image_count++;
	return true;
}
