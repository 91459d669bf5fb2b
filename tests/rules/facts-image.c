/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host would have told of the file of a disk. */
#include <stdlib.h>
#include <string.h>

#include "facts-internal.h"

static bool set_text(struct imagefile *image, const char *word)
{
	struct {
		const char *key, **to;
	} texts[] = {
		{ "name", &image->name },           { "format", &image->format },
		{ "what", &image->what },           { "packed", &image->packed },
		{ "container", &image->container },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *value = fact_value(word, texts[i].key);

		if (value) {
			*texts[i].to = value;
			return true;
		}
	}
	return false;
}

static bool set_number(struct imagefile *image, const char *word)
{
	const char *value;

	if ((value = fact_value(word, "size")))
		image->size = fact_size(value);
	else if ((value = fact_value(word, "whole")))
		image->whole = fact_size(value);
	else if ((value = fact_value(word, "file_size")))
		image->file_size = fact_size(value);
	else if ((value = fact_value(word, "stored")))
		image->stored = fact_size(value);
	else if ((value = fact_value(word, "others")))
		image->others = (unsigned)atoi(value);
	else if ((value = fact_value(word, "snapshots")))
		image->snapshots = (unsigned)atoi(value);
	else if (strcmp(word, "bitmap=there") == 0)
		image->bitmap = IMAGE_BITMAP_THERE;
	else if (strcmp(word, "bitmap=ovf") == 0)
		image->bitmap = IMAGE_BITMAP_OVF;
	else
		return false;
	return true;
}

bool fact_image(struct imagefile *image, const char *word)
{
	struct {
		const char *word;
		bool *to;
	} flags[] = {
		{ "encrypted", &image->encrypted },
		{ "written", &image->written },
		{ "estimated", &image->estimated },
		{ "tools", &image->tools },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (strcmp(word, flags[i].word) == 0) {
			*flags[i].to = true;
			return true;
		}
	return set_text(image, word) || set_number(image, word);
}

void fact_padded(struct facts *facts, const struct disk *disk)
{
	for (size_t i = 0; i < facts->image_count; i++)
		if (strcmp(facts->image[i].disk, disk->name) == 0)
			facts->image[i].size = disk->size;
}
