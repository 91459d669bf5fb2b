/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "disk/fstools.h"
#include "facts-internal.h"

static bool set_state(struct superblock *super, const char *word)
{
	static const char *const states[] = {
		[SUPERBLOCK_UNKNOWN] = "unknown", [SUPERBLOCK_CLEAN] = "clean",
		[SUPERBLOCK_JOURNAL] = "journal", [SUPERBLOCK_UNCLEAN] = "unclean",
		[SUPERBLOCK_DAMAGED] = "damaged", [SUPERBLOCK_HIBERNATED] = "hibernated",
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i], word) == 0) {
			super->state = (enum superblock_state)i;
			return true;
		}
	return false;
}

static struct strs list_of(struct pool *pool, const char *words)
{
	char *copy = pool_strdup(pool, words);

	for (char *at = copy; *at; at++)
		if (*at == ',')
			*at = ' ';
	return strs_words(pool, copy);
}

/* The families of types that have a superblock here; a case names the type first. */
static enum superblock_family family_of(const char *type)
{
	static const struct {
		const char *type;
		enum superblock_family family;
	} rows[] = { { "xfs", SUPERBLOCK_XFS },   { "btrfs", SUPERBLOCK_BTRFS },
		     { "vfat", SUPERBLOCK_FAT },  { "ntfs", SUPERBLOCK_NTFS },
		     { "swap", SUPERBLOCK_SWAP }, { "swsuspend", SUPERBLOCK_SWAP } };

	for (size_t i = 0; type && i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return rows[i].family;
	return SUPERBLOCK_EXT;
}

bool fact_superblock(struct pool *pool, struct volume *volume, const char *word)
{
	struct superblock super = { .devices = 1 }, *copy;
	const char *value;
	bool good = true;

	if (volume->fs)
		super = *volume->fs;
	else
		super.family = family_of(volume->type);
	if ((value = fact_value(word, "state")))
		good = set_state(&super, value);
	else if ((value = fact_value(word, "version")))
		super.version = (unsigned)fact_size(value);
	else if ((value = fact_value(word, "features")))
		super.features = list_of(pool, value);
	else if ((value = fact_value(word, "errors")))
		super.errors = (uint32_t)fact_size(value);
	else if ((value = fact_value(word, "devices")))
		super.devices = fact_size(value);
	else
		good = false;
	copy = pool_alloc(pool, sizeof(*copy));
	*copy = super;
	volume->fs = copy;
	return good;
}

void fact_mended(struct pool *pool, struct volume *volume, enum mend how)
{
	struct superblock *super = pool_alloc(pool, sizeof(*super));

	if (how != MEND_JOURNAL) {
		volume->tools = NULL;
		return;
	}
	*super = *volume->fs;
	super->state = SUPERBLOCK_CLEAN;
	volume->fs = super;
}

static bool set_verdict(struct fstools *tools, const char *word)
{
	static const char *const verdicts[] = { [FSTOOLS_SOUND] = "sound",
						[FSTOOLS_DAMAGED] = "damaged",
						[FSTOOLS_FAILED] = "failed" };

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		if (strcmp(verdicts[i], word) == 0) {
			tools->verdict = (enum fstools_verdict)i;
			return true;
		}
	return false;
}

bool fact_tools(struct pool *pool, struct volume *volume, const char *word)
{
	struct fstools *tools = pool_alloc(pool, sizeof(*tools));
	const char *value;
	bool good = true;

	tools->tool = "its tool";
	if (volume->tools)
		*tools = *volume->tools;
	if ((value = fact_value(word, "found")))
		good = set_verdict(tools, value);
	else if ((value = fact_value(word, "says")))
		tools->says = value;
	else if ((value = fact_value(word, "left")))
		tools->left = value;
	else if ((value = fact_value(word, "kept")))
		tools->kept = value;
	else if ((value = fact_value(word, "removed")))
		tools->removed = list_of(pool, value);
	else if (strcmp(word, "repaired") == 0)
		tools->repaired = true;
	else
		good = false;
	if (good)
		volume->tools = tools;
	return good;
}
